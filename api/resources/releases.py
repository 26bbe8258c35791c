"""Releases: the numbered, immutable states of the dataset; any answer can be had as of any release."""

from flask.views import MethodView

from api.models import Change, Release
from api.resources.changes import ReleaseChangeQuery
from api.web.blueprint import Blueprint
from api.web.collection import CollectionQuery, FileQuery, Single
from api.web.criteria import Criteria
from api.web.history import Selected, change_page, of_release
from api.web.query import Query
from api.web.sorting import Sort
from schemas.change import ChangeSchema
from schemas.release import ReleaseSchema

blp = Blueprint("releases", __name__, description=__doc__)


class ReleaseQuery(CollectionQuery, FileQuery):
    model = Release

    sort = Sort("-number", number=Release.number)


@blp.route("")
class Releases(MethodView):
    @blp.doc(operationId="listReleases")
    @blp.arguments(ReleaseQuery)
    @blp.response(200, ReleaseSchema(many=True))
    @blp.paginate(ReleaseQuery)
    def get(self, query: Query) -> Criteria:
        """List releases

        Newest first. Each release seals its content and the release before it with a SHA-256 digest.
        """
        return query["criteria"]


@blp.route("/<release:number>")
class ReleaseByNumber(MethodView):
    @blp.doc(operationId="getRelease")
    @blp.arguments(FileQuery.of(Release))
    @blp.response(200, ReleaseSchema)
    def get(self, query: Query, number: int) -> Single:
        """Show one release

        When and why it was published, how much it changed, and the digest that seals it.
        """
        return Single(Release, str(number))


@blp.route("/<release:number>/changes")
class ReleaseChanges(MethodView):
    @blp.doc(operationId="listReleaseChanges")
    @blp.arguments(ReleaseChangeQuery)
    @blp.response(200, ChangeSchema(many=True))
    def get(self, query: Query, number: int) -> Selected:
        """List what a release changed

        In the order of replay, as in the list of all changes.
        """
        return of_release(number, change_page(query["criteria"].within(Change.added_in, number), query))
