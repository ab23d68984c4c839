"""What a municipality does next: from open findings, fundings given up, and what nobody knows yet but one answer tells.

The table `next_steps` says what each of them asks for, who acts and how long it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import all_rules
from ckanext.smartlombardia.logic.interop import finding_list
from ckanext.smartlombardia.model import AssessmentRow, Body, FactRow
from ckanext.smartlombardia.registry import readable
from ckanext.smartlombardia.vocabularies.tables import Language

MAX_STEPS = 3
OWNER = "owner:"

Row = dict[str, Any]


def steps(ipa: str, user: core.User | None) -> list[Row]:
    """At most three steps, the most useful first: kind, title, why, remedy, who, time, finding or rule."""
    candidates = [*_findings(ipa, user), *_unconfirmed(ipa), *_renounced(ipa), *_unknown(ipa)]
    order = {row["code"]: number for number, row in enumerate(v.rows("next_steps"))}
    kinds: dict[str, int] = {}
    chosen = []
    for step in sorted(candidates, key=lambda step: order[step["kind"]]):
        kinds[step["kind"]] = kinds.get(step["kind"], 0) + 1
        if kinds[step["kind"]] == 1 or len(candidates) <= MAX_STEPS:
            chosen.append(step)
    rest = [step for step in candidates if step not in chosen]
    return [*chosen, *rest][:MAX_STEPS]


def _step(kind: str, text: dict[str, str], why: dict[str, str], **more: Any) -> Row:
    row = v.concept("next_steps", kind)
    assert row is not None  # noqa: S101  the kinds of this file are those of the table
    return {
        "kind": kind,
        "ask": dict(row.label),
        "text": text,
        "why": why,
        "who": {lang: row.extra[f"who_{lang}"] for lang in ("it", "en")},
        "minutes": int(row.extra["minutes"]) if row.extra["minutes"] else None,
        **more,
    }


def _findings(ipa: str, user: core.User | None) -> Iterator[Row]:
    filters = {"body": ipa, "limit": MAX_STEPS, "offset": 0}
    for finding in finding_list.find_findings(filters, user)["results"]:
        yield _step("finding", finding["remedy"], finding["says"], finding=finding["id"])


def _unconfirmed(ipa: str) -> Iterator[Row]:
    """Systems of the body of which nobody there has said a word."""
    package, fact = core.Package, FactRow
    confirmed = sa.select(fact.subject).where(fact.source == f"{OWNER}{ipa}", fact.until.is_(None))
    query = (
        sa.select(sa.func.count())
        .select_from(package)
        .join(Body, Body.org_id == package.owner_org)
        .where(Body.ipa == ipa, package.type == "platform", readable.is_public())
        .where(package.id.not_in(confirmed))
    )
    number = core.Session.scalar(query) or 0
    if number:
        text = {
            "it": "Confermate che li usate, o correggete: un clic a scheda.",
            "en": "Confirm that you use them, or correct them: one click each.",
        }
        why = {
            "it": f"{number} sistemi risultano vostri, ma lo dice solo un’altra fonte.",
            "en": f"{number} systems appear to be yours, but only another source says so.",
        }
        yield _step("confirm", text, why, number=number)


def _renounced(ipa: str) -> Iterator[Row]:
    for assessment in _national(ipa):
        if assessment.saw["reason"] == "renounced":
            yield _rule_step("renounced", assessment)


def _unknown(ipa: str) -> Iterator[Row]:
    for assessment in _national(ipa):
        if assessment.saw["reason"] in ("no-row", "none-published"):
            yield _rule_step("unknown", assessment)


def _rule_step(kind: str, assessment: AssessmentRow) -> Row:
    rule = all_rules()[assessment.rule]
    reason = assessment.saw["reason"]
    why: dict[str, str] = {
        lang: f"{rule.title[lang]}: {v.label('interop_reasons', reason, lang)}." for lang in LANGUAGES
    }
    return _step(kind, dict(rule.remedy), why, rule=rule.id)


LANGUAGES: tuple[Language, ...] = ("it", "en")


def _national(ipa: str) -> list[AssessmentRow]:
    """What is not known of the body's national platforms, the gravest rule first."""
    row = AssessmentRow
    query = sa.select(row).where(
        row.subject == ipa, row.until.is_(None), row.verdict == "unknown", row.rule.like("N-%")
    )
    severities = [concept.code for concept in v.concepts("interop_severities")]
    rules = all_rules()
    assessments = [assessment for assessment in core.Session.scalars(query) if assessment.rule in rules]
    return sorted(
        assessments, key=lambda assessment: (severities.index(rules[assessment.rule].severity), assessment.rule)
    )
