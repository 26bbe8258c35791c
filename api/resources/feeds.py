"""Feeds: changes to subscribe to, with an archive of every release (Atom, RFC 4287 and RFC 5005)."""

from collections.abc import Callable

import orjson
from flask.views import MethodView
from sqlalchemy import Select, select

from api import API
from api.models import Change
from api.representations.to_atom import Entry, Feed, Link
from api.web.addresses import address, version_url
from api.web.feeds import ATOM, QUERY, FeedBlueprint
from api.web.history import of_release
from api.web.perspective import Perspective, connection
from api.web.query import Query
from schemas.base import Record
from schemas.change import ACTIONS
from schemas.dataset import ATTRIBUTION, LICENSE
from schemas.fields import in_language

blp = FeedBlueprint("feeds", __name__, url_prefix="", description=__doc__)

NEWEST = 50  # entries of the feed to subscribe to
TITLE = ("StrategieWerkstatt: Änderungen der offenen Daten", "StrategyWorkshop: changes of the open data")
CHANGED, NEW = ("Geänderte Felder", "Changed fields"), ("Neuer Eintrag", "New record")
RIGHTS = f"{LICENSE['name']} {LICENSE['url']}"


@blp.route("/changes.atom")
class ChangesFeed(MethodView):
    @blp.doc(operationId="getChangesFeed")
    @blp.arguments(QUERY)
    @blp.response(200)
    def get(self, query: Query) -> Callable[[Perspective], Feed]:
        """Subscribe to changes

        An Atom feed with the newest changes, the latest release first. `prev-archive` leads to the archive of the newest
        release, and from there to all before it.
        """
        return _subscription


@blp.route("/releases/<release:number>/changes.atom")
class ReleaseFeed(MethodView):
    @blp.doc(operationId="getReleaseFeed")
    @blp.arguments(QUERY)
    @blp.response(200)
    def get(self, query: Query, number: int) -> Callable[[Perspective], Feed]:
        """Read the archive of a release

        An Atom feed with everything the release changed. It never changes; `prev-archive` leads to the release before.
        """
        return of_release(number, lambda looking: _archive(number, looking))


def _subscription(looking: Perspective) -> Feed:
    newest = select(Change).where(Change.added_in <= looking.edition.number).order_by(Change.added_in.desc(), Change.action, Change.id)
    own = _url("/changes.atom", looking, release=looking.edition.number if looking.pinned else None)
    return _feed(newest.limit(NEWEST), own, looking, [_archived(looking.edition.number, looking)])


def _archive(number: int, looking: Perspective) -> Feed:
    links = [("current", _url("/changes.atom", looking), ATOM.media_type)]
    links += [_archived(number - 1, looking)] if number > 1 else []
    made = select(Change).where(Change.added_in == number).order_by(Change.action, Change.id)
    return _feed(made, _url(f"/releases/{number}/changes.atom", looking), looking, links, archive=True)


def _feed(statement: Select, own: str, looking: Perspective, links: list[Link], archive: bool = False) -> Feed:
    documents = connection().scalars(statement.with_only_columns(getattr(Change, f"document_{looking.language}")))
    entries = [_entry(orjson.loads(document), looking.language) for document in documents]
    return Feed(
        id=_url("/changes.atom", looking),
        title=in_language(TITLE, looking.language),
        updated=max((entry.updated for entry in entries), default=looking.edition.published_at),
        language=looking.language,
        author=ATTRIBUTION,
        rights=RIGHTS,
        links=[("self", own, ATOM.media_type), *links],
        entries=entries,
        archive=archive,
    )


def _entry(change: Record, language: str) -> Entry:
    place = (change["collection"], change["record_id"], change["release"])
    action = in_language(ACTIONS[change["action"]], language)
    return Entry(
        id=version_url(*place),
        title=f"{action[0].upper()}{action[1:]}: {change['title']}",
        updated=change["published_at"],
        summary=_summary(change, language),
        category=change["collection"],
        links=[("alternate", version_url(*place, api=""), "text/html"), ("alternate", version_url(*place), "application/json")],
    )


def _summary(change: Record, language: str) -> str:
    if change["action"] == "removed":
        return str(change["reason"])
    fields = ", ".join(dict.fromkeys(each["field"] for each in change["differences"]))
    return f"{in_language(CHANGED, language)}: {fields}" if fields else in_language(NEW, language)


def _archived(number: int, looking: Perspective) -> Link:
    return "prev-archive", _url(f"/releases/{number}/changes.atom", looking), ATOM.media_type


def _url(path: str, looking: Perspective, release: int | None = None) -> str:
    return address(API + path, lang=looking.language, release=release)
