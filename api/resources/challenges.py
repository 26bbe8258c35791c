"""Challenges: what the process examined, from the families named by the sources to single findings."""

from flask.views import MethodView

from api.models import Challenge, Event, Guideline, StakeholderGroup
from api.web.blueprint import Blueprint
from api.web.collection import ItemQuery, RecordQuery, Single
from api.web.criteria import Criteria
from api.web.filters import Among
from api.web.history import history
from api.web.query import Query
from api.web.relations import Related, RelatedBy, Tagged, source
from api.web.sorting import Sort, titles
from schemas.challenge import ChallengeSchema
from schemas.vocabularies import CHALLENGE_KINDS, PHASES, QUADRANTS, THEMES

blp = Blueprint("challenges", __name__, description=__doc__)


class ChallengeQuery(RecordQuery):
    model = Challenge

    kind = Among(Challenge.kind, CHALLENGE_KINDS, "Sort of item.", "Art des Eintrags.")
    phase = Among(Challenge.phase, PHASES, "Process, follow-up or context.", "Prozess, Nachfolge oder Umfeld.")
    quadrant = Among(Challenge.quadrant, QUADRANTS, "SWOT quadrant.", "SWOT-Feld.")
    family = Related(Challenge, "families", titles=Challenge, en="Ids of the families it belongs to.", de="Kennungen der Gruppen.")
    theme = Tagged(Challenge, "themes", THEMES, "Themes.", "Themen.")
    held_by = Related(
        Challenge,
        "held_by",
        titles=StakeholderGroup,
        en="Ids of stakeholder groups whose view it is.",
        de="Kennungen der Akteure, deren Sicht es ist.",
    )
    event = RelatedBy(Challenge, Event, "challenges", en="Ids of events that dealt with it.", de="Kennungen von Veranstaltungen dazu.")
    guideline = RelatedBy(
        Challenge, Guideline, "challenges", en="Ids of guidelines that answer it.", de="Kennungen von Leitlinien, die darauf antworten."
    )
    source = source(Challenge)
    sort = Sort("id", id=Challenge.id, title=titles(Challenge), modified=Challenge.added_in)


@blp.route("")
class Challenges(MethodView):
    @blp.doc(operationId="listChallenges")
    @blp.arguments(ChallengeQuery)
    @blp.response(200, ChallengeSchema(many=True))
    @blp.paginate(ChallengeQuery)
    def get(self, query: Query) -> Criteria:
        """List challenges

        Families, the declared focus, fields of action, findings, guiding questions, positions of participants and
        building blocks for a SWOT view. Links to families are our reading unless marked otherwise.
        """
        return query["criteria"]


@blp.route("/<slug:id>")
class ChallengeById(MethodView):
    @blp.doc(operationId="getChallenge")
    @blp.arguments(ItemQuery.of(Challenge))
    @blp.response(200, ChallengeSchema)
    def get(self, query: Query, id: str) -> Single:
        """Show one challenge

        What the challenge is, how it is related to others, who named it, and on which sources that rests.
        """
        return Single(Challenge, id)


history(blp, Challenge)
