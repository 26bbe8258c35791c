"""Releases: the numbered, immutable states of the dataset; any answer can be had as of any release."""

from flask.views import MethodView
from sqlalchemy import Select, select

from api.models import Change, Release
from api.resources.changes import ReleaseChangeQuery
from api.web.blueprint import Blueprint
from api.web.history import Selected, change_page, of_release
from api.web.paging import CollectionQuery, Sort
from api.web.query import AnswerQuery, Query
from schemas.change import ChangeSchema
from schemas.release import ReleaseSchema

blp = Blueprint("releases", __name__, description=__doc__)


class ReleaseQuery(CollectionQuery):
    sort = Sort("-number", number=Release.number)


@blp.route("")
class Releases(MethodView):
    @blp.doc(operationId="listReleases")
    @blp.arguments(ReleaseQuery)
    @blp.response(200, ReleaseSchema(many=True))
    @blp.paginate(ReleaseQuery)
    def get(self, query: Query) -> Select:
        """List releases

        Newest first. Each release seals its content and the release before it with a SHA-256 digest.
        """
        return select(Release)


@blp.route("/<int(max=2147483646):number>")
class ReleaseByNumber(MethodView):
    @blp.doc(operationId="getRelease")
    @blp.arguments(AnswerQuery)
    @blp.response(200, ReleaseSchema)
    def get(self, query: Query, number: int) -> Select:
        """Show one release"""
        return select(Release).where(Release.number == number)


@blp.route("/<int(max=2147483646):number>/changes")
class ReleaseChanges(MethodView):
    @blp.doc(operationId="listReleaseChanges")
    @blp.arguments(ReleaseChangeQuery)
    @blp.response(200, ChangeSchema(many=True))
    def get(self, query: Query, number: int) -> Selected:
        """List what a release changed

        In the order of replay, as in the list of all changes.
        """
        return of_release(number, change_page(select(Change).where(Change.added_in == number, *query["where"]), query))
