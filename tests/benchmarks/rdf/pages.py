"""How long a page of the catalogue takes, beside stock ckanext-dcat on the same records.

    PYTHONPATH=. .venv/bin/python tests/benchmarks/rdf/pages.py CKAN.INI [DATASETS]

Writes and reads a page of 100 datasets as Turtle with `it_dcat_ap` and with ckanext-dcat's `euro_dcat_ap_3`, in one
process, by turns, and prints the median of each and their ratio. The records are made here and go nowhere.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

EU = "http://publications.europa.eu/resource/authority"
TURNS = 5


def dataset(number: int) -> dict[str, Any]:
    """A dataset as `package_show` gives it, of ordinary size."""
    agent = [{"name": "Comune di Milano", "identifier": "c_f205", "url": "https://www.comune.example.it"}]
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "name": f"dataset-{number}",
        "type": "dataset",
        "uri": f"https://dati.example.it/dataset/{number}",
        "title": f"Alberi del quartiere {number}",
        "title_translated": {"it": f"Alberi del quartiere {number}", "en": f"Trees of district {number}"},
        "notes": "Posizione, specie e diametro degli alberi lungo i viali. " * 5,
        "notes_translated": {"it": "Posizione, specie e diametro degli alberi lungo i viali. " * 5},
        "identifier": f"c_f205:{number}",
        "theme": [f"{EU}/data-theme/ENVI"],
        "frequency": f"{EU}/frequency/ANNUAL",
        "language": [f"{EU}/language/ITA"],
        "issued": "2024-01-01",
        "modified": "2026-01-01",
        "rights_holder": agent,
        "publisher": agent,
        "contact": [{"name": "Ufficio verde", "email": "verde@comune.example.it"}],
        "temporal_coverage": [{"start": "2024-01-01", "end": "2024-12-31"}],
        "spatial_coverage": [{"uri": f"{EU}/place/ITA_MIL"}],
        "tags": [{"name": name} for name in ("alberi", "verde", "viali", "ambiente")],
        "organization": {"name": "c_f205", "title": "Comune di Milano"},
        "resources": [
            {
                "id": f"00000000-0000-4000-8001-{number:09}{form:03}",
                "package_id": f"00000000-0000-4000-8000-{number:012}",
                "uri": f"https://dati.example.it/dataset/{number}/{form}",
                "url": f"https://dati.example.it/dataset/{number}/{form}.csv",
                "access_url": f"https://dati.example.it/dataset/{number}/{form}.csv",
                "name": f"File {form}",
                "name_translated": {"it": f"File {form}"},
                "format": "CSV",
                "file_type": f"{EU}/file-type/CSV",
                "license": "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40",
                "size": 1024,
            }
            for form in range(3)
        ],
    }


def main(ini: str, number: int = 100) -> None:
    """Print the times."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app
    from ckanext.dcat.processors import RDFParser, RDFSerializer

    from ckanext.smartlombardia.dcatapit import turtle

    app = make_app(load_config(ini))
    packages = [dataset(one) for one in range(number)]

    def write(profile: str) -> str:
        page = RDFSerializer(profiles=[profile])
        for package in packages:
            page.graph_from_dataset(package)
        return turtle.serialise(page.g, "turtle") if profile == "it_dcat_ap" else page.g.serialize(format="turtle")

    def read(profile: str, text: str) -> int:
        parser = RDFParser(profiles=[profile])
        parser.parse(text, "turtle")
        return len(list(parser.datasets()))

    with app._wsgi_app.test_request_context():
        texts = {name: write(name) for name in ("it_dcat_ap", "euro_dcat_ap_3")}
        compare("write", lambda name: write(name))
        compare("read", lambda name: read(name, texts["it_dcat_ap"]))


def compare(what: str, run: Callable[[str], object]) -> None:
    """Times of both profiles by turns, and their ratio."""
    times: dict[str, list[float]] = {"it_dcat_ap": [], "euro_dcat_ap_3": []}
    for _ in range(TURNS):
        for name, taken in times.items():
            start = time.perf_counter()
            run(name)
            taken.append(time.perf_counter() - start)
    ours, stock = (statistics.median(times[name]) for name in times)
    print(f"{what:6} ours {ours:.3f} s  stock {stock:.3f} s  ratio {ours / stock:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
