"""Stakeholder groups: spheres, groups and organisations with a part in the process; never private persons."""

from flask.views import MethodView

from api.models import Event, StakeholderGroup
from api.web.blueprint import Blueprint
from api.web.collection import ItemQuery, RecordQuery, Single
from api.web.criteria import Criteria
from api.web.filters import Among, Named
from api.web.history import history
from api.web.query import Query
from api.web.relations import Related, RelatedBy, Tagged, source
from api.web.sorting import Sort, titles
from schemas.stakeholder_group import StakeholderGroupSchema
from schemas.vocabularies import PHASES, STAKEHOLDER_ROLES, STAKEHOLDER_TYPES

blp = Blueprint("stakeholder-groups", __name__, description=__doc__)


class StakeholderGroupQuery(RecordQuery):
    model = StakeholderGroup

    type = Among(StakeholderGroup.type, STAKEHOLDER_TYPES, "Sphere, group or organisation.", "Bereich, Gruppe oder Organisation.")
    role = Tagged(StakeholderGroup, "roles", STAKEHOLDER_ROLES, "Roles in the process.", "Rollen im Prozess.")
    phase = Among(StakeholderGroup.phase, PHASES, "Process, follow-up or context.", "Prozess, Nachfolge oder Umfeld.")
    city = Named(StakeholderGroup.city_de, StakeholderGroup.city_en, en="Town, in German or English.", de="Ort, deutsch oder englisch.")
    group = Related(
        StakeholderGroup,
        "groups",
        titles=StakeholderGroup,
        en="Ids of groups it belongs to or comprises.",
        de="Kennungen verbundener Gruppen.",
    )
    parent = Named(
        StakeholderGroup.parent, titles=StakeholderGroup, en="Ids of parent organisations.", de="Kennungen übergeordneter Stellen."
    )
    event = RelatedBy(
        StakeholderGroup,
        Event,
        "organisers",
        "hosts",
        "participants",
        en="Ids of events it organised, hosted or took part in.",
        de="Kennungen von Veranstaltungen, die es ausrichtete, beherbergte oder besuchte.",
    )
    source = source(StakeholderGroup)
    sort = Sort("id", id=StakeholderGroup.id, title=titles(StakeholderGroup), modified=StakeholderGroup.added_in)


@blp.route("")
class StakeholderGroups(MethodView):
    @blp.doc(operationId="listStakeholderGroups")
    @blp.arguments(StakeholderGroupQuery)
    @blp.response(200, StakeholderGroupSchema(many=True))
    @blp.paginate(StakeholderGroupQuery)
    def get(self, query: Query) -> Criteria:
        """List stakeholder groups

        The four spheres of the announcement of 24 April 2018, the ten groups of the brochure, groups named with
        single events, and organisations.
        """
        return query["criteria"]


@blp.route("/<slug:id>")
class StakeholderGroupById(MethodView):
    @blp.doc(operationId="getStakeholderGroup")
    @blp.arguments(ItemQuery.of(StakeholderGroup))
    @blp.response(200, StakeholderGroupSchema)
    def get(self, query: Query, id: str) -> Single:
        """Show one stakeholder group

        Who they are, in which roles they took part, and on which sources that rests.
        """
        return Single(StakeholderGroup, id)


history(blp, StakeholderGroup)
