"""CSV on the Web (W3C Recommendations of 17 December 2015): the CSV files of the whole dataset as tables with typed columns.

Each row describes the record at its address in the API, with the RDF terms of the JSON-LD. What refers to a record has its address as
`valueUrl`; a foreign key would demand that every row refers to one.
"""

from collections.abc import Iterable
from typing import Any

from marshmallow import fields

from api import API
from api.representations.answer import Whole
from api.representations.columns import SEPARATOR, Column, columns
from api.representations.datapackage import CsvFile
from api.representations.terms import expanded
from schemas.dataset import DESCRIPTION, KEYWORDS, TITLE
from schemas.fields import LANGUAGES, Reference
from schemas.vocabularies import Texts

Description = dict[str, Any]
DATATYPES = {"integer": "integer", "boolean": "boolean", "date": "date", "datetime": "dateTime", "array": "json", "object": "json"}


def csvw(whole: Whole, files: Iterable[CsvFile]) -> Description:
    """The metadata document for the directory the files are in."""
    about = whole.about
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": about.permalink,
        "dc:title": _texts(TITLE),
        "dc:description": _texts(DESCRIPTION),
        "dc:license": {"@id": about.license_url},
        "dc:publisher": about.attribution,
        "dc:issued": {"@value": about.published_at, "@type": "xsd:dateTime"},
        "dcat:keyword": [text for keyword in KEYWORDS for text in _texts(keyword)],
        "tables": [_table(file, whole) for file in files],
    }


def _texts(texts: Texts) -> list[Description]:
    return [{"@value": text, "@language": language} for language, text in zip(LANGUAGES, texts, strict=True)]


def _table(file: CsvFile, whole: Whole) -> Description:
    return {
        "url": file.name,
        "tableSchema": {
            "columns": [_column(column, whole.site_url) for column in columns(file.schema)],
            "primaryKey": "id",
            "aboutUrl": _record_url(whole.site_url, file.resource, "id"),
        },
    }


def _record_url(site_url: str, resource: str, column: str) -> str:
    """The address of the record that a column identifies, as a URI template."""
    return f"{site_url}{API}/{resource}/{{{column}}}"


def _column(column: Column, site_url: str) -> Description:
    meaning = (column.description["de"], column.description["en"])
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": _texts(meaning),
        "datatype": "anyURI" if isinstance(column.field, fields.URL) else DATATYPES.get(column.type, "string"),
        "propertyUrl": expanded(column.field, column.path[-1], site_url),
        **({"valueUrl": _record_url(site_url, column.field.resource, column.name)} if isinstance(column.field, Reference) else {}),
        **({"lang": column.language} if column.language else {}),
        **({"separator": SEPARATOR} if column.type == "list" else {}),
        **({"required": True} if column.name == "id" else {}),
    }
