"""The map of funded services against the table that the open data of PA digitale 2026 were summed up in."""

from __future__ import annotations

import csv
from datetime import datetime, timezone

import pytest

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters.pad2026 import reader
from ckanext.smartlombardia.types import Document, Observation

MUNICIPALITIES = reader.ADDRESSES[:-1]


@pytest.fixture
def funded(registry, shared):
    """Every funded project of the province of Lecco, as the source has it."""
    towns = {town.ipa for town in vocabularies.bodies("municipality") if town.province == "LC"}
    for address in MUNICIPALITIES:
        file = shared / "data/pad2026" / f"{address.rpartition('/')[2].removesuffix('.csv')}_lombardia.csv"
        document = Document(address, "text/csv", file.read_bytes(), "", datetime.now(timezone.utc))
        found = [one for one in reader.read(document) if isinstance(one, Observation) and one.body.ipa in towns]
        registry.by_office("smartlombardia_observations_take", source=file.stem, observations=found)
    return towns


def test_funded_services_are_those_of_the_published_table(registry, shared, funded):
    with (shared / "data/pad2026/matrice_comuni_lombardia.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["codice_ipa"] in funded]
    values = registry.call("smartlombardia_map", theme="services")["values"]
    assert {row["codice_ipa"]: values.get(row["codice_ipa"], 0) for row in rows} == {
        row["codice_ipa"]: int(row["n_attivi"]) for row in rows
    }


def test_the_maps_of_records_count_what_they_say(registry):
    registry.add("platform", "c_i829", status="in_use")
    registry.add("platform", "c_i829", status="not_used")
    registry.add("platform", "c_i829")
    registry.add("dataservice", "c_i829", pdnd_eservice_id="11111111-2222-3333-4444-555555555555")
    registry.add("dataservice", "c_i829", endpoint_url="https://example.org/api")
    values = {theme: registry.call("smartlombardia_map", theme=theme)["values"] for theme in ("platforms", "apis")}
    assert (values["platforms"]["c_i829"], values["apis"]["c_i829"]) == (2, 1)
