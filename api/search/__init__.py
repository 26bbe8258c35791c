"""The text index: one analysis and one ranking on every database. `index` fills it, `query` asks it, `highlight` shows why."""

from api.search.highlight import highlight
from api.search.query import TIERS, Search, holds, matching, parse

__all__ = ["TIERS", "Search", "highlight", "holds", "matching", "parse"]
