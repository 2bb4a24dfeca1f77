"""What Alembic runs: the migrations, inside the transaction that `schema.migrate` has begun."""

from __future__ import annotations

from alembic import context

from batcher.ledger.tables import VERSION_TABLE, metadata

if context.is_offline_mode():
    context.configure(
        dialect_name=context.config.attributes["dialect"],
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        transactional_ddl=True,
    )
else:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        transactional_ddl=True,
    )

with context.begin_transaction():
    context.run_migrations()
