"""The policy: what version 1 of the API promises."""

from typing import Any

from flask.views import MethodView

from api import __version__
from api.web.addresses import address
from api.web.blueprint import Blueprint
from api.web.query import AnswerQuery, Query
from schemas.policy import POLICY, PolicySchema

blp = Blueprint("policy", __name__, description=__doc__)


@blp.route("")
class Policy(MethodView):
    @blp.doc(operationId="getPolicy")
    @blp.arguments(AnswerQuery)
    @blp.response(200, PolicySchema)
    def get(self, query: Query) -> dict[str, Any]:
        """Show what can be built on

        What version 1 promises, what may change without notice, and how long deprecated things live.
        """
        return POLICY | {"version": __version__, "page_url": address("/policy")}
