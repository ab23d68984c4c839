"""How the registry's migrations reach the database; the shape that `ckan db upgrade` expects."""

from __future__ import annotations

from logging.config import fileConfig
from pathlib import Path

from alembic import context
from sqlalchemy import engine_from_config, pool

from ckan.model.meta import metadata

config = context.config
if config.config_file_name:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

name = Path(__file__).parent.name


def ours(thing: object, thing_name: str | None, kind: str, *_: object) -> bool:
    """Whether a table is the registry's: other extensions have migrations of their own."""
    return kind != "table" or bool(thing_name and thing_name.startswith(f"{name}_"))


def run() -> None:
    """Run the migrations in one transaction."""
    engine = engine_from_config(
        config.get_section(config.config_ini_section) or {}, prefix="sqlalchemy.", poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=f"{name}_alembic_version",
            include_object=ours,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
