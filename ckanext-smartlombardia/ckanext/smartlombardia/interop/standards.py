"""What a list of standards says: codes, kinds, versions; and which standards are admitted for a function."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import Fact


@v.derived
def admitted(function: str) -> tuple[Mapping[str, str], ...]:
    """Rows of the standards that are admitted for a function, none for one that the table does not have."""
    return tuple(row for row in v.rows("admitted") if row["function"] == function)


def codes(fact: Fact) -> list[str]:
    """Codes of a list of standards: rows with a `standard`, or plain codes."""
    return [entry["standard"] if isinstance(entry, Mapping) else entry for entry in fact.value]


@v.derived
def kind(code: str) -> str:
    """interface, model, identifier or service; empty for a code that the scheme does not have."""
    return _extra(code, "kind")


def exposed(fact: Fact) -> list[tuple[str, str]]:
    """(code, version) of the interface standards that a list says the system exposes, not only uses."""
    return [
        (entry["standard"], entry.get("version") or _extra(entry["standard"], "version"))
        for entry in fact.value
        if entry.get("role") in (None, "", "provider", "both") and kind(entry["standard"]) == "interface"
    ]


def versioned(fact: Fact) -> list[str]:
    """Codes of a list that have a version, their own or one that the code implies."""
    return [entry["standard"] for entry in fact.value if entry.get("version") or _extra(entry["standard"], "version")]


def _extra(code: str, column: str) -> str:
    concept = v.concept("standards", code)
    return concept.extra[column] if concept else ""
