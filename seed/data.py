"""Reading `data/*.yaml`: an editor's records, each value with the line it stands on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
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
        super().__init__(self.faults)  # what it is pickled as

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class _Constructor(RoundTripConstructor):
    """Leaves dates as they are written: whether the calendar has them is for the schema to say."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda constructor, node: node.value)


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
                line = 1 + (node.lc.key(key) if hasattr(node, "keys") else node.lc.item(key))[0]
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
    except OSError as error:
        raise Faulty([Fault(name, 0, "", "", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Faulty([Fault(name, line, "", "", f"not UTF-8: {error.reason}")]) from None
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    try:
        tree = yaml.load(text)
        records = plain(tree)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Faulty([Fault(name, mark.line + 1 if mark else 0, "", "", f"broken YAML: {error.problem}")]) from None
    except (YAMLError, ValueError) as error:
        raise Faulty([Fault(name, 0, "", "", f"broken YAML: {error}")]) from None
    except RecursionError:
        raise Faulty([Fault(name, 0, "", "", "broken YAML: nested too deep, or an alias holds itself")]) from None
    shape = "must be a list of records, each beginning with `- id: …`"
    if not isinstance(records, list):
        raise Faulty([Fault(name, 1, "", "", shape)])
    document = Document(name, records, tree)
    faults = [
        Fault(name, document.line((index,)), f"record {index + 1}", "", f"is not a record; the file {shape}")
        for index, record in enumerate(records)
        if not isinstance(record, dict)
    ]
    if faults:
        raise Faulty(faults)
    return document


def plain(value: Any) -> Any:
    """The YAML value as JSON knows it."""
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    if value is None or isinstance(value, bool):
        return value
    return next((kind(value) for kind in (int, float) if isinstance(value, kind)), str(value))
