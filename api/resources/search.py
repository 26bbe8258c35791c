"""Search: words in all resources at once."""

from flask.views import MethodView

from api.models import RECORDS
from api.web.blueprint import Blueprint
from api.web.collection import Highlights, Hits, PageQuery, Words
from api.web.query import Choices, Query
from schemas.fields import about
from schemas.search import HitSchema

blp = Blueprint("search", __name__, description=__doc__)


class SearchQuery(PageQuery):
    q = Words(required=True)
    resource = Choices(RECORDS, metadata=about("Resources to search. Default: all.", "Ressourcen, die durchsucht werden. Vorgabe: alle."))
    highlights = Highlights()


@blp.route("")
class SearchEverywhere(MethodView):
    @blp.doc(operationId="search")
    @blp.arguments(SearchQuery)
    @blp.response(200, HitSchema(many=True))
    def get(self, query: Query) -> Hits:
        """Search all resources

        The best hits first: words in a title before words elsewhere, whole words before parts of compounds. `facets.resource`
        counts the hits of every resource, whichever `resource` limits the list to.
        """
        return Hits.of(query)
