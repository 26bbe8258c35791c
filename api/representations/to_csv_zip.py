"""A ZIP of one CSV for each collection, as `to_csv.py` writes it, with what describes them to programs.

There is no byte order mark: these files are for programs, and Table Schema and CSVW readers would take it for a part of the first
column's name; whoever wants one for a spreadsheet has `format=csv` and XLSX. `datapackage.json` is a Data Package, `csv-metadata.json`
the same for readers of CSV on the Web. The archive bears the time of the release, and nothing of the machine that made it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from api.representations.answer import Whole
from api.representations.csvw import csvw
from api.representations.datapackage import CsvFile, datapackage
from api.representations.streaming import content
from api.representations.to_csv import to_csv

UNIX, READABLE = 3, 0o100644 << 16  # a regular file, for unpackers that ask who made it and who may read it


def to_csv_zip(whole: Whole) -> Iterator[bytes]:
    """The archive; nothing comes before the last record is read."""
    described = []
    with TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=9) as archive:
            for export in whole.exports("de"):
                name, size, digest = f"{export.resource}.csv", 0, hashlib.sha256()
                with archive.open(_member(name, whole), "w") as member:
                    for chunk in to_csv(replace(export, bom=False)):
                        member.write(chunk)
                        size += len(chunk)
                        digest.update(chunk)
                described.append(CsvFile(name, export.resource, export.schema, size, digest.hexdigest()))
            for name, document in (
                ("datapackage.json", datapackage(whole.about, described)),
                ("csv-metadata.json", csvw(whole, described)),
            ):
                archive.writestr(_member(name, whole), orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        yield from content(file)


def _member(name: str, whole: Whole) -> ZipInfo:
    info = ZipInfo(name, datetime.fromisoformat(whole.about.published_at).timetuple()[:6])
    info.create_system, info.external_attr, info.compress_type = UNIX, READABLE, ZIP_DEFLATED
    return info
