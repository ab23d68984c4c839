"""A rules on an API at work: does it answer, safely, with limits and ways to search that are told beforehand?"""

from __future__ import annotations

from typing import Any

from ..rule_registry import rule
from ..subject_facts import SubjectFacts
from ..thresholds import listed, threshold
from ..values import Outcome
from .support import decide, described

SELF_DESCRIBING = ("ogc", "ogc-api", "sensorthings", "ngsi-ld", "ckan")


@rule("A-07")
def status(facts: SubjectFacts) -> Outcome:
    """REG_TECNICA_003, RAC_REST_NAME_011: a function tells whether the API works. Of maps, the capabilities tell it."""
    answered = decide(facts.all("status_answer"), _status)
    if answered and answered.verdict == "pass":
        return answered
    described_status = decide(facts.all("description"), _status_described)
    if described_status and described_status.verdict == "pass":
        return described_status
    return answered or described_status or Outcome("unknown", "not-read")


def _status(value: Any) -> Outcome | None:
    saw = {"url": value["url"], "status": value["status"]}
    if value["status"] == 200 and value["media_type"] in ("application/json", "application/problem+json"):
        return Outcome("pass", "status-answers", saw=saw)
    return Outcome("fail", "no-status", saw=saw) if value["status"] in (404, 410) else None


def _status_described(value: Any) -> Outcome | None:
    if value["kind"] in SELF_DESCRIBING:
        return Outcome("pass", "capabilities")
    if value["kind"] != "openapi" or not value["names"]["paths"]:
        return None
    if value["profile"] == "map":
        return Outcome("not_applicable", "map-service")
    if value["status"]:
        return Outcome("pass", f"status-{value['status']}")
    return Outcome("fail", "no-status")


@rule("A-09")
def safe_channel(facts: SubjectFacts) -> Outcome:
    """RAC_GEN_004, security patterns, OASC MIM6: https with a good certificate, and a standard way to sign in.

    Plain http or a broken certificate stand in the way of everything; a weak way to sign in is a fault. How a service
    on PDND is protected is for its security pattern to say.
    """
    channel = decide(facts.all("tls"), _channel) or decide(facts.all("endpoint_url"), _scheme)
    if channel and channel.verdict == "fail":
        return channel
    signing = decide(facts.all("description"), _signing)
    if signing and signing.verdict == "fail":
        return signing
    pattern = facts.all("security_pattern")
    if pattern and channel:
        return Outcome("pass", "pattern-declared", (*channel.facts, pattern[0]), {"pattern": pattern[0].value})
    if channel and any(fact.value == "open" for fact in facts.all("access")):
        return Outcome("pass", "open-over-https", channel.facts, channel.saw)
    if channel and signing:
        return Outcome("pass", "safe", (*channel.facts, *signing.facts), signing.saw)
    return Outcome("unknown", "channel-unknown")


def _channel(value: Any) -> Outcome:
    saw = {"version": value.get("version") or "", "until": value.get("until") or ""}
    if value["valid"] and value.get("version") in ("TLSv1.2", "TLSv1.3"):
        return Outcome("pass", "good-tls", saw=saw)
    return Outcome("fail", "bad-tls", saw={**saw, "gap": "R2-CLOSED"}, severity="blocker")


def _scheme(value: Any) -> Outcome | None:
    if str(value).startswith("http://"):
        return Outcome("fail", "plain-http", saw={"gap": "R2-CLOSED"}, severity="blocker")
    return None


def _signing(value: Any) -> Outcome | None:
    schemes = set(value.get("security") or ())
    if not schemes:
        return None
    weak = sorted(schemes - listed("sign-in"))
    return Outcome(
        "fail" if weak else "pass", "weak-sign-in" if weak else "safe", saw={"schemes": weak or sorted(schemes)}
    )


@rule("A-15")
def limits(facts: SubjectFacts) -> Outcome:
    """RAC_ROBUSTEZZA_001-003, REG_ORGANIZZ_003: how many calls one may make, and what service one may count on."""

    def judge_limits(value: Any) -> Outcome:
        return Outcome("pass" if value["limits"] else "fail", "limits-described" if value["limits"] else "no-limits")

    outcome = described(facts.all("description"), judge_limits)
    declared = [fact for name in ("limits", "sla") for fact in facts.all(name)]
    if outcome.verdict != "pass" and declared:
        return Outcome("pass", "limits-declared", (declared[0],))
    return outcome


@rule("A-16")
def test_and_contact(facts: SubjectFacts) -> Outcome:
    """REG_ORGANIZZ_004/007: a place to try it, and somebody to ask."""
    contact = facts.all("contact_email")[:1] or facts.all("contact_office")[:1]
    place = facts.all("test_url")[:1]

    def judge_contact(value: Any) -> Outcome | None:
        if "contact" not in value:
            return None
        missing = [
            name
            for name, has in (("contact", value["contact"] or contact), ("test", value["test"] or place))
            if not has
        ]
        return Outcome(
            "fail" if missing else "pass", "nobody-to-ask" if missing else "test-and-contact", saw={"what": missing}
        )

    if contact and place:
        return Outcome("pass", "test-and-contact", (contact[0], place[0]))
    return described(facts.all("description"), judge_contact)


@rule("A-17")
def available(facts: SubjectFacts) -> Outcome:
    """It answers nearly always, over thirty days, by looks of ours that are not too old. One bad look is no fault."""
    for fact in facts.all("availability"):
        value, age = fact.value, facts.age(fact)
        if age is None or age > threshold("observed-days") or value["looks"] < threshold("fewest-looks"):
            continue
        saw = {"share": f"{value['share']:.0%}", "looks": value["looks"]}
        if value["share"] >= threshold("availability"):
            return Outcome("pass", "available", (fact,), saw)
        if value["failing"] >= 2:
            return Outcome("fail", "unavailable", (fact,), {**saw, "gap": "R3-DOWN"})
    return Outcome("unknown", "seen-too-little")


@rule("A-18")
def ogc_conformance(facts: SubjectFacts) -> Outcome:
    """OASC MIM7 R1.1, INSPIRE: OGC API Features with core, GeoJSON and OpenAPI; WFS 2.0; SensorThings 1.1."""
    outcome = decide(facts.all("description"), _conformance)
    if outcome:
        return outcome
    if protocol := decide(facts.all("protocol"), _no_map):
        return protocol
    return Outcome("unknown", "not-read")


def _no_map(value: Any) -> Outcome | None:
    return Outcome("not_applicable", "no-map-service") if value in ("rest", "soap") else None


def _conformance(value: Any) -> Outcome | None:
    saw = {"kind": value["kind"], "version": value.get("version", "")}
    if value["kind"] == "ogc-api":
        missing = [
            required
            for required in sorted(listed("ogc-core"))
            if not any(name.endswith(required) for name in value["conformance"])
        ]
        return Outcome(
            "fail" if missing else "pass", "classes-missing" if missing else "conforms", saw={**saw, "classes": missing}
        )
    if value["kind"] == "ogc":
        if value["service"] == "WFS":
            modern = value["version"].startswith("2")
            return Outcome("pass" if modern else "fail", "conforms" if modern else "old-version", saw=saw)
        return Outcome("pass", "conforms", saw=saw)
    if value["kind"] == "sensorthings":
        return Outcome("pass", "conforms", saw=saw)
    return None


@rule("A-19")
def searchable(facts: SubjectFacts) -> Outcome:
    """OASC MIM0 R2.2, RAC_REST_NAME_005: lists can be narrowed by time, place or attribute, and come in pages."""

    def judge_search(value: Any) -> Outcome | None:
        if value["kind"] != "openapi":
            return Outcome("pass", "protocol-filters")
        if not value["lists"]:
            return None
        missing = [name for name in ("filters", "paging") if not value[name]]
        return Outcome("fail" if missing else "pass", "no-filters" if missing else "filters", saw={"what": missing})

    return described(
        facts.all("description"), judge_search, ("openapi", "ogc-api", "ogc", "sensorthings", "ngsi-ld", "ckan")
    )
