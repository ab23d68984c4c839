"""One dataset judged: its score, what to change first, what is wrong and in which field, its links.

The one service that the form, pages, the API and commands ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any

from rdflib import Graph, URIRef

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.dcatapit import addresses, checker, score
from ckanext.smartlombardia.dcatapit.checker import Finding
from ckanext.smartlombardia.dcatapit.places import Place, Places
from ckanext.smartlombardia.dcatapit.score import Change, Score, metrics
from ckanext.smartlombardia.dcatapit.terms import DCAT, DCATAP
from ckanext.smartlombardia.logic.quality import graphs, links

Shown = dict[str, Any]
REGULATION = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
ADDRESSES = (DCAT.distribution / DCAT.accessURL, DCAT.distribution / DCAT.downloadURL)


@dataclass(frozen=True, slots=True)
class Judged:
    """A dataset judged. `resources` are ids by IRI of the distribution, `looks` what is known of its addresses.

    `missing` is what a high-value dataset lacks, None where it does not say that it is one.
    """

    score: Score
    findings: list[Finding]
    missing: list[Finding] | None
    places: Places
    resources: Mapping[str, str]
    looks: Mapping[str, links.Known | None]


def judge(package: Mapping[str, Any]) -> Judged:
    """Judge a dataset as `package_show` gives it, or one that is not saved yet."""
    graph, ref = graphs.graph_of(package)
    reports = checker.reports(graph)
    told = [str(one) for path in ADDRESSES for one in graph.objects(ref, path)]
    looks = links.known(told)

    def answers(address: str) -> bool | None:
        return looks.get(address, links.NEVER).ok

    return Judged(
        score.score(graph, ref, answers, not (checker.broken(reports["dcat-ap"]) & score.parts(graph, ref))),
        checker.merge_findings(reports),
        reports["hvd"] if _high_value(graph, ref) else None,
        Places(graph, ref),
        {addresses.distribution(one, {"id": graphs.UNSAVED, **package}): one["id"] for one in _files(package)},
        {address: looks.get(address) for address in dict.fromkeys(told)},
    )


def _high_value(graph: Graph, ref: URIRef) -> bool:
    """Whether a dataset says that it is one of high value."""
    return any(graph.objects(ref, DCATAP.hvdCategory)) or (ref, DCATAP.applicableLegislation, REGULATION) in graph


def kept(judged: Judged) -> Shown:
    """A judgement as it is kept: marks and tallies by metric, changes, findings, addresses."""
    found = judged.score
    return {
        "lo": found.lo,
        "hi": found.hi,
        "marks": {
            code: {"state": one.state, "resource": judged.resources.get(one.node)} for code, one in found.marks.items()
        },
        "tallies": {code: list(astuple(tally)) for code, tally in found.tallies.items()},
        "changes": [_change(one, judged) for one in score.changes(found.marks)],
        "findings": [_finding(one, judged) for one in judged.findings],
        "missing": None if judged.missing is None else [_finding(one, judged) for one in judged.missing],
        "addresses": list(judged.looks),
    }


def shown(one: Mapping[str, Any]) -> Shown:
    """What the API and pages show of a kept judgement. Texts have `it` and `en`; those of findings are Italian."""
    marks, looks = one["marks"], links.known(one["addresses"])
    return {
        **points(one["lo"], one["hi"]),
        "dimensions": dimensions({code: mark["state"] for code, mark in marks.items()}),
        "metrics": [
            {"code": code, "label": dict(metric.label), "dimension": metric.dimension, "points": metric.points,
             "field": metric.field, **marks[code]}
            for code, metric in metrics().items() if metric.points
        ],
        "changes": [{**asks(change["metric"]), **change} for change in one["changes"]],
        "findings": one["findings"],
        "links": [{"address": said, **asdict(looks.get(said, links.NEVER))} for said in one["addresses"]],
        "hvd": one["missing"] is not None,
        "missing": one["missing"] or [],
    }  # fmt: skip


def points(lo: float, hi: float) -> Shown:
    """An interval of points and its ratings."""
    return {"lo": lo, "hi": hi, "full": score.FULL, "rating": score.rating(lo), "best_rating": score.rating(hi)}


def marks_of(found: Score) -> dict[str, str]:
    """State by metric."""
    return {code: mark.state for code, mark in found.marks.items()}


def dimensions(marks: Mapping[str, str]) -> list[Shown]:
    """Points by dimension."""
    lo: Counter[str] = Counter()
    hi: Counter[str] = Counter()
    for code, state in marks.items():
        metric = metrics()[code]
        lo[metric.dimension] += metric.points * (state == "pass")
        hi[metric.dimension] += metric.points * (state != "fail")
    return [dimension(one, lo[one.code], hi[one.code]) for one in v.concepts("quality_dimensions")]


def dimension(one: v.Concept, lo: float, hi: float) -> Shown:
    """A dimension with its points."""
    return {"code": one.code, "label": dict(one.label), "lo": lo, "hi": hi, "full": int(one.extra["points"])}


def asks(code: str) -> Shown:
    """What a metric asks for."""
    return {"metric": code, "ask": dict(metrics()[code].ask), "field": metrics()[code].field}


def _change(one: Change, judged: Judged) -> Shown:
    kept = ("metric", "points", "up_to")
    return {**{name: getattr(one, name) for name in kept}, "resource": judged.resources.get(one.node)}


def _finding(one: Finding, judged: Judged) -> Shown:
    place: Place = judged.places.locate(one.node, one.path)
    kept = ("severity", "rule", "profile", "message", "remedy", "value", "subject")
    return {
        **{name: getattr(one, name) for name in kept},
        "field": place.field,
        "resource": judged.resources.get(place.distribution),
    }


def _files(package: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return package.get("resources") or ()
