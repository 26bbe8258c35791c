"""Reading `data/*.yaml`: an editor's records, each value with the line it stands on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from api.models import RECORDS
from schemas.base import Record

TOMBSTONES = "removed"  # removed.yaml: why records that were once published are gone
FILES = (*RECORDS, TOMBSTONES)


@dataclass(frozen=True, order=True)
class Fault:
    """Something an editor has to mend: where it is, what is wrong and what is allowed."""

    file: str
    line: int
    record: str
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        subject = ".".join(part for part in (self.record, self.field) if part)
        return f"{place} {subject}: {self.message}" if subject else f"{place}: {self.message}"


class Faulty(Exception):
    """The seed is refused; carries every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Document:
    """One YAML file: its records as plain values, and the tree that knows their lines."""

    name: str
    records: list[Record]
    tree: Any

    def line(self, path: Sequence[str | int]) -> int:
        """Line of the value at `path`, or of the nearest thing above it that has one; counted from 1."""
        node, line = self.tree, 1
        for key in path:
            try:
                line = node.lc.key(key)[0] + 1 if isinstance(node, Mapping) else node.lc.item(key)[0] + 1
                node = node[key]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line


def read(directory: Path) -> tuple[dict[str, Document], list[Fault]]:
    """Every data file by resource name, and the faults that keep others from being read."""
    documents, faults = {}, []
    for resource in FILES:
        file = directory / f"{resource}.yaml"
        try:
            documents[resource] = _read_file(file)
        except Faulty as refused:
            faults += refused.faults
    known = {f"{resource}.yaml" for resource in FILES}
    faults += [
        Fault(str(file), 0, "", "", f"not a resource; the files are {', '.join(sorted(known))}")
        for file in sorted(directory.glob("*.y*ml"))
        if file.name not in known
    ]
    return documents, faults


def _read_file(file: Path) -> Document:
    name = str(file)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise Faulty([Fault(name, 0, "", "", "the file is missing")]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Faulty([Fault(name, line, "", "", f"not UTF-8: {error.reason}")]) from None
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Faulty([Fault(name, mark.line + 1 if mark else 0, "", "", f"broken YAML: {error.problem}")]) from None
    except (YAMLError, ValueError) as error:  # ValueError: a date that the calendar does not have
        raise Faulty([Fault(name, 0, "", "", f"broken YAML: {error}")]) from None
    if not isinstance(tree, list) or not all(isinstance(record, Mapping) for record in tree):
        raise Faulty([Fault(name, 1, "", "", "must be a list of records, each beginning with `- id: …`")])
    return Document(name, [plain(record) for record in tree], tree)


def plain(value: Any) -> Any:
    """The YAML value as JSON knows it: dates become ISO strings."""
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool):
        return value
    return next((kind(value) for kind in (int, float) if isinstance(value, kind)), str(value))
