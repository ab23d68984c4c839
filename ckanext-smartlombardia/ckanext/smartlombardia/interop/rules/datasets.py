"""D rules: can the data of a dataset be used by a program, found, understood and joined with others?

`resources` are the distributions as the source describes them; `resource_seen` is what our looks found behind each
address, `columns` what a sample of a table holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import Fact

from ..rule_registry import rule
from ..subject_facts import SubjectFacts
from ..thresholds import listed, threshold
from ..values import Outcome
from .platforms import is_open

TRANSPORT = "TRAN"
"""The theme of transport in the vocabulary of the European Union."""


@rule("D-01")
def three_stars(facts: SubjectFacts) -> Outcome:
    """AgID, open data guidelines, requirements 2 and 3: at least one distribution is open and machine-readable."""
    formats = list(_formats(facts))
    good = [(fact, code) for fact, code in formats if is_open(code)]
    if good:
        return Outcome("pass", "open-format", (good[0][0],), {"formats": sorted({code for _, code in good})})
    if formats and all(is_open(code) is False for _, code in formats) and _all_named(facts):
        return Outcome("fail", "closed-formats", (formats[0][0],), {"formats": sorted({code for _, code in formats})})
    return Outcome("unknown", "formats-unknown")


@rule("D-02")
def true_format(facts: SubjectFacts) -> Outcome:
    """The first bytes are what the description says. An archive may hold anything, and is not opened."""
    formats = {
        resource.get("download_url") or resource.get("url"): _format(resource)
        for _, resource in _resources(facts)
        if _format(resource)
    }
    observations = [
        (fact, formats[fact.object], fact.value["found"])
        for fact in facts.all("resource_seen")
        if fact.object in formats and fact.value.get("found")
    ]
    wrong = [
        observation
        for observation in observations
        if not _same(*observation[1:]) and observation[2] not in listed("containers")
    ]
    if wrong:
        fact, declared, observed_format = wrong[0]
        return Outcome("fail", "other-format", (fact,), {"formats": observed_format, "declared_format": declared})
    right = [fact for fact, declared, observed_format in observations if _same(declared, observed_format)]
    return Outcome("pass", "true-format", (right[0],)) if right else Outcome("unknown", "seen-too-little")


def _same(declared: str, observed: str) -> bool:
    """Is it the same, or one that is written in what was found: GeoJSON is JSON, a spreadsheet a ZIP."""
    return declared == observed or declared in listed(f"written-as-{observed}")


@rule("D-03")
def live_addresses(facts: SubjectFacts) -> Outcome:
    """Access and download addresses answer. Two looks on different days are needed to call one dead."""
    observations = facts.all("resource_seen")
    dead = [fact for fact in observations if fact.value.get("dead_days", 0) >= 2]
    if dead:
        return Outcome("fail", "does-not-answer", tuple(dead), {"url": dead[0].object or "", "gap": "R3-DOWN"})
    alive = [fact for fact in observations if fact.value.get("status") == 200]
    answering = {fact.object for fact in alive}
    for resources in facts.all("resources"):
        addresses = {resource["url"] for resource in resources.value if resource.get("url")}
        if addresses and addresses <= answering:
            return Outcome("pass", "answers", tuple(alive))
    return Outcome("unknown", "seen-too-little")


@rule("D-04")
def open_licence(facts: SubjectFacts) -> Outcome:
    """AgID, open data guidelines; CAP5.PA.20; OASC MIM3: a licence of the vocabulary, an open one (its codes in A)."""
    declared = [(fact, fact.value) for fact in facts.all("license_id")]
    declared += [(fact, resource["license"]) for fact, resource in _resources(facts) if resource.get("license")]
    rows = [(fact, row) for fact, value in declared if (row := _licences().get(_address(value)))]
    good = [(fact, row) for fact, row in rows if row["code"].startswith("A")]
    if good:
        return Outcome("pass", "open-licence", (good[0][0],), {"licence": good[0][1]["code"]})
    if rows:
        return Outcome("fail", "closed-licence", (rows[0][0],), {"licence": rows[0][1]["code"]})
    return Outcome("unknown", "licence-unknown" if declared else "nothing-declared")


@cache
def _licences() -> dict[str, Mapping[str, str]]:
    """Licences by all that they are called by: code, address in the vocabulary, address of their text, other names."""
    facts = {row["code"]: row for row in v.rows("licences")}
    by_address = {
        _address(row[name]): row for row in facts.values() for name in ("code", "uri", "reference") if row[name]
    }
    others = {_address(row["alias"]): facts[row["licence"]] for row in v.rows("licence_aliases")}
    return {**others, **by_address}


def _address(text: str) -> str:
    """An address or a code as it is compared: whether it ends with a slash or `legalcode` makes no difference."""
    plain = str(text).strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/")
    return plain.removesuffix("/legalcode").removesuffix("/deed.it").replace(":", "_")


@rule("D-05")
def valid_metadata(facts: SubjectFacts) -> Outcome:
    """CAP5.PA.05: the description follows DCAT-AP_IT, as its shapes have it."""
    checked = facts.all("dcatapit_breaches")
    if not checked:
        return Outcome("unknown", "not-read")
    broken = checked[0].value
    return Outcome("fail" if broken else "pass", "not-valid" if broken else "valid", (checked[0],), {"rules": broken})


@rule("D-06")
def shared_codes(facts: SubjectFacts) -> Outcome:
    """OASC MIM1: columns hold codes that others use, and nearly all their values are right ones."""
    tables = [fact for fact in facts.all("columns") if fact.value.get("names")]
    for fact in tables:
        good = [code for code, share in fact.value["identifiers"].items() if share >= threshold("valid-codes")]
        if good:
            return Outcome("pass", "uses-identifiers", (fact,), {"declared": sorted(good)})
    if not tables:
        return Outcome("unknown", "not-read")
    spoilt = sorted({code for fact in tables for code in fact.value["identifiers"]})
    reason = "spoilt-codes" if spoilt else "own-identifiers"
    return Outcome("fail", reason, tuple(tables), {"declared": spoilt, "gap": "R4d-NO-COMMON-ID"})


@rule("D-07")
def open_maps(facts: SubjectFacts) -> Outcome:
    """OASC MIM7, CAP5.PA.01: geographic data in an open encoding or an OGC service, with their reference system."""
    map_formats = [(fact, code) for fact, code in _formats(facts) if code in listed("map-formats")]
    if not map_formats:
        resources = facts.all("resources")
        plain = resources and any(_formats(facts)) and _all_named(facts)
        return (
            Outcome("not_applicable", "no-map-data", (resources[0],))
            if plain
            else Outcome("unknown", "formats-unknown")
        )
    good = [fact for fact, code in map_formats if code in listed("open-map-formats")]
    if not good:
        return Outcome(
            "fail", "closed-map-format", (map_formats[0][0],), {"formats": sorted({code for _, code in map_formats})}
        )
    fixed = [fact for fact, code in map_formats if code == "GEOJSON"]  # RFC 7946 has but one reference system
    proof = facts.all("crs") or fixed
    return Outcome("pass", "open-map", (good[0], proof[0])) if proof else Outcome("unknown", "no-reference-system")


@rule("D-08")
def high_value(facts: SubjectFacts) -> Outcome:
    """Reg. (EU) 2023/138: a high-value dataset is offered through an API and as a whole."""
    value = facts.all("hvd_category")
    if not value:
        return Outcome("unknown", "nothing-declared")
    rows = list(_resources(facts))
    api = [fact for fact, resource in rows if _has_api(resource)] + facts.all("served_by")
    downloads = [
        fact
        for fact, resource in rows
        if resource.get("download_url") or (resource.get("url") and not _has_api(resource))
    ]
    if api and downloads:
        return Outcome("pass", "api-and-download", (value[0], api[0], downloads[0]))
    if rows:
        missing = [name for name, has in (("api", api), ("download", downloads)) if not has]
        return Outcome("fail", "no-api-or-download", (value[0], rows[0][0]), {"what": missing})
    return Outcome("unknown", "formats-unknown")


@rule("D-09")
def lively_data(facts: SubjectFacts) -> Outcome:
    """D.Lgs. 36/2006, dynamic data: what changes every day or oftener is offered through an API."""
    lively = [
        fact for fact in facts.all("frequency") if str(fact.value).rpartition("/")[2] in listed("lively-frequencies")
    ]
    if not lively:
        frequencies = facts.all("frequency")
        return (
            Outcome("not_applicable", "not-lively", (frequencies[0],))
            if frequencies
            else Outcome("unknown", "nothing-declared")
        )
    rows = list(_resources(facts))
    api = [fact for fact, resource in rows if _has_api(resource)] + facts.all("served_by")
    if api:
        return Outcome("pass", "through-api", (lively[0], api[0]))
    return Outcome("fail", "no-api", (lively[0], rows[0][0])) if rows else Outcome("unknown", "formats-unknown")


@rule("D-10")
def mobility_formats(facts: SubjectFacts) -> Outcome:
    """Del. Reg. (EU) 2017/1926: public transport and traffic in NeTEx, SIRI or DATEX II. GTFS needs a bridge."""
    by_standard = {code: fact for fact in facts.all("resource_seen") if (code := _standard(fact.value.get("standard")))}
    by_standard |= {code: fact for fact in facts.all("conforms_to") for uri in fact.value if (code := _standard(uri))}
    good = [code for code in listed("national-mobility") if code in by_standard]
    if good:
        return Outcome("pass", "national-format", (by_standard[good[0]],), {"standards": good})
    if by_standard:
        return Outcome("fail", "needs-bridge", tuple(by_standard.values()), {"standards": sorted(by_standard)})
    function = facts.function
    if function and v.concept("functions", function.value).extra["domain"] != "mobility":  # type: ignore[union-attr]
        return Outcome("not_applicable", "not-mobility", (function,))
    themes = [fact for fact in facts.all("theme") if fact.value]
    if themes and not any(str(theme).rpartition("/")[2] == TRANSPORT for fact in themes for theme in fact.value):
        return Outcome("not_applicable", "not-mobility", (themes[0],))
    return Outcome("unknown", "formats-unknown")


def _standard(reference: Any) -> str | None:
    codes = listed("mobility")
    if reference in codes:
        return str(reference)
    return next(
        (row["code"] for row in v.rows("standards") if reference and row["uri"] == reference and row["code"] in codes),
        None,
    )


@rule("D-11")
def published_schema(facts: SubjectFacts) -> Outcome:
    """OASC MIM2 R3.4: a schema that a program can check the data against is linked."""
    rows = list(_resources(facts))
    linked = [fact for fact, resource in rows if resource.get("conforms_to")] + facts.all("conforms_to")
    if linked:
        return Outcome("pass", "schema-linked", (linked[0],))
    return Outcome("fail", "no-schema", (rows[0][0],)) if rows else Outcome("unknown", "nothing-declared")


def _resources(facts: SubjectFacts) -> Iterator[tuple[Fact, Mapping[str, Any]]]:
    return ((fact, resource) for fact in facts.all("resources") for resource in fact.value)


def _formats(facts: SubjectFacts) -> Iterator[tuple[Fact, str]]:
    """(fact, EU code of a format) of distributions that state one."""
    for fact, resource in _resources(facts):
        if code := _format(resource):
            yield fact, code


def _all_named(facts: SubjectFacts) -> bool:
    return all(_format(resource) for _, resource in _resources(facts))


def _format(resource: Mapping[str, Any]) -> str:
    file_type = str(resource.get("file_type") or resource.get("format") or "").rpartition("/")[2]
    return file_type.upper().replace("-", "_").replace(" ", "_")


def _has_api(resource: Mapping[str, Any]) -> bool:
    return bool(resource.get("access_services")) or _format(resource) in listed("api-formats")
