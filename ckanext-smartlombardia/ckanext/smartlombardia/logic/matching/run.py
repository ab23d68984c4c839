"""One run of the matcher over the registry: records and decisions in, matches and cases out. No commit here.

A run compares everything, because how telling a word is depends on all records; what was asked in the same state of
the registry is answered without working.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.matching import case_builder, case_store, record_loader, verdicts
from ckanext.smartlombardia.logic.matching.disjoint_set import DisjointSet
from ckanext.smartlombardia.logic.matching.record_loader import Registered
from ckanext.smartlombardia.logic.matching.verdicts import Decided
from ckanext.smartlombardia.logic.operations import quarantine
from ckanext.smartlombardia.matching import MatchRecord, Result
from ckanext.smartlombardia.matching.scoring import model
from ckanext.smartlombardia.matching.scoring.model import Model
from ckanext.smartlombardia.model import Case, Run
from ckanext.smartlombardia.model.base import alone, now

KIND = "match"
TABLES = ("functions", "matching_words", "matching_common", "matching_renames")  # what the matcher reads of them


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run: `counts` by what they count, `changed` where anything was written."""

    counts: dict[str, int]
    changed: bool


def match_registry(changed: Collection[str] = ()) -> Outcome:
    """Match all records of the registry. Nothing is written where neither records nor decisions changed.

    A record that cannot be matched is set aside; of those that `changed`, the ones with long texts are tried alone
    first, since only a long text can cost much by itself.
    """
    alone(KIND)
    registered = record_loader.load_records()
    by_id = record_loader.by_id(registered)
    suspects = [record_id for record_id in quarantine.long_texts(changed) if record_id in by_id]
    return quarantine.sift(
        KIND,
        lambda without: _run([record for record in registered if record.id not in without]),
        lambda record_id: _match_alone(by_id[record_id]),
        lambda: by_id,
        suspects,
        changed,
    )


def _match_alone(record: Registered) -> None:
    from ckanext.smartlombardia.matching import match

    match([record.match])


def _run(registered: Sequence[Registered]) -> Outcome:
    started = now()
    records = [record.match for record in registered]
    decisions = verdicts.load_decisions()
    decided = [(decision.verdict, verdicts.sides(decision, records)) for decision in decisions]
    used = verdicts.calibrate_model(model.shipped(), decisions)
    state = _fingerprint(registered, decided, used)
    last = core.Session.scalar(sa.select(Run).where(Run.kind == KIND).order_by(Run.id.desc()).limit(1))
    if last is not None and last.tables_hash == state:
        return Outcome(last.counts, changed=False)
    from ckanext.smartlombardia.matching import match  # slow to load, and most processes never come here

    result = match(records, verdicts.to_verdicts(decided, records), used)
    drafts = _cases(result, registered, decided)
    changes = case_store.write_matches(result) + case_store.write_cases(drafts, record_loader.by_id(registered))
    counts = _counts(records, result)
    core.Session.add(Run(kind=KIND, started=started, finished=now(), counts=counts, tables_hash=state))
    core.Session.flush()
    return Outcome(counts, changed=bool(sum(changes.values()) - changes["as before"]))


def _cases(result: Result, registered: Sequence[Registered], decided: Decided) -> list[case_builder.CaseDraft]:
    units = DisjointSet([record.id for record in registered])
    for variant in result.variants:
        units.join(variant.members)
    for record in registered:
        units.join((record.id, record.software))
    for verdict, sides in decided:
        if verdict == "same":
            units.join(member for side in sides for member in side)
    return case_builder.cases(result, record_loader.by_id(registered), units, verdicts.cannot_link(decided))


def _counts(records: Sequence[MatchRecord], result: Result) -> dict[str, int]:
    kinds = Counter(record.kind for record in records)
    waiting = (
        sa.select(Case.relation, sa.func.count())
        .where(Case.state.in_(case_store.WAITING_STATES))
        .group_by(Case.relation)
    )
    relations = dict(core.Session.execute(waiting).tuples().all())
    return {**kinds, "variants": len(result.variants), "pairs": len(result.pairs), **relations}


def _fingerprint(registered: Sequence[Registered], decided: Decided, weights: Model) -> str:
    """A hash of everything that the outcome depends on."""
    tables = [[dict(row) for row in vocabularies.rows(name)] for name in TABLES]
    used = [version("ckanext-smartlombardia"), weights.name, weights.certain, tables]
    parts = [[asdict(record) for record in registered], decided, used]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
