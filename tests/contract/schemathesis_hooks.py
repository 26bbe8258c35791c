"""Loaded by schemathesis: what no schema can say."""

import re
from typing import Any
from urllib.parse import urlencode

import schemathesis

from api.search import parse
from api.web.collection import Words
from api.web.hooks import MAX_QUERY


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Cursors are opaque, so no generated one is valid; tests/contract/test_collections.py covers them."""
    for item in raw_schema["paths"].values():
        item["get"]["parameters"] = [parameter for parameter in item["get"]["parameters"] if parameter["name"] != "cursor"]


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """An address has a longest length, which no schema can say either; tests/contract/test_http.py covers it."""
    return len(urlencode(case.query or {}, doseq=True)) < MAX_QUERY // 2 and not _is_more_than_described((case.query or {}).get("q"))


def _is_more_than_described(q: Any) -> bool:
    """Whether `q` has a word that its pattern does not know: what a letter is, Unicode says, and no portable pattern."""
    if not isinstance(q, str) or re.search(Words().metadata["pattern"], q):
        return False
    try:
        return bool(parse(q))
    except ValueError:
        return False
