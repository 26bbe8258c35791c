"""The service's own configuration of gunicorn, for other applications."""

import gc
from runpy import run_path
from typing import Any

globals().update(run_path("deploy/gunicorn.conf.py"))


def when_ready(_server: Any) -> None:
    """There is nothing to open."""
    gc.freeze()
    gc.enable()


def post_fork(_server: Any, _worker: Any) -> None:
    """They connect to their database at the first request."""
