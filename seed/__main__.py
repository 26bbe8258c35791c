"""`python -m seed check | diff | release --note … | load | verify`: from an editor's YAML to a published release."""

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from shutil import get_terminal_size

from sqlalchemy.exc import SQLAlchemyError

from api.config import Settings
from api.db import reader, writer
from api.downloads import Shelf
from api.migrations import migrate
from seed.check import check
from seed.current import editions
from seed.data import Faulty
from seed.diff import WIDTH, diff
from seed.load import load
from seed.log import Entry, read, state
from seed.progress import Progress
from seed.release import release
from seed.verify import verify

HERE = Path(__file__).parent
WHAT_TO_DO = "The database is derived data: empty it and run `python -m seed load` to rebuild it from the log."


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if the seed or the database is at fault, 2 if the call is."""
    options = _parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options)
    except Faulty as refused:
        print(refused, file=sys.stderr)
        print(f"\nrefused: {len(refused.faults)} fault(s), nothing was changed", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"database: {str(error).splitlines()[0]}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m seed", description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data", help="the YAML files (default: %(default)s)")
    parser.add_argument("--log", type=Path, default=HERE / "releases", help="the releases (default: %(default)s)")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="say whether data and log may be published, with every fault")
    commands.add_parser("diff", help="show what the next release would hold")
    making = commands.add_parser("release", help="append what changed to the log as a new release")
    making.add_argument("--note", required=True, help="what changed and why, in German")
    making.add_argument("--note-en", help="the same in English")
    commands.add_parser("load", help="bring database (DATABASE_URL) and downloads (DOWNLOADS_DIR) to the newest release")
    commands.add_parser("verify", help="compare database and log, record by record")
    return parser


def _check(options: argparse.Namespace) -> int:
    edited, _ = check(options.data, state(read(options.log)))
    print(f"no fault: {', '.join(f'{len(records)} {resource}' for resource, records in edited.items())}")
    return 0


def _diff(options: argparse.Namespace) -> int:
    print("\n".join(diff(options.data, options.log, get_terminal_size((WIDTH, 0)).columns)) or "nothing has changed since the last release")
    return 0


def _release(options: argparse.Namespace) -> int:
    note = {"de": options.note} | ({"en": options.note_en} if options.note_en else {})
    file = release(options.data, options.log, note)
    print(f"wrote {file}" if file else "nothing has changed since the last release: no release made")
    return 0


def _load(options: argparse.Namespace) -> int:
    entries, settings = read(options.log), Settings.from_environment()
    engine = writer(settings.database_url)
    try:
        migrate(engine)
        loaded = load(engine, entries, Progress())
    finally:
        engine.dispose()
    print(f"loaded release {_listed(loaded)}" if loaded else f"up to date at release {len(entries)}", flush=True)
    return _bundle(entries, Shelf.of(settings))


def _bundle(entries: list[Entry], shelf: Shelf) -> int:
    missing = shelf.missing(editions(entries))
    if not missing:
        return 0
    ended = subprocess.run([sys.executable, "-m", "seed.bundle"], check=False)
    if ended.returncode == 0:
        print(f"built the downloads of release {_listed(edition.number for edition in missing)}")
    return ended.returncode


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _verify(options: argparse.Namespace) -> int:
    entries = read(options.log)
    engine = reader(Settings.from_environment().database_url)
    try:
        faults = verify(engine, entries)
    finally:
        engine.dispose()
    if faults:
        print("\n".join(map(str, faults)), file=sys.stderr)
        print(f"\n{len(faults)} difference(s). {WHAT_TO_DO}", file=sys.stderr)
        return 1
    print(f"database and log agree on {len(entries)} release(s); the newest is {entries[-1].sha256 if entries else 'none'}")
    return 0


COMMANDS = {"check": _check, "diff": _diff, "release": _release, "load": _load, "verify": _verify}

if __name__ == "__main__":
    sys.exit(main())
