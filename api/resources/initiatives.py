"""Initiatives: the EU and federal policy the process was set against."""

import operator

from flask.views import MethodView

from api.models import Event, Initiative
from api.web.blueprint import Blueprint
from api.web.collection import ItemQuery, RecordQuery, Single
from api.web.criteria import Criteria
from api.web.filters import Among, Day, Flag
from api.web.history import history
from api.web.query import Query
from api.web.relations import RelatedBy, source
from api.web.sorting import Sort, titles
from schemas.initiative import InitiativeSchema
from schemas.vocabularies import LEVELS

blp = Blueprint("initiatives", __name__, description=__doc__)


class InitiativeQuery(RecordQuery):
    model = Initiative

    level = Among(Initiative.level, LEVELS, "EU or federal.", "EU oder Bund.")
    named_in_announcement = Flag(
        Initiative.named_in_announcement,
        "Whether the announcement of 24 April 2018 mentions it.",
        "Ob die Ankündigung vom 24. April 2018 sie erwähnt.",
    )
    date_from = Day(Initiative.latest, operator.ge, 0, "Can be dated on this day or later.", "Kann von diesem Tag oder später sein.")
    date_to = Day(Initiative.earliest, operator.le, 1, "Can be dated on this day or earlier.", "Kann von diesem Tag oder früher sein.")
    event = RelatedBy(Initiative, Event, "initiatives", en="Ids of events set against it.", de="Kennungen von Veranstaltungen dazu.")
    source = source(Initiative)
    sort = Sort("date", date=Initiative.earliest, title=titles(Initiative), id=Initiative.id, modified=Initiative.added_in)


@blp.route("")
class Initiatives(MethodView):
    @blp.doc(operationId="listInitiatives")
    @blp.arguments(InitiativeQuery)
    @blp.response(200, InitiativeSchema(many=True))
    @blp.paginate(InitiativeQuery)
    def get(self, query: Query) -> Criteria:
        """List initiatives

        EU and federal initiatives in whose light the process was presented. The announcement of 24 April 2018 names
        the EU's only by description and no federal one; which documents are meant is our reading.
        """
        return query["criteria"]


@blp.route("/<slug:id>")
class InitiativeById(MethodView):
    @blp.doc(operationId="getInitiative")
    @blp.arguments(ItemQuery.of(Initiative))
    @blp.response(200, InitiativeSchema)
    def get(self, query: Query, id: str) -> Single:
        """Show one initiative

        What the initiative wants, on which level, and on which sources that rests.
        """
        return Single(Initiative, id)


history(blp, Initiative)
