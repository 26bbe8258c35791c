"""Events: what took place, or was announced, in the process and around it."""

import operator

from flask.views import MethodView

from api.models import Challenge, Event, Guideline, Initiative, StakeholderGroup
from api.representations import on_offer
from api.web.blueprint import Blueprint
from api.web.collection import ItemQuery, RecordQuery, Single
from api.web.criteria import Criteria
from api.web.filters import Among, Day, Named, Number
from api.web.history import history
from api.web.query import Query
from api.web.relations import Related, Tagged, source
from api.web.sorting import Sort, titles
from schemas.event import EventSchema
from schemas.vocabularies import EVENT_FORMATS, EVENT_STATUS, PHASES, THEMES

blp = Blueprint("events", __name__, description=__doc__)


class Format(Among):
    """`format` is a field of events and, on every resource, the format of the answer; no code is in both lists."""

    offers = on_offer("events")

    def narrows(self, value: list[str]) -> bool:
        return not EVENT_FORMATS.keys().isdisjoint(value)

    def bound(self, value: list[str]) -> list[str]:
        return [code for code in value if code in EVENT_FORMATS]


class EventQuery(RecordQuery):
    model = Event

    format = Format(
        Event.format,
        EVENT_FORMATS,
        "Kind of event. Also, as on every resource, the format of the answer (beats `Accept`; of several, the first counts).",
        "Art der Veranstaltung. Auch, wie überall, das Format der Antwort (geht `Accept` vor; von mehreren gilt das erste).",
        allowed={**EVENT_FORMATS, **Format.offers},
    )
    status = Among(Event.status, EVENT_STATUS, "Held, or only announced.", "Stattgefunden oder nur angekündigt.")
    phase = Among(Event.phase, PHASES, "Process, follow-up or context.", "Prozess, Nachfolge oder Umfeld.")
    city = Named(Event.city_de, Event.city_en, en="Town, in German or English.", de="Ort, deutsch oder englisch.")
    country = Named(Event.country, en="Country, ISO 3166-1 alpha-2.", de="Land, ISO 3166-1 alpha-2.")
    starts_from = Day(
        Event.latest, operator.ge, 0, "Can have started on this day or later.", "Kann an diesem Tag oder später begonnen haben."
    )
    starts_to = Day(
        Event.earliest, operator.le, 1, "Can have started on this day or earlier.", "Kann an diesem Tag oder früher begonnen haben."
    )
    theme = Tagged(Event, "themes", THEMES, "Themes.", "Themen.")
    horizon_year_from = Number(Event.horizon_year, operator.ge, "Year in view, or a later one.", "Jahr im Blick oder ein späteres.")
    horizon_year_to = Number(Event.horizon_year, operator.le, "Year in view, or an earlier one.", "Jahr im Blick oder ein früheres.")
    parent = Named(Event.parent, titles=Event, en="Ids of events of which it is a part.", de="Kennungen übergeordneter Veranstaltungen.")
    stakeholder_group = Related(
        Event,
        "organisers",
        "hosts",
        "participants",
        titles=StakeholderGroup,
        en="Ids of stakeholder groups, in any role.",
        de="Kennungen von Akteuren, gleich in welcher Rolle.",
    )
    challenge = Related(
        Event, "challenges", titles=Challenge, en="Ids of challenges dealt with.", de="Kennungen behandelter Herausforderungen."
    )
    guideline = Related(Event, "guidelines", titles=Guideline, en="Ids of guidelines presented.", de="Kennungen vorgestellter Leitlinien.")
    initiative = Related(
        Event, "initiatives", titles=Initiative, en="Ids of initiatives it was set against.", de="Kennungen von Initiativen dazu."
    )
    source = source(Event)
    sort = Sort("starts", starts=Event.earliest, title=titles(Event), id=Event.id, modified=Event.added_in)


@blp.route("")
class Events(MethodView):
    @blp.doc(operationId="listEvents")
    @blp.arguments(EventQuery)
    @blp.response(200, EventSchema(many=True))
    @blp.paginate(EventQuery)
    def get(self, query: Query) -> Criteria:
        """List events

        Workshops, conferences, surveys and presentations of the process, its follow-up and its context. The process
        counted about 30 events; only those documented in preserved sources are listed.
        """
        return query["criteria"]


@blp.route("/<slug:id>")
class EventById(MethodView):
    @blp.doc(operationId="getEvent")
    @blp.arguments(ItemQuery.of(Event))
    @blp.response(200, EventSchema)
    def get(self, query: Query, id: str) -> Single:
        """Show one event

        When, where and by whom, what it dealt with, and on which sources that rests.
        """
        return Single(Event, id)


history(blp, Event)
