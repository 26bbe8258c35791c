"""Bringing the tables to the newest revision, which loaders do and the service never does."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from api.db import exclusive


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest revision."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with exclusive(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
