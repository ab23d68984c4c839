"""Contracts for the audit. Its verdicts on them are for the same eyes as the contracts: the body and the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Restricted


def of(records: Iterable[str]) -> dict[str, list[Fact]]:
    """Restricted facts by platform. They carry no number: a page that opens facts by number never finds them."""
    found = store.facts_of(records, Restricted)
    return {record: [replace(fact, id=None) for fact in facts] for record, facts in found.items()}
