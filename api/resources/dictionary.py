"""The data dictionary: what every field of every resource is called and means."""

from collections.abc import Callable
from typing import Any

from flask.views import MethodView

from api.models import MODELS
from api.representations.terms import prefixes
from api.web.addresses import public_url, schema_url
from api.web.blueprint import Blueprint
from api.web.dictionary import entries
from api.web.json_schemas import components
from api.web.perspective import Perspective
from api.web.query import AnswerQuery, Query
from schemas.dictionary import DictionarySchema

blp = Blueprint("dictionary", __name__, description=__doc__)


@blp.route("")
class Dictionary(MethodView):
    @blp.doc(operationId="getDictionary")
    @blp.arguments(AnswerQuery)
    @blp.response(200, DictionarySchema)
    def get(self, query: Query) -> Callable[[Perspective], dict[str, Any]]:
        """Explain every field

        Name, type, meaning, vocabulary, RDF term and an example from the data, drawn from the schemas the service itself uses.
        """
        return _dictionary


def _dictionary(looking: Perspective) -> dict[str, Any]:
    return {
        "entries": list(entries(components(looking.edition))),
        "schemas": {resource: schema_url(resource) for resource in MODELS},
        "prefixes": prefixes(public_url()),
    }
