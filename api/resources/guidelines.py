"""Guidelines: guiding ideas, closing conclusions, fields of action and recommended measures."""

from flask.views import MethodView

from api.models import Challenge, Event, Guideline
from api.web.blueprint import Blueprint
from api.web.collection import ItemQuery, RecordQuery, Single
from api.web.criteria import Criteria
from api.web.filters import Among, Named
from api.web.history import history
from api.web.query import Query
from api.web.relations import Related, RelatedBy, Tagged, source
from api.web.sorting import Sort, titles
from schemas.guideline import GuidelineSchema
from schemas.vocabularies import GUIDELINE_GROUPS, GUIDELINE_KINDS, GUIDELINE_RANKS, THEMES

blp = Blueprint("guidelines", __name__, description=__doc__)


class GuidelineQuery(RecordQuery):
    model = Guideline

    kind = Among(Guideline.kind, GUIDELINE_KINDS, "Sort of item.", "Art des Eintrags.")
    group = Among(Guideline.group, GUIDELINE_GROUPS, "Pair of key terms.", "Schlagwortpaar.")
    rank = Among(Guideline.rank, GUIDELINE_RANKS, "Weight in the reports.", "Gewicht in den Berichten.")
    action_field = Named(Guideline.action_field, titles=Guideline, en="Ids of fields of action.", de="Kennungen von Handlungsansätzen.")
    challenge = Related(
        Guideline, "challenges", titles=Challenge, en="Ids of challenges it answers.", de="Kennungen von Herausforderungen."
    )
    measure = Related(
        Guideline, "measures", titles=Guideline, en="Ids of measures that follow from it.", de="Kennungen von Maßnahmen daraus."
    )
    theme = Tagged(Guideline, "themes", THEMES, "Themes.", "Themen.")
    event = RelatedBy(Guideline, Event, "guidelines", en="Ids of events that presented it.", de="Kennungen von Veranstaltungen dazu.")
    source = source(Guideline)
    sort = Sort("id", id=Guideline.id, title=titles(Guideline), modified=Guideline.added_in)


@blp.route("")
class Guidelines(MethodView):
    @blp.doc(operationId="listGuidelines")
    @blp.arguments(GuidelineQuery)
    @blp.response(200, GuidelineSchema(many=True))
    @blp.paginate(GuidelineQuery)
    def get(self, query: Query) -> Criteria:
        """List guidelines

        The brochure's own list of guidelines is not preserved: these are the ideas as reported, unnumbered, under
        labels that are not official headings, together with the fields of action and measures recommended in 2018.
        """
        return query["criteria"]


@blp.route("/<slug:id>")
class GuidelineById(MethodView):
    @blp.doc(operationId="getGuideline")
    @blp.arguments(ItemQuery.of(Guideline))
    @blp.response(200, GuidelineSchema)
    def get(self, query: Query, id: str) -> Single:
        """Show one guideline

        What the guideline wants, which challenges it answers, and on which sources that rests.
        """
        return Single(Guideline, id)


history(blp, Guideline)
