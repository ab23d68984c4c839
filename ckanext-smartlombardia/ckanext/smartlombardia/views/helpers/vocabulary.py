"""Our schemes and tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.views import api_calls

__all__ = ["sl_concepts", "sl_rules", "sl_source_address", "sl_table", "sl_tables"]


def sl_concepts(scheme: str) -> list[dict[str, str]]:
    """Concepts of a scheme in their order: code, label and every other column, texts in the reader's language."""
    lang = api_calls.language()
    return [
        {**_in(lang, concept.extra), "code": concept.code, "label": concept.label[lang]}
        for concept in vocabularies.concepts(scheme)
    ]


def sl_rules() -> list[dict[str, str]]:
    """Rules of interoperability: id, title, predicate, remedy, severity, legal_source, in the reader's language."""
    return [_in(api_calls.language(), row) for row in vocabularies.rows("interop_rules")]


def sl_table(name: str) -> dict[str, str]:
    """Where a table comes from: title in the reader's language, source, source_url, date, licence."""
    table = vocabularies.table(name)
    return {
        "title": table.title[api_calls.language()],
        "source": table.source,
        "source_url": table.source_url,
        "date": table.date,
        "licence": table.licence,
    }


def sl_tables() -> list[dict[str, str]]:
    """Tables that come from somebody else, by title."""
    tables = [table for name in vocabularies.names() if (table := sl_table(name))["source_url"]]
    return sorted(tables, key=lambda table: table["title"])


def sl_source_address(name: str) -> str:
    """The address from which a source is read."""
    return next(row["url"] for row in vocabularies.rows("sources") if row["name"] == name)


def _in(lang: str, columns: Mapping[str, str]) -> dict[str, str]:
    """Columns without those of the other language; `meaning_it` becomes `meaning`."""
    plain = {name: value for name, value in columns.items() if not name.endswith(("_it", "_en"))}
    return plain | {name[:-3]: value for name, value in columns.items() if name.endswith(f"_{lang}")}
