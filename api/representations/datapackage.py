"""Data Package 2.0 (datapackage.org): what the CSV files of the whole dataset are, and their columns as a Table Schema."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from api.representations.answer import About
from api.representations.columns import SEPARATOR, Column, columns
from schemas.dataset import COLLECTIONS, DESCRIPTION, KEYWORDS, TITLE
from schemas.fields import Edtf, Reference, codes

PROFILE = "https://datapackage.org/profiles/2.0/"
Descriptor = dict[str, Any]


@dataclass(frozen=True)
class CsvFile:
    """One CSV file: its name, what it holds, its size in bytes and its SHA-256 in hexadecimal digits."""

    name: str
    resource: str
    schema: Schema
    byte_size: int
    sha256: str


def datapackage(about: About, files: Iterable[CsvFile]) -> Descriptor:
    """The descriptor; its texts are English, the German ones beside them as in OpenAPI."""
    licence = {"name": about.license_name, "path": about.license_url}
    return {
        "$schema": f"{PROFILE}datapackage.json",
        "name": "strategiewerkstatt",
        "id": about.permalink,
        "title": TITLE[1],
        "x-title-de": TITLE[0],
        "description": DESCRIPTION[1],
        "x-description-de": DESCRIPTION[0],
        "homepage": about.url,
        "version": f"{about.release}.0.0",
        "created": about.published_at,
        "keywords": [english for _, english in KEYWORDS],
        "licenses": [licence],
        "contributors": [{"title": about.attribution, "roles": ["publisher"]}],
        "sources": [{"title": "The sources of every record, listed in sources.csv", "path": "sources.csv"}],
        "resources": [_resource(file) for file in files],
    }


def _resource(file: CsvFile) -> Descriptor:
    titles, descriptions = COLLECTIONS.get(file.resource, (("Ausgaben", "Releases"), (file.schema.__doc__, file.schema.__doc__)))
    return {
        "$schema": f"{PROFILE}dataresource.json",
        "type": "table",
        "name": file.resource,
        "path": file.name,
        "title": titles[1],
        "x-title-de": titles[0],
        "description": descriptions[1],
        "x-description-de": descriptions[0],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.byte_size,
        "hash": f"sha256:{file.sha256}",
        "schema": _schema(file),
    }


def _schema(file: CsvFile) -> Descriptor:
    table = columns(file.schema)
    keys = [_foreign_key(file, column.name, column.field) for column in table if isinstance(column.field, Reference)]
    return {
        "$schema": f"{PROFILE}tableschema.json",
        "fields": [_field(column) for column in table],
        "primaryKey": ["id"],
        "missingValues": [""],
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> Descriptor:
    described = {"name": column.name, "type": column.type, "description": column.description["en"]}
    described["x-description-de"] = column.description["de"]
    if column.type == "list":
        described |= {"delimiter": SEPARATOR, "itemType": "string"}
    if isinstance(column.field, fields.URL):
        described["format"] = "uri"
    constraints = _constraints(column)
    return described | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column) -> Descriptor:
    return {
        **({"required": True} if column.name == "id" else {}),
        **({"enum": list(allowed)} if (allowed := codes(column.field)) else {}),
        **({"pattern": column.field.metadata["pattern"]} if isinstance(column.field, Edtf) else {}),
    }


def _foreign_key(file: CsvFile, name: str, field: Reference) -> Descriptor:
    other = {} if field.resource == file.resource else {"resource": field.resource}
    return {"fields": [name], "reference": {**other, "fields": ["id"]}}
