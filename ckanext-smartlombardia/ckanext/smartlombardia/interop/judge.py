"""Facts -> verdicts -> findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import GRADES, Fact, classify_source
from ckanext.smartlombardia.types import Grade

from .rule_registry import Rule, all_rules, rules_on
from .subject_facts import SubjectFacts, weakest
from .values import Assessment, Evidence, Exemption, Finding, Label, Outcome, Subject, Text

SCHEMES = {"function": "functions", "declared": "standards", "admitted": "standards", "channel": "channels"}
"""Where the words are for the codes that a rule saw."""


def judge(
    subject: Subject,
    facts: Iterable[Fact],
    only: Iterable[str] | None = None,
    exemptions: Iterable[Exemption] = (),
    today: date | None = None,
) -> list[Assessment]:
    """Verdicts of the rules for this type of subject, in the order of the table.

    `facts` are those of the subject and of records that belong to it; only standing ones count, their order does not.
    `only` limits the rules by id. What depends on the day, exemptions among it, needs `today`.
    """
    subject_facts = SubjectFacts(subject, facts, today)
    chosen = rules_on(subject.type)
    if only is not None:
        rule_ids = set(only)
        chosen = tuple(rule for rule in chosen if rule.id in rule_ids)
    granted = {
        exemption.rule: exemption
        for exemption in exemptions
        if exemption.subject == subject.key and today and today <= exemption.until
    }
    return [
        _excepted(assessment(rule, subject.key, rule.evaluate(subject_facts)), granted.get(rule.id)) for rule in chosen
    ]


def assessment(rule: Rule, subject: str, outcome: Outcome) -> Assessment:
    """A rule's outcome on a subject, as it is kept."""
    return Assessment(
        subject=subject,
        rule=rule.id,
        rule_version=rule.version,
        verdict=outcome.verdict,
        reason=outcome.reason,
        facts=outcome.facts + outcome.context,
        saw=outcome.saw,
        grade=weakest(outcome.facts),
        severity=outcome.severity or rule.severity,
        force=outcome.force or rule.force,
        to_confirm=rule.to_confirm or outcome.to_confirm,
    )


def label(force: str, grade: Grade, to_confirm: bool = False) -> Label:
    """What a failing verdict is called: an obligation that is proved not to be met, one that is declared so, advice.

    `force` is a code of the table `forces`; a rule or a need that waits for confirmation gives advice at most.
    """
    if force != "D" or to_confirm:
        return "recommendation"
    return "non_conformity" if GRADES[grade] <= GRADES["E2"] else "criticality"


def to_finding(subject: Subject, assessment: Assessment) -> Finding | None:
    """Turn the verdict on one subject into a finding: None unless it fails and is worth acting on."""
    if assessment.verdict != "fail" or assessment.severity == "info":
        return None
    rule = all_rules()[assessment.rule]
    return build_finding(
        assessment,
        says=_words(rule.finding, subject, assessment),
        remedy=_words(rule.remedy, subject, assessment),
        legal_source=rule.legal_source,
        evidence=tuple(_evidence(subject, fact) for fact in assessment.facts),
        bodies=(subject.body,) if subject.body else (),
        public=is_public(assessment.facts) and not rule.restricted,
        function=assessment.saw.get("function"),
    )


def build_finding(assessment: Assessment, **more: Any) -> Finding:
    """Build the finding of a failing verdict from its rule and the verdict.

    Args:
        assessment: a verdict `fail` of a rule of the table.
        more: fields of `Finding` that depend on the subject (`says`, `remedy`, `evidence`, `bodies`, `public`, ...).
    """
    rule = all_rules()[assessment.rule]
    return Finding(
        rule=assessment.rule,
        rule_version=assessment.rule_version,
        subject_key=assessment.subject,
        label=label(assessment.force, assessment.grade, assessment.to_confirm),
        severity=assessment.severity,
        force=assessment.force,
        layer=rule.layer,
        gap=assessment.saw.get("gap"),
        title=rule.title,
        **more,
    )


def is_public(facts: Iterable[Fact]) -> bool:
    """Do they all come from public registers and public documents? What a person typed or we probed is not public."""
    facts = list(facts)
    return bool(facts) and all(
        fact.grade in ("E2", "E4") and classify_source(fact) in ("register", "other") for fact in facts
    )


def _words(text: Text, subject: Subject, assessment: Assessment) -> Text:
    return {lang: template.format_map(_template_values(subject, assessment, lang)) for lang, template in text.items()}


def _template_values(subject: Subject, assessment: Assessment, lang: Any) -> Mapping[str, str]:
    """Values that a sentence of the rules table may name, codes in words."""
    values = {"name": subject.name or subject.key, "reason": v.label("interop_reasons", assessment.reason, lang)}
    for key, value in assessment.saw.items():
        codes = value if isinstance(value, (list, tuple)) else [value]
        values[key] = ", ".join(v.label(SCHEMES[key], code, lang) if key in SCHEMES else str(code) for code in codes)
    return values


def _evidence(subject: Subject, fact: Fact) -> Evidence:
    body = subject.body or subject.key
    town = v.body(body)
    moment = fact.observed_at or fact.since
    return Evidence(
        body=body,
        body_name=town.name if town else body,
        record=fact.subject,
        identifier=fact.object or fact.subject,
        name=subject.name or subject.key,
        technology="",
        source=fact.source,
        grade=fact.grade,
        seen=moment.isoformat() if moment else None,
        states={fact.name: fact.value},
        facts=(fact.id,) if fact.id is not None else (),
    )


def _excepted(assessment: Assessment, granted: Exemption | None) -> Assessment:
    if assessment.verdict != "fail" or granted is None:
        return assessment
    saw = {
        **assessment.saw,
        "exemption": granted.type,
        "approver": granted.approver,
        "until": granted.until.isoformat(),
    }
    return replace(assessment, verdict="excepted", saw=saw)
