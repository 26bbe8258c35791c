"""Sources: what every statement rests on, and the publications of the process itself."""

import operator

from flask.views import MethodView

from api.models import Source, StakeholderGroup
from api.web.blueprint import Blueprint
from api.web.collection import ItemQuery, RecordQuery, Single
from api.web.criteria import Criteria
from api.web.filters import Among, Day, Named, Number
from api.web.history import history
from api.web.query import Query
from api.web.relations import Related, source
from api.web.sorting import Sort, titles
from schemas.source import SourceSchema
from schemas.vocabularies import DOCUMENT_TYPES, SOURCE_KINDS

blp = Blueprint("sources", __name__, description=__doc__)


class SourceQuery(RecordQuery):
    model = Source

    kind = Among(
        Source.kind,
        SOURCE_KINDS,
        "Whose voice it is; `process-output` are publications of the process.",
        "Wessen Stimme es ist; `process-output` sind Veröffentlichungen des Prozesses.",
    )
    document_type = Among(
        Source.document_type, DOCUMENT_TYPES, "Type of a publication of the process.", "Art einer Veröffentlichung des Prozesses."
    )
    publisher = Named(Source.publisher, en="Publisher, as printed.", de="Herausgeber, wie angegeben.")
    date_from = Day(Source.latest, operator.ge, 0, "Can be dated on this day or later.", "Kann von diesem Tag oder später sein.")
    date_to = Day(Source.earliest, operator.le, 1, "Can be dated on this day or earlier.", "Kann von diesem Tag oder früher sein.")
    page_count_from = Number(Source.page_count, operator.ge, "At least so many pages or slides.", "Mindestens so viele Seiten oder Folien.")
    page_count_to = Number(Source.page_count, operator.le, "At most so many pages or slides.", "Höchstens so viele Seiten oder Folien.")
    co_author = Related(
        Source,
        "co_authors",
        titles=StakeholderGroup,
        en="Ids of organisations that contributed.",
        de="Kennungen beteiligter Organisationen.",
    )
    source = source(Source)
    sort = Sort("id", id=Source.id, title=titles(Source), date=Source.earliest, modified=Source.added_in)


@blp.route("")
class Sources(MethodView):
    @blp.doc(operationId="listSources")
    @blp.arguments(SourceQuery)
    @blp.response(200, SourceSchema(many=True))
    @blp.paginate(SourceQuery)
    def get(self, query: Query) -> Criteria:
        """List sources

        Documents the data rest on, linked and cited, and the publications of the process (`kind=process-output`).
        Their licence is their publisher's. Stored copies were consulted; the addresses may no longer answer.
        """
        return query["criteria"]


@blp.route("/<slug:id>")
class SourceById(MethodView):
    @blp.doc(operationId="getSource")
    @blp.arguments(ItemQuery.of(Source))
    @blp.response(200, SourceSchema)
    def get(self, query: Query, id: str) -> Single:
        """Show one source

        What it is, who published it and when, and where it can be found.
        """
        return Single(Source, id)


history(blp, Source)
