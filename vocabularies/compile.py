"""Compile the tables that come from published files, so that nobody types them.

    python -m ckanext.smartlombardia.vocabularies.compile FOLDER

FOLDER holds the published files as `data/territory/*.csv` and `data/vocabularies/*`. Each table is written whole and
in a fixed order: run twice on the same files, it changes nothing. Tables that people keep by hand are not touched.
"""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DC, DCTERMS, OWL, RDF, SKOS
from rdflib.term import Node

from .tables import FOLDER, rows

Rows = Iterator[dict[str, str]]

AUTHORITY = "http://publications.europa.eu/resource/authority/"
TERRITORY = "https://w3id.org/italia/controlled-vocabulary/territorial-classifications"
DEPRECATED = URIRef("http://publications.europa.eu/ontology/authority/deprecated")
LEVEL = URIRef("https://w3id.org/italia/onto/CLV/hasRankOrder")
REFERENCE = URIRef("http://dati.gov.it/onto/dcatapit#referenceDoc")
ENGLISH_PROVINCES = {"MI": "Milan", "MN": "Mantua", "MB": "Monza and Brianza"}


def bodies(shared: Path) -> Rows:
    """The municipalities of today, by ISTAT code. Population is that of the 2011 census, area in km²."""
    for row in _towns(shared):
        yield {
            "ipa": row["codice_ipa"].lower(),
            "istat": row["cod_istat"],
            "cadastral": row["cod_catastale"],
            "name": row["denominazione"],
            "official_name": " ".join(row["denominazione_ipa"].split()),
            "province": row["sigla"],
            "nuts3": row["nuts3_2024"],
            "population": row["popolazione_censimento_2011"],
            "postcode": row["cap"],
            "lat": f"{float(row['lat']):.5f}",
            "lon": f"{float(row['lon']):.5f}",
            "area": row["superficie_kmq"],
            "capital": row["capoluogo"],
        }


def other_bodies(shared: Path) -> Rows:
    """Bodies of IndicePA seated in Lombardy that are not municipalities, by IPA code; the kind is told by the name."""
    towns = {row["codice_ipa"].lower() for row in _towns(shared)}
    kinds = [(row["code"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows("body_kinds")]
    for row in sorted(_ipa(shared), key=lambda row: row["codice_ipa"].lower()):
        if row["codice_ipa"].lower() in towns:
            continue
        name = " ".join(row["denominazione"].split())
        yield {
            "ipa": row["codice_ipa"].lower(),
            "ipa_original": row["codice_ipa"],
            "name": name,
            "province": row["sigla_provincia"],
            "kind": next(code for code, pattern in kinds if pattern.search(name)),
        }


def provinces(shared: Path) -> Rows:
    """The twelve provinces by ISTAT code; `ipa` is the body that governs one, found by its official name."""
    heads = {row["denominazione"]: row["codice_ipa"] for row in _ipa(shared)}
    for row in {row["sigla"]: row for row in _towns(shared)}.values():
        name = row["provincia"]
        official = "Citta' Metropolitana di Milano" if row["sigla"] == "MI" else f"Provincia di {name}"
        yield {
            "code": row["sigla"],
            "label_it": name,
            "label_en": ENGLISH_PROVINCES.get(row["sigla"], name),
            "uri": f"{TERRITORY}/provinces/{row['cod_provincia_storico']}",
            "istat": row["cod_provincia_storico"],
            "nuts3": row["nuts3_2024"],
            "ipa": heads[official].lower(),
        }


def subthemes(shared: Path) -> Rows:
    """EuroVoc concepts with the theme under which the Italian mapping allows them; a concept may have two themes."""
    for row in _read(shared, "vocabularies/theme-subtheme-mapping.csv"):
        yield {
            "code": f"{row['codice_1_livello']}/{row['codice_2_livello']}",
            "label_it": row["label_2_livello_it"].partition(" ")[2],
            "label_en": row["label_2_livello_en"].partition(" ")[2],
            "uri": row["uri_2_livello"],
            "theme": row["codice_1_livello"],
        }


def licences(shared: Path) -> Rows:
    """The Italian licence vocabulary in the order of its notations.

    `kind` is A (open), B (not open) or C (unknown), `level` 1 to 3 (only level 3 names a licence), `type` the level 2
    concept it belongs to, `reference` the address of the licence's own text, `adms` the matching ADMS licence type.
    """
    graph = Graph().parse(shared / "data/vocabularies/licences.ttl")
    notations = {concept: str(graph.value(concept, SKOS.notation)) for concept in graph.subjects(SKOS.inScheme, None)}
    for concept in sorted(notations, key=lambda concept: [part.rjust(3) for part in notations[concept].split(".")]):
        labels = _labels(graph, concept)
        parent = graph.value(concept, DCTERMS.type)
        adms = graph.value(parent or concept, SKOS.exactMatch)
        yield {
            "code": str(concept).rpartition("/")[2],
            "label_it": labels["it"],
            "label_en": labels["en"],
            "uri": str(concept),
            "notation": notations[concept],
            "kind": notations[concept][0],
            "level": str(graph.value(concept, LEVEL) or 3),
            "type": str(parent).rpartition("/")[2] if parent else "",
            "reference": str(graph.value(concept, REFERENCE) or ""),
            "version": str(graph.value(concept, OWL.versionInfo) or ""),
            "adms": str(adms or ""),
        }


def outside_names(shared: Path) -> Rows:
    """Towns of other regions, in being since 2016, whose names are like those of ours: at most two letters differ.

    They keep a name that another region has, or a slip of it, from being taken for a town of ours.
    """
    ours = [_letters(row["denominazione"]) for row in _towns(shared)]
    ours += [_letters(row["name"]) for row in rows("ended_bodies")]
    names = set()
    for row in _read(shared, "territory/ANPR_archivio_comuni.csv"):
        if row["IDREGIONE"] == "03" or row["DATACESSAZIONE"] < "2016":
            continue
        for name in {row["DENOMINAZIONE_IT"], row["ALTRADENOMINAZIONE"]} - {""}:
            if process.extractOne(_letters(name), ours, scorer=OSA.distance, score_cutoff=2):
                names.add((name, row["SIGLAPROVINCIA"]))
    for name, province in sorted(names):
        yield {"name": name, "province": province}


def authority(name: str, file: str) -> Callable[[Path], Rows]:
    """A compiler of one authority table of the Publications Office, by code."""

    def compile_table(shared: Path) -> Rows:
        graph = Graph().parse(shared / "data/vocabularies" / file)
        for concept in sorted(graph.subjects(RDF.type, SKOS.Concept), key=str):
            labels = _labels(graph, concept)
            yield {
                "code": str(graph.value(concept, DC.identifier)),
                "label_it": labels.get("it", labels["en"]),
                "label_en": labels["en"],
                "uri": str(concept),
                "deprecated": "1" if str(graph.value(concept, DEPRECATED)) == "true" else "",
            }

    compile_table.__doc__ = f"{AUTHORITY}{name}"
    return compile_table


def file_types(shared: Path) -> Rows:
    """File types of the published table and those that joined it later, by code."""
    published = list(authority("file-type", "filetypes.rdf")(shared))
    codes = {row["code"] for row in published}
    later = (row for row in rows("file_types_later") if row["code"] not in codes)
    published += [
        {
            "code": row["code"],
            "label_it": row["label"],
            "label_en": row["label"],
            "uri": f"{AUTHORITY}file-type/{row['code']}",
            "deprecated": "",
        }
        for row in later
    ]
    yield from sorted(published, key=lambda row: row["code"])


TABLES: dict[str, Callable[[Path], Rows]] = {
    "bodies": bodies,
    "other_bodies": other_bodies,
    "provinces": provinces,
    "licences": licences,
    "outside_names": outside_names,
    "subthemes": subthemes,
    "themes": authority("data-theme", "data-theme.rdf"),
    "frequencies": authority("frequency", "frequencies.rdf"),
    "languages": authority("language", "languages.rdf"),
    "places": authority("place", "places.rdf"),
    "file_types": file_types,
}


def write(name: str, shared: Path, folder: Path = FOLDER) -> int:
    """Write one table from the published files; returns how many rows it has."""
    entries = list(TABLES[name](shared))
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, list(entries[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(entries)
    return len(entries)


def _labels(graph: Graph, concept: Node) -> dict[str, str]:
    """Preferred labels by language."""
    labels = (label for label in graph.objects(concept, SKOS.prefLabel) if isinstance(label, Literal))
    return {label.language or "": " ".join(label.split()) for label in labels}


def _read(shared: Path, file: str) -> list[dict[str, str]]:
    with (shared / "data" / file).open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def _letters(name: str) -> str:
    """A name by its letters alone: no case, accents, spaces or signs."""
    return re.sub("[^a-z0-9]", "", unicodedata.normalize("NFKD", name).lower())


def _towns(shared: Path) -> list[dict[str, str]]:
    return sorted(_read(shared, "territory/comuni_lombardia.csv"), key=lambda row: row["cod_istat"])


def _ipa(shared: Path) -> list[dict[str, str]]:
    return _read(shared, "territory/ipa_lombardia_enti.csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder that holds data/territory and data/vocabularies")
    folder = parser.parse_args().folder
    for name in TABLES:
        try:
            print(f"{name}: {write(name, folder)} rows")  # noqa: T201
        except FileNotFoundError as error:
            print(f"{name}: left as it is, there is no {error.filename}")  # noqa: T201


if __name__ == "__main__":
    main()
