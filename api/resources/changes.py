"""Changes: what each release added, changed and removed, in an order in which it can be replayed."""

from flask.views import MethodView
from sqlalchemy import select

from api.models import RECORDS, Change
from api.web.blueprint import Blueprint
from api.web.filters import Among, RecordQuery
from api.web.history import ORDER, Selected, Since, change_page
from api.web.query import MAX_RELEASE, Query
from schemas.change import ACTIONS, ChangeSchema
from schemas.fields import about

blp = Blueprint("changes", __name__, description=__doc__)


class ReleaseChangeQuery(RecordQuery):
    collection = Among(Change.collection, dict.fromkeys(RECORDS), "Collections of the records.", "Sammlungen der Datensätze.")
    action = Among(Change.action, ACTIONS, "What was done.", "Was geschah.")
    sort = ORDER


class ChangeQuery(ReleaseChangeQuery):
    since = Since(
        metadata=about(
            "Only changes after this release (a number; 0 means all) or instant (RFC 3339).",
            "Nur Änderungen nach dieser Ausgabe (Nummer; 0 heißt alle) oder diesem Zeitpunkt (RFC 3339).",
        )
        | {"anyOf": [{"type": "integer", "minimum": 0, "maximum": MAX_RELEASE}, {"type": "string", "format": "date-time"}]}
    )


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
        return change_page(select(Change).where(*query["where"]), query, query.get("since"))
