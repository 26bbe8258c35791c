"""`/catalog`, `/catalog.ttl` and so on: the DCAT catalogue that open-data portals harvest."""

from flask import Blueprint, Response, current_app

from api import downloads, releases
from api.representations import FILES, Offers, on_offer
from api.representations.bulk import DOWNLOADS, Download
from api.representations.catalogue import Catalogue, Dataset, File, Form
from api.representations.to_dcat import catalogue_graph
from api.web.documents import RDF, answered, document_query, parsed, rendered
from api.web.downloads import seeing_own
from api.web.perspective import Perspective, connection

blp = Blueprint("catalogue", __name__)

QUERY, FIXED = document_query(RDF, exclude=("lang",)), document_query(RDF, exclude=("lang", "format"))


@blp.get("/catalog")
def negotiated() -> Response:
    return answered(parsed(QUERY), RDF, _respond, seeing_own)


@blp.get("/catalog.<any(jsonld, ttl, rdf):extension>")
def fixed(extension: str) -> Response:
    offers: Offers = {name: each for name, each in RDF.items() if each.extension == extension}
    return answered({"format": next(iter(offers)), **parsed(FIXED)}, offers, _respond, seeing_own)


def _respond(looking: Perspective) -> Response:
    settings, number = current_app.config["SETTINGS"], looking.edition.number
    spans = releases.spans(connection(), number)
    datasets = tuple(Dataset(resource, *span, _forms(resource)) for resource, span in spans.items())
    files = tuple(_file(DOWNLOADS[name], file) for build in looking.builds for name, file in build.files.items())
    catalogue = Catalogue(settings.public_url, settings.contact_url, settings.contributor_id, number, datasets, looking.pinned, files)
    return rendered(catalogue_graph(catalogue), looking)


def _file(download: Download, file: downloads.BuiltFile) -> File:
    return File(file.name, download.title, file.media_type, download.packed, file.language, file.byte_size, file.sha256)


def _forms(resource: str) -> tuple[Form, ...]:
    return tuple(
        Form(name, each.media_type, each.meaning, name in FILES, bilingual=name in FILES and not each.monolingual)
        for name, each in on_offer(resource).items()
    )
