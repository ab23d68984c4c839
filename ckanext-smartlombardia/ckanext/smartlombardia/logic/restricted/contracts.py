"""Contracts for the audit. Its verdicts on them are for the same eyes as the contracts: the body and the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model import Restricted


def load_facts(records: Iterable[str], at: datetime | None = None) -> dict[str, list[Fact]]:
    """Load restricted facts by platform (UUID), now or at a moment (UTC). They carry no id.

    So a page that opens facts by number never finds them.
    """
    facts_by_record = store.facts_of(records, Restricted, at)
    return {record: [replace(fact, id=None) for fact in facts] for record, facts in facts_by_record.items()}
