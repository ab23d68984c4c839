"""What the migrations make of an empty database is what the models say."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ckan import model as core

from ckanext.smartlombardia.model import Body

PREFIX = "smartlombardia_"


def _is_ours(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Tables of the registry, and what stands in them; not alembic's own."""
    table = thing if kind == "table" else getattr(thing, "table", None)
    table_name = str(getattr(table, "name", ""))
    return table_name.startswith(PREFIX) and not table_name.endswith("_alembic_version")


def test_models_and_migrations_agree(registry):
    with core.meta.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours, "compare_type": True})
        differences = compare_metadata(context, Body.metadata)
    assert len([name for name in Body.metadata.tables if name.startswith(PREFIX)]) > 15
    assert differences == []
