"""`/catalog`, `/catalog.ttl` and so on: the DCAT catalogue that open-data portals harvest."""

from flask import Blueprint, Response, current_app

from api import releases
from api.representations import REPRESENTATIONS
from api.representations.to_dcat import Catalogue, Dataset, Form, catalogue_graph
from api.web.documents import RDF, Offers, answered, document_query, parsed, rendered
from api.web.perspective import Perspective, connection

blp = Blueprint("catalogue", __name__)

QUERY, FIXED = document_query(RDF, exclude=("lang",)), document_query(RDF, exclude=("lang", "format"))
FORMS = tuple(Form(each.name, each.media_type, whole=False) for each in REPRESENTATIONS.values())


@blp.get("/catalog")
def negotiated() -> Response:
    return answered(parsed(QUERY), RDF, _respond)


@blp.get("/catalog.<any(jsonld, ttl, rdf):extension>")
def fixed(extension: str) -> Response:
    offers: Offers = {name: each for name, each in RDF.items() if each.extension == extension}
    return answered({"format": next(iter(offers)), **parsed(FIXED)}, offers, _respond)


def _respond(looking: Perspective) -> Response:
    settings, number = current_app.config["SETTINGS"], looking.edition.number
    spans = releases.spans(connection(), number)
    datasets = tuple(Dataset(resource, *span, FORMS) for resource, span in spans.items())
    catalogue = Catalogue(settings.public_url, settings.contact_url, settings.contributor_id, number, datasets, looking.pinned)
    return rendered(catalogue_graph(catalogue), looking)
