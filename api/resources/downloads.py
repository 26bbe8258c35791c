"""Downloads: the whole dataset of each release as files, with size and SHA-256."""

from collections.abc import Callable
from typing import Any

from flask.views import MethodView

from api.web.blueprint import Blueprint
from api.web.downloads import listed, seeing_all
from api.web.perspective import Perspective
from api.web.query import AnswerQuery, Query
from schemas.download import DownloadsSchema

blp = Blueprint("downloads", __name__, description=__doc__)


@blp.route("")
class Downloads(MethodView):
    @blp.doc(operationId="listDownloads")
    @blp.arguments(AnswerQuery)
    @blp.response(200, DownloadsSchema, seeing=seeing_all)
    def get(self, query: Query) -> Callable[[Perspective], dict[str, Any]]:
        """List the bulk downloads

        The whole dataset as SQLite, zipped CSV, NDJSON, JSON-LD and Turtle, of every release. `url` always gives the same bytes and
        understands ranges; for scripts, `/api/v1/downloads/latest/{name}` leads to the newest file and
        `/api/v1/downloads/release-1/{name}` to that of a release.
        """
        return listed
