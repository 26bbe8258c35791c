"""The service document: what there is and where."""

from typing import Any

from flask import current_app
from flask.views import MethodView

from api import API, __version__
from api.web.addresses import address
from api.web.blueprint import Blueprint
from api.web.query import AnswerQuery, Query
from schemas.dataset import DESCRIPTION, TITLE
from schemas.fields import LANGUAGES
from schemas.service import ServiceSchema

blp = Blueprint("service", __name__, url_prefix="", description=__doc__)

FACTS = {
    "title": dict(zip(LANGUAGES, TITLE, strict=True)),
    "description": dict(zip(LANGUAGES, DESCRIPTION, strict=True)),
}


@blp.route("")
class Service(MethodView):
    @blp.doc(operationId="getService")
    @blp.arguments(AnswerQuery)
    @blp.response(200, ServiceSchema)
    def get(self, query: Query) -> dict[str, Any]:
        """Show what the service offers

        Every collection with its address and number of records, and where the rest is documented.
        """
        collections = current_app.extensions["resources"]
        return FACTS | {
            "version": __version__,
            "resources": [
                {"name": each.name, "description": each.description, "url": address(f"{API}/{each.name}")} for each in collections
            ],
            "openapi_url": address(f"{API}/openapi.json"),
            "openapi_30_url": address(f"{API}/openapi-3.0.json"),
            "documentation_url": address("/docs"),
            "policy_url": address(f"{API}/policy"),
            "feed_url": address(f"{API}/changes.atom"),
            "downloads_url": address(f"{API}/downloads"),
        }
