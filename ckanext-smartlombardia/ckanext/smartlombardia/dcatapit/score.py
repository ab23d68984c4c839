"""The score that data.europa.eu gives: a graph and what is known of its links -> points of each dataset, out of 405.

The metrics, their points and what they ask are the table `quality_metrics` (methodology of data.europa.eu's metadata
quality assessment, the version of 405 points). Of a dataset with several distributions the best one counts: they are
taken to hold the same data. A metric that nobody could look at, such as a link that was never tried, is not known: it
is not a fault, and the score is then an interval. Neither CKAN nor a network here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rdflib import Graph, URIRef
from rdflib.term import Node as Term

from ckanext.smartlombardia import vocabularies as v

from .licences import EUROPEAN
from .terms import DCAT, OWL, PREFIXES, RDF, SKOS

State = Literal["pass", "fail", "unknown"]
Answers = Callable[[str], bool | None]
"""Whether an address answers; None where nobody knows."""

MAX_POINTS = 405
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
IANA = re.compile(r"https?://www\.iana\.org/assignments/media-types/[a-z]+/[\w.+-]+")
WEIGHT: dict[State, int] = {"pass": 2, "unknown": 1, "fail": 0}


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the table. `needs` is the metric that must hold first, `field` the field of the form."""

    code: str
    label: Mapping[str, str]
    dimension: str
    points: int
    level: str
    predicate: URIRef | None
    test: str
    needs: str
    field: str
    ask: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of a metric, and the IRI of the dataset or distribution that it was measured on."""

    state: State
    node: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a metric passed, failed, or could not be looked at."""

    passed: int = 0
    failed: int = 0
    unknown: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed, self.unknown + other.unknown)

    @property
    def all(self) -> int:
        return self.passed + self.failed + self.unknown


@dataclass(frozen=True, slots=True)
class Score:
    """A dataset's score. `marks` are those that count, `tallies` those of every distribution, by metric."""

    dataset: str
    marks: Mapping[str, Mark]
    tallies: Mapping[str, Tally]

    @property
    def lo(self) -> int:
        """Points that are sure."""
        return sum(metrics()[code].points for code, mark in self.marks.items() if mark.state == "pass")

    @property
    def hi(self) -> int:
        """Points if all that is not known were well."""
        return sum(metrics()[code].points for code, mark in self.marks.items() if mark.state != "fail")


@dataclass(frozen=True, slots=True)
class Change:
    """A change that raises the score: the metric, the node to change, and the points.

    `up_to`: some of them depend on what is written, such as which format.
    """

    metric: str
    node: str
    points: int
    up_to: bool


@cache
def metrics() -> dict[str, Metric]:
    """The metrics by code, in the order of the table."""
    return {row["code"]: _metric(row) for row in v.rows("quality_metrics")}


def score(graph: Graph, dataset: Term, answers: Answers, valid: bool | None) -> Score:
    """The score of a dataset of a graph. `valid`: whether it breaks no rule of DCAT-AP, None where nobody knows."""
    files = sorted(graph.objects(dataset, DCAT.distribution), key=str)
    file_marks = {file: _marks(graph, file, answers, valid, "distribution") for file in files}
    best = max(files, key=lambda file: _weight(file_marks[file]), default=None)
    missing = {code: Mark("fail", str(dataset)) for code, metric in metrics().items() if metric.level == "distribution"}
    marks = _marks(graph, dataset, answers, valid, "dataset") | (file_marks[best] if best is not None else missing)
    for code, metric in metrics().items():
        if metric.level == "either":
            passes = any(_states(graph, node, metric, answers, valid) == "pass" for node in (dataset, *files))
            marks[code] = Mark("pass" if passes else "fail", str(dataset))
    counted = {code: [marks[code]] for code in marks if metrics()[code].level != "distribution"}
    counted |= {code: [marks_of_file[code] for marks_of_file in file_marks.values()] for code in missing}
    tallies = {code: _tally(mark.state for mark in metric_marks) for code, metric_marks in counted.items()}
    return Score(str(dataset), {code: marks[code] for code in metrics()}, tallies)


def scores(graph: Graph, answers: Answers, invalid: set[str]) -> list[Score]:
    """The score of every dataset of a graph. `invalid`: names of the nodes that break a rule of DCAT-AP."""
    datasets = sorted(set(graph.subjects(RDF.type, DCAT.Dataset)), key=str)
    return [score(graph, dataset, answers, not (invalid & parts(graph, dataset))) for dataset in datasets]


def parts(graph: Graph, dataset: Term) -> set[str]:
    """Names of the dataset's node and of those that it leads to, other datasets and catalogues apart."""
    others = set(graph.subjects(RDF.type, DCAT.Dataset)) | set(graph.subjects(RDF.type, DCAT.Catalog))
    reached, waiting = {dataset}, [dataset]
    while waiting:
        for term in graph.objects(waiting.pop(), None):
            if term not in reached and term not in others:
                reached.add(term)
                waiting.append(term)
    return {str(term) for term in reached}


def changes(marks: Mapping[str, Mark]) -> list[Change]:
    """List the changes that raise a score, most points first; a change that depends on another counts with it."""
    gains: dict[str, tuple[int, bool]] = {}
    for code, mark in marks.items():
        points = metrics()[code].points
        if mark.state == "fail" and points:
            first = _first(code, marks)
            gained, up_to = gains.get(first, (0, False))
            gains[first] = gained + points, up_to or first != code
    suggestions = [Change(code, marks[code].node, points, up_to) for code, (points, up_to) in gains.items()]
    return sorted(suggestions, key=lambda change: -change.points)


def share(tallies: Mapping[str, Tally]) -> dict[str, tuple[float, float]]:
    """Compute the points of a catalogue by metric as data.europa.eu does: weight times the share that passes.

    The first number counts what is not known as failed, the second as passed. A catalogue of nothing has none.
    """
    points = {}
    for code, tally in tallies.items():
        weight = metrics()[code].points
        if weight:
            count = tally.all or 1
            points[code] = weight * tally.passed / count, weight * (tally.passed + tally.unknown) / count
    return points


def sum_tallies(tallies_of_datasets: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Sum the tallies of many datasets by metric."""
    totals: dict[str, Tally] = {}
    for tallies in tallies_of_datasets:
        for code, tally in tallies.items():
            totals[code] = totals.get(code, Tally()) + tally
    return totals


def total(dataset_scores: Iterable[Score]) -> tuple[float, float]:
    """Points of a catalogue, as `share` reckons them."""
    points = share(sum_tallies(dataset_score.tallies for dataset_score in dataset_scores)).values()
    return sum(lo for lo, _ in points), sum(hi for _, hi in points)


def rating(points: float) -> str:
    """Code of the rating (`quality_ratings`) that so many points give."""
    return next(row["code"] for row in v.rows("quality_ratings") if points >= int(row["least"]))


def _metric(row: Mapping[str, str]) -> Metric:
    prefix, _, name = row["property"].partition(":")
    return Metric(
        row["code"], {"it": row["label_it"], "en": row["label_en"]}, row["dimension"], int(row["points"]), row["level"],
        URIRef(f"{PREFIXES[prefix]}{name}") if name else None, row["test"], row["needs"], row["field"],
        {"it": row["ask_it"], "en": row["ask_en"]},
    )  # fmt: skip


def _marks(graph: Graph, node: Term, answers: Answers, valid: bool | None, level: str) -> dict[str, Mark]:
    return {
        code: Mark(_states(graph, node, metric, answers, valid), str(node))
        for code, metric in metrics().items()
        if metric.level == level
    }


def _states(graph: Graph, node: Term, metric: Metric, answers: Answers, valid: bool | None) -> State:
    if metric.test == "valid":
        return _state(valid)
    terms = list(graph.objects(node, metric.predicate))
    if metric.test == "answers":
        tried = [answers(str(term)) for term in terms]
        return "pass" if True in tried else "unknown" if None in tried else "fail"
    if metric.test == "file_type":
        terms += list(graph.objects(node, DCAT.mediaType))
    passes = any(_TESTS[metric.test](graph, term) for term in terms)
    if metric.test == "licence" and not passes and any(str(term) in _italian() for term in terms):
        return "unknown"  # the same licence in the Italian vocabulary: whether data.europa.eu knows it is not published
    return _state(passes)


def _state(passes: bool | None) -> State:
    return "unknown" if passes is None else "pass" if passes else "fail"


def _weight(marks: Mapping[str, Mark]) -> int:
    return sum(metrics()[code].points * WEIGHT[mark.state] for code, mark in marks.items())


def _tally(states: Iterable[State]) -> Tally:
    marks = list(states)
    return Tally(marks.count("pass"), marks.count("fail"), marks.count("unknown"))


def _first(code: str, marks: Mapping[str, Mark]) -> str:
    """The metric that has to be put right first for this one to hold: the furthest one that fails of those it needs."""
    first, needed = code, metrics()[code].needs
    while needed:
        first = needed if marks[needed].state == "fail" else first
        needed = metrics()[needed].needs
    return first


def _file_type(graph: Graph, term: Term) -> bool:
    text = str(term)
    return (text.startswith(FILE_TYPE) and _code(text) in _file_types()) or bool(IANA.fullmatch(text))


def _licence(graph: Graph, term: Term) -> bool:
    """Whether a licence is one of the European table, itself or by a node that says which it equals."""
    same = [term, *graph.objects(term, SKOS.exactMatch), *graph.objects(term, OWL.sameAs)]
    return any(str(address).startswith(EUROPEAN) or _folded(str(address)) in _licences() for address in same)


def _format(column: str) -> Callable[[Graph, Term], bool]:
    def test(graph: Graph, term: Term) -> bool:
        return str(term).startswith(FILE_TYPE) and _code(str(term)) in _formats(column)

    return test


_TESTS: dict[str, Callable[[Graph, Term], bool]] = {
    "present": lambda graph, term: bool(str(term).strip()),
    "file_type": _file_type,
    "licence": _licence,
    "access_right": lambda graph, term: any(str(term) == concept.uri for concept in v.concepts("access_rights")),
    "non_proprietary": _format("non_proprietary"),
    "machine_readable": _format("machine_readable"),
}


def _code(iri: str) -> str:
    return iri.rpartition("/")[2]


@cache
def _file_types() -> frozenset[str]:
    return frozenset(concept.code for concept in v.concepts("file_types"))


@cache
def _formats(column: str) -> frozenset[str]:
    return frozenset(row["format"] for row in v.rows("quality_formats") if row[column])


@cache
def _european() -> frozenset[str]:
    """Codes of the licences that the European table has too."""
    return frozenset(row["licence"] for row in v.rows("licence_aliases") if row["alias"].startswith(EUROPEAN))


@cache
def _italian() -> frozenset[str]:
    """Addresses of those licences in the Italian vocabulary."""
    return frozenset(concept.uri for concept in v.concepts("licences") if concept.uri and concept.code in _european())


@cache
def _licences() -> frozenset[str]:
    """Addresses of the texts of those licences."""
    addresses = {concept.extra["reference"] for concept in v.concepts("licences") if concept.code in _european()}
    addresses |= {row["alias"] for row in v.rows("licence_aliases") if row["licence"] in _european()}
    return frozenset(_folded(address) for address in addresses if "://" in address)


def _folded(address: str) -> str:
    """An address without its scheme, `www.`, and what stands behind the licence's own: a slash, a language."""
    return re.sub(r"(/|/deed\.\w+|/legalcode)*$", "", re.sub(r"^https?://(www\.)?", "", address.strip()))
