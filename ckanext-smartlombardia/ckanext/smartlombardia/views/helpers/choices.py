"""Choices of fields for ckanext-scheming: forms, validators and pages read the same vocabularies."""

from __future__ import annotations

from functools import cache
from typing import Any

from ckanext.smartlombardia import vocabularies

__all__ = ["smartlombardia_choices"]


def smartlombardia_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """Choices of the field's `vocabulary`, by code, or by URI where the field has `choices_by_uri`.

    `only` narrows them by a column: {"kind": "interface"}. Each has value, label by language, `also`, other names, and
    `group`, label by language of the domain where it has one.
    """
    return _choices(field["vocabulary"], bool(field.get("choices_by_uri")), tuple(field.get("only", {}).items()))


@cache
def _choices(scheme: str, by_uri: bool, only: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [
        {
            "value": concept.uri if by_uri and concept.uri else concept.code,
            "label": dict(concept.label),
            "group": _domain(concept),
            "also": [name for name in concept.extra.get("also_called", "").split("|") if name],
        }
        for concept in vocabularies.concepts(scheme)
        if not concept.extra.get("deprecated") and all(concept.extra.get(column) == value for column, value in only)
    ]


def _domain(concept: vocabularies.Concept) -> dict[str, str] | None:
    domain = vocabularies.concept("domains", concept.extra.get("domain", ""))
    return dict(domain.label) if domain else None
