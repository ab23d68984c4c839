"""Judge one dataset: its score, what to change first, what is wrong and in which field, its links.

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

View = dict[str, Any]
REGULATION = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
ADDRESSES = (DCAT.distribution / DCAT.accessURL, DCAT.distribution / DCAT.downloadURL)


@dataclass(frozen=True, slots=True)
class DatasetJudgement:
    """A dataset judged. `resources` are ids by IRI of the distribution, `links` the status of its addresses.

    `missing` is what a high-value dataset lacks, None where it does not say that it is one.
    """

    score: Score
    findings: list[Finding]
    missing: list[Finding] | None
    places: Places
    resources: Mapping[str, str]
    links: Mapping[str, links.LinkStatus | None]


def judge(package: Mapping[str, Any]) -> DatasetJudgement:
    """Judge a dataset as `package_show` gives it, or one that is not saved yet."""
    graph, ref = graphs.graph_of(package)
    reports = checker.reports(graph)
    urls = [str(node) for path in ADDRESSES for node in graph.objects(ref, path)]
    statuses = links.load_statuses(urls)

    def answers(address: str) -> bool | None:
        return statuses.get(address, links.NEVER).ok

    return DatasetJudgement(
        score.score(graph, ref, answers, not (checker.list_broken_nodes(reports["dcat-ap"]) & score.parts(graph, ref))),
        checker.merge_findings(reports),
        reports["hvd"] if _high_value(graph, ref) else None,
        Places(graph, ref),
        {
            addresses.distribution(resource, {"id": graphs.UNSAVED, **package}): resource["id"]
            for resource in _files(package)
        },
        {address: statuses.get(address) for address in dict.fromkeys(urls)},
    )


def _high_value(graph: Graph, ref: URIRef) -> bool:
    """Whether a dataset says that it is one of high value."""
    return any(graph.objects(ref, DCATAP.hvdCategory)) or (ref, DCATAP.applicableLegislation, REGULATION) in graph


def to_stored(judged: DatasetJudgement) -> View:
    """Convert a judgement to the columns that are stored: marks and tallies by metric, changes, findings, addresses."""
    result = judged.score
    return {
        "lo": result.lo,
        "hi": result.hi,
        "marks": {
            code: {"state": mark.state, "resource": judged.resources.get(mark.node)}
            for code, mark in result.marks.items()
        },
        "tallies": {code: list(astuple(tally)) for code, tally in result.tallies.items()},
        "changes": [_change(change, judged) for change in score.changes(result.marks)],
        "findings": [_finding(finding, judged) for finding in judged.findings],
        "missing": None if judged.missing is None else [_finding(finding, judged) for finding in judged.missing],
        "addresses": list(judged.links),
    }


def to_view(stored: Mapping[str, Any]) -> View:
    """Convert a stored judgement to what the API and pages show. Texts have `it` and `en`; findings are Italian."""
    marks, statuses = stored["marks"], links.load_statuses(stored["addresses"])
    return {
        **points(stored["lo"], stored["hi"]),
        "dimensions": dimensions({code: mark["state"] for code, mark in marks.items()}),
        "metrics": [
            {"code": code, "label": dict(metric.label), "dimension": metric.dimension, "points": metric.points,
             "field": metric.field, **marks[code]}
            for code, metric in metrics().items() if metric.points
        ],
        "changes": [{**asks(change["metric"]), **change} for change in stored["changes"]],
        "findings": stored["findings"],
        "links": [{"address": url, **asdict(statuses.get(url, links.NEVER))} for url in stored["addresses"]],
        "hvd": stored["missing"] is not None,
        "missing": stored["missing"] or [],
    }  # fmt: skip


def points(lo: float, hi: float) -> View:
    """An interval of points and its ratings."""
    return {"lo": lo, "hi": hi, "full": score.MAX_POINTS, "rating": score.rating(lo), "best_rating": score.rating(hi)}


def marks_of(result: Score) -> dict[str, str]:
    """State by metric."""
    return {code: mark.state for code, mark in result.marks.items()}


def dimensions(marks: Mapping[str, str]) -> list[View]:
    """Points by dimension."""
    lo: Counter[str] = Counter()
    hi: Counter[str] = Counter()
    for code, state in marks.items():
        metric = metrics()[code]
        lo[metric.dimension] += metric.points * (state == "pass")
        hi[metric.dimension] += metric.points * (state != "fail")
    return [dimension(concept, lo[concept.code], hi[concept.code]) for concept in v.concepts("quality_dimensions")]


def dimension(concept: v.Concept, lo: float, hi: float) -> View:
    """A dimension with its points."""
    return {
        "code": concept.code,
        "label": dict(concept.label),
        "lo": lo,
        "hi": hi,
        "full": int(concept.extra["points"]),
    }


def asks(code: str) -> View:
    """What a metric asks for."""
    return {"metric": code, "ask": dict(metrics()[code].ask), "field": metrics()[code].field}


def _change(change: Change, judged: DatasetJudgement) -> View:
    fields = ("metric", "points", "up_to")
    return {**{name: getattr(change, name) for name in fields}, "resource": judged.resources.get(change.node)}


def _finding(finding: Finding, judged: DatasetJudgement) -> View:
    place: Place = judged.places.locate(finding.node, finding.path)
    fields = ("severity", "rule", "profile", "message", "remedy", "value", "subject")
    return {
        **{name: getattr(finding, name) for name in fields},
        "field": place.field,
        "resource": judged.resources.get(place.distribution),
    }


def _files(package: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return package.get("resources") or ()
