"""Alembic's entry: migrates the connection that `api.migrations.migrate` hands over."""

from alembic import context

from api.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
