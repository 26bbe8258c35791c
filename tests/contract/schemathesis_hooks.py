"""Loaded by schemathesis: what no schema can say."""

from typing import Any

import schemathesis


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Cursors are opaque, so no generated one is valid; tests/contract/test_collections.py covers them."""
    for item in raw_schema["paths"].values():
        item["get"]["parameters"] = [parameter for parameter in item["get"]["parameters"] if parameter["name"] != "cursor"]
