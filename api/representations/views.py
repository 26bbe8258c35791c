"""Views on the tables of the dataset, for those who would rather read than join."""

from collections.abc import Iterable

from api.representations.tables import ListTable, RecordTable, quoted
from schemas.fields import LANGUAGES

# Events with the names of what they refer to.
EVENT_LIST = """\
SELECT e.id, e.title_de, e.title_en, e.starts, e.ends, e.venue_de, e.venue_en, e.city_de, e.city_en,
  f.name_de AS format_de, f.name_en AS format_en, e.status,
{names},
  e.links_web
FROM events AS e LEFT JOIN codes AS f ON f.vocabulary = 'event-formats' AND f.code = e.format
ORDER BY e.earliest, e.id"""

NAMES = """\
  (SELECT group_concat(name, '; ') FROM (SELECT n.title_{language} AS name FROM event_{field} AS l
    JOIN stakeholder_groups AS n ON n.id = l.{member} WHERE l.event_id = e.id ORDER BY l.position)) AS {field}_{language}"""

# Every record with each source it rests on.
EVIDENCE = """\
SELECT '{resource}' AS collection, r.id, r.title_de, r.title_en, r.certainty, s.id AS source, s.title_de AS source_title_de,
  s.title_en AS source_title_en, s.publisher, s.date, s.url, l.locator
FROM {list} AS l JOIN {table} AS r ON r.id = l.{key} JOIN sources AS s ON s.id = l.source"""

# Every point on which sources disagree, with each version of it.
DISAGREEMENTS = """\
SELECT '{resource}' AS collection, r.id, r.title_de, r.title_en, l.topic_de, l.topic_en,
  json_extract(v.value, '$.statement.de') AS statement_de, json_extract(v.value, '$.statement.en') AS statement_en,
  (SELECT group_concat(i.value, '; ') FROM json_each(v.value, '$.sources') AS i) AS sources, l.resolution_de, l.resolution_en
FROM {list} AS l JOIN {table} AS r ON r.id = l.{key}, json_each(l.versions) AS v"""

# How many records rest on each source.
SOURCE_USE = """\
SELECT s.id, s.title_de, s.title_en, s.kind, s.publisher, s.date, s.url, count(DISTINCT e.collection || '/' || e.id) AS record_count
FROM sources AS s LEFT JOIN evidence AS e ON e.source = s.id GROUP BY s.id ORDER BY record_count DESC, s.id"""


def views(tables: Iterable[RecordTable]) -> dict[str, str]:
    """Name → SELECT."""
    lists = [(table, each) for table in tables for each in table.lists]
    names = (
        NAMES.format(field=field, member=member, language=language)
        for field, member in (("organisers", "organiser"), ("hosts", "host"), ("participants", "participant"))
        for language in LANGUAGES
    )
    return {
        "event_list": EVENT_LIST.format(names=",\n".join(names)),
        "evidence": _union(EVIDENCE, [pair for pair in lists if pair[1].field == "sources"]),
        "disagreements": _union(DISAGREEMENTS, [pair for pair in lists if pair[1].field == "conflicts"]),
        "source_use": SOURCE_USE,
    }


def _union(select: str, lists: list[tuple[RecordTable, ListTable]]) -> str:
    return "\nUNION ALL\n".join(
        select.format(resource=table.resource, table=quoted(table.name), list=quoted(each.name), key=quoted(each.key))
        for table, each in lists
    )
