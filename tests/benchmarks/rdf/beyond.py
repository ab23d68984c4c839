"""What a catalogue that went through the registry breaks beyond what its source breaks, and what became of its formats.

    PYTHONPATH=. .venv/bin/python tests/benchmarks/rdf/beyond.py FOLDER SOURCES...

FOLDER holds the catalogues as the acceptance script leaves them: each named as its source, with `.ttl` at the end. Both
are checked by the same shapes; a finding of the output counts where the source has fewer of its rule. Prints a row a
file and the totals.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph
from rdflib.namespace import DCTERMS, RDF

from ckanext.smartlombardia.dcatapit import checker, documents, normaliser
from ckanext.smartlombardia.dcatapit.terms import DCAT, DCATAPIT
from ckanext.smartlombardia.vocabularies import concepts

BASE = "http://document.invalid/"
PROFILES = ("dcat-ap-it", "dcat-ap")
ITALIAN = {DCAT.Dataset: DCATAPIT.Dataset, DCAT.Distribution: DCATAPIT.Distribution}
PROVISIONAL = "OP_DATPRO"


@dataclass
class Beyond:
    """`rules` are errors of the output above those of the source, `source` and `output` all errors, by (profile, rule).

    `formats`: how many files say one, how many name a known one, how many of these are not said by its EU address, and
    how many lost the one they had.
    """

    source: Counter[tuple[str, str]] = field(default_factory=Counter)
    output: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)


def beyond(source: Graph, output: Graph) -> Beyond:
    """Compare a catalogue with what left the registry."""
    found = Beyond(_errors(source), _errors(output))
    found.rules = found.output - found.source
    known = {one.uri for one in concepts("file_types")}
    before, after = (Counter(map(_code, graph.objects(None, DCTERMS["format"]))) for graph in (source, output))
    for term in output.objects(None, DCTERMS["format"]):
        meant = normaliser.find_entry("file_types", str(term))
        found.formats["all"] += 1
        found.formats["known"] += meant is not None
        found.formats["not EU"] += meant is not None and str(term) not in known
    found.formats["degraded"] = (after - before)[PROVISIONAL]
    return found


def read(path: Path) -> Graph:
    """A catalogue before anything of it is mended, its empty values apart, its datasets and files as Italian ones."""
    graph = documents.understand(path.read_bytes(), "", path.name, BASE).graph
    for triple in list(graph):
        if str(triple[2]).strip() in ("", BASE):
            graph.remove(triple)
    for european, italian in ITALIAN.items():
        for one in list(graph.subjects(RDF.type, european)):
            graph.add((one, RDF.type, italian))
    return graph


def _errors(graph: Graph) -> Counter[tuple[str, str]]:
    reports = checker.reports(graph, PROFILES)
    return Counter(
        (profile, one.rule) for profile, found in reports.items() for one in found if one.severity == "error"
    )


def _code(term: object) -> str:
    return str(term).rstrip("/").rpartition("/")[2].upper()


def main(folder: Path, sources: list[Path]) -> None:
    """Print the figures."""
    totals: Counter[str] = Counter()
    for path in sources:
        found = beyond(read(path), read(folder / f"{path.name}.ttl"))
        row = {
            f"{profile} {name}": sum(n for (of, _), n in counter.items() if of == profile)
            for profile in PROFILES
            for name, counter in (("source", found.source), ("out", found.output), ("beyond", found.rules))
        } | {f"formats {name}": n for name, n in found.formats.items()}
        totals.update(row)
        print(path.name, row, dict(found.rules) or "")
    print("TOTAL", dict(totals))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]])
