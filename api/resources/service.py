"""The service document: what there is and where."""

from typing import Any

from flask import current_app
from flask.views import MethodView

from api import API, __version__
from api.web.addresses import address
from api.web.blueprint import Blueprint
from api.web.query import AnswerQuery, Query
from schemas.dataset import COLLECTIONS, DESCRIPTION, TITLE
from schemas.fields import LANGUAGES
from schemas.service import ServiceSchema
from schemas.vocabularies import Texts

blp = Blueprint("service", __name__, url_prefix="", description=__doc__)

HELD: dict[str, Texts] = {name: texts[1] for name, texts in COLLECTIONS.items()} | {
    "releases": (
        "Nummerierte, unveränderliche Stände des Datensatzes; jede Antwort gibt es nach dem Stand jeder Ausgabe.",
        "Numbered, immutable states of the dataset; any answer can be had as of any release.",
    ),
    "changes": (
        "Was jede Ausgabe hinzufügte, änderte und entfernte, in einer Reihenfolge, in der es sich nachvollziehen lässt.",
        "What each release added, changed and removed, in an order in which it can be replayed.",
    ),
}


@blp.route("")
class Service(MethodView):
    @blp.doc(operationId="getService")
    @blp.arguments(AnswerQuery)
    @blp.response(200, ServiceSchema)
    def get(self, query: Query) -> dict[str, Any]:
        """Show what the service offers

        Every collection with what it holds and its address, and where the rest is documented.
        """
        names = [each.name for each in current_app.extensions["resources"]]
        return {
            "title": _text(TITLE),
            "description": _text(DESCRIPTION),
            "version": __version__,
            "resources": [{"name": name, "description": _text(HELD[name]), "url": address(f"{API}/{name}")} for name in names],
            "openapi_url": address(f"{API}/openapi.json"),
            "openapi_30_url": address(f"{API}/openapi-3.0.json"),
            "documentation_url": address("/docs"),
            "policy_url": address(f"{API}/policy"),
            "feed_url": address(f"{API}/changes.atom"),
            "downloads_url": address(f"{API}/downloads"),
        }


def _text(texts: Texts) -> dict[str, str]:
    return dict(zip(LANGUAGES, texts, strict=True))
