"""Changes: what each release added, changed and removed, in an order in which it can be replayed."""

from flask.views import MethodView

from api.models import Change
from api.web.blueprint import Blueprint
from api.web.collection import CollectionQuery
from api.web.filters import Among
from api.web.history import ORDER, Selected, Since, change_page
from api.web.query import Query
from schemas.change import ACTIONS, ChangeSchema
from schemas.vocabularies import RESOURCES

blp = Blueprint("changes", __name__, description=__doc__)


class ReleaseChangeQuery(CollectionQuery):
    model = Change

    collection = Among(Change.collection, RESOURCES, "Collections of the records.", "Sammlungen der Einträge.")
    action = Among(Change.action, ACTIONS, "What was done.", "Was geschah.")
    sort = ORDER


class ChangeQuery(ReleaseChangeQuery):
    since = Since()


@blp.route("")
class Changes(MethodView):
    @blp.doc(operationId="listChanges")
    @blp.arguments(ChangeQuery)
    @blp.response(200, ChangeSchema(many=True))
    def get(self, query: Query) -> Selected:
        """List changes

        Oldest first: by release, then what it added, changed and removed, then by collection and id. Whoever holds the
        state of release N and takes over the changes `since=N` in this order – store `record`, delete what is removed –
        has exactly the state of `meta.release`.
        """
        return change_page(query["criteria"], query)
