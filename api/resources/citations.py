"""Citations: how to cite a record, or a release of the whole dataset, so that readers find the very version you saw."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
from flask import Response
from flask.views import MethodView
from marshmallow import fields

from api.models import MODELS, Published, Release
from api.representations import Representation
from api.representations.to_citation import STYLES, Citation, to_bibtex, to_csl_json, to_ris, to_text
from api.web.addresses import address
from api.web.blueprint import SUCCEEDED_OR_GONE, Blueprint
from api.web.collection import Single
from api.web.documents import answered, document_query, documented, rendered
from api.web.envelope import record_answer
from api.web.faults import only
from api.web.perspective import Perspective
from api.web.query import Query
from schemas.fields import BERLIN, about

blp = Blueprint("citations", __name__, url_prefix="", description=__doc__)

JSON = ("application/json", "application/problem+json")
FORMATS = {
    each.name: each
    for each in (
        Representation(
            "csl-json", "application/vnd.citationstyles.csl+json", to_csl_json, JSON, ("CSL-JSON", "CSL-JSON"), "json", also=("csl",)
        ),
        Representation(
            "bibtex", "application/x-bibtex", to_bibtex, (), ("BibTeX, auch für biblatex", "BibTeX, also for biblatex"), "bib"
        ),
        Representation(
            "ris", "application/x-research-info-systems", to_ris, (), ("RIS, für Literaturverwaltungen", "RIS, for reference managers"),
            "ris",
        ),
        Representation(
            "text", "text/plain", to_text, (), ("Eine Zeile Text, siehe `style`", "One line of plain text, see `style`"), "txt"
        ),
    )
}  # fmt: skip
SHAPES = {"csl-json": {"type": "array", "minItems": 1, "maxItems": 1, "items": {"type": "object"}}}


QUERY = document_query(
    FORMATS,
    style=fields.String(
        validate=only(STYLES),
        metadata=about(
            "Style of `format=text`: DIN ISO 690 (default) or APA. Other formats are styled by the program that reads them.",
            "Stil von `format=text`: DIN ISO 690 (Vorgabe) oder APA. Andere Formate gestaltet das Programm, das sie liest.",
        ),
    ),
)


def _cite(model: type[Published]) -> None:
    """Add the route of one resource."""
    name, number = model.__name__, model is Release

    class Cited(MethodView):
        @blp.doc(operationId=f"cite{name}", **documented(FORMATS, SHAPES, () if number else SUCCEEDED_OR_GONE))
        @blp.arguments(QUERY)
        def get(self, query: Query, **path: Any) -> Response:
            return answered(query, FORMATS, _respond(model, query, *path.values()))

    Cited.__name__ = f"{name}Citation"
    Cited.get.__doc__ = (
        f"Cite {'the dataset as of this release' if number else f'one record of {model.resource}'}\n\n"
        "With permalink, release and digest; the day of access is yours to add."
    )
    blp.route(f"/{model.resource}/{'<release:number>' if number else '<slug:id>'}/citation")(Cited)


def _respond(model: type[Published], query: Query, id_: str | int) -> Callable[[Perspective], Response]:
    def respond(looking: Perspective) -> Response:
        cited = citation(model, _document(model, str(id_), looking), looking, query.get("style", "din"))
        return rendered(cited, looking, filename=cited.key)

    return respond


def citation(model: type[Published], record: dict[str, Any], looking: Perspective, style: str = "din") -> Citation:
    """How to cite a published record as it is in the release looked at."""
    release = record if model is Release else _document(Release, str(looking.edition.number), looking)
    id_, number = record["id"], release["number"]
    return Citation(
        resource=model.resource,
        id=id_,
        title=record.get("title", ""),
        language=looking.language,
        release=number,
        published_on=datetime.fromisoformat(release["published_at"]).astimezone(BERLIN).date(),
        sha256=release["sha256"],
        url=address(f"/{'' if model is Release else f'{model.resource}/{id_}'}", release=number),
        document=(record["publisher"], record["url"]) if model.resource == "sources" else None,
        style=style,
    )


def _document(model: type[Published], id_: str, looking: Perspective) -> dict[str, Any]:
    return orjson.loads(record_answer(Single(model, id_), {}, looking).records[0][1])


for each in MODELS.values():
    _cite(each)
