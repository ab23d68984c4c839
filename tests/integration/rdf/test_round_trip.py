"""Real catalogues through the registry: what they say is stored, and comes out again, all of it and nothing else."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import Graph
from rdflib.namespace import DCAT, RDF

from ckanext.smartlombardia.dcatapit import reader

CATALOGUES = (
    "ATSBrescia__OpenData.ATSBS_Catalog_v1.2.rdf",
    "BresciaMobilita__OPEN-DATA.catalog.rdf",
    "IUSSPavia__OpenData.catalog.rdf",
    "pydraiden__ASST-SpedaliCiviliBrescia.catalog.rdf",
)


@pytest.fixture(scope="module")
def rdf_facts(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("rdf_facts", shared / "acceptance/rdf_facts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_fact_of_a_real_catalogue_is_published_again(registry, shared, rdf_facts, name):
    body = {"ATSB": "c_f205", "Bres": "c_b157", "IUSS": "c_e507", "pydr": "c_l400"}[name[:4]]
    source = rdf_facts.load(shared / "data/dcat" / name)
    for ref in sorted(source.subjects(RDF.type, DCAT.Dataset)):
        registry.add("dataset", body, **reader.dataset(source, ref))
    out = Graph().parse(data=registry.page(f"/organization/{body}/catalog.ttl"), format="turtle")
    total, lost, added, _ = rdf_facts.compare(source, out)
    assert total["facts"] > 90
    assert not lost
    assert not added
