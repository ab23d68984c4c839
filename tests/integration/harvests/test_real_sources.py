"""The real payloads, through the stored copies: what a municipality finds on its page before anybody there logs in."""

from __future__ import annotations

import csv

import pytest

from ckanext.smartlombardia.model import FactRow
from tests.integration.harvests.conftest import writes

SOURCES = ("pad2026-131", "pad2026-145", "pdnd-eservice", "publiccode")


@pytest.fixture(scope="module")
def harvested(harvests, mirror_server):
    """Four of the sources of a new installation, harvested once: the run of each."""
    harvests.registry.by_office("smartlombardia_sources_load")
    harvests.read_from(mirror_server)
    return {name: harvests.run(name) for name in SOURCES}


def test_every_source_goes_to_its_end(harvested):
    assert {name: run["state"] for name, run in harvested.items()} == dict.fromkeys(SOURCES, "done")
    assert all(run["counts"]["new"] for run in harvested.values())


def test_loading_the_sources_again_changes_nothing(harvests, harvested):
    counts = harvests.registry.by_office("smartlombardia_sources_load")
    assert {name for name, number in counts.items() if number} == {"unchanged"}


def test_every_funded_municipality_has_its_fact(registry, harvested, shared):
    with (shared / "data/pad2026/matrice_comuni_lombardia.csv").open(newline="") as lines:
        funded = {row["codice_ipa"].lower() for row in csv.DictReader(lines) if row["notifiche_1_4_5"] in ("A", "E")}
    from ckan import model

    query = model.Session.query(FactRow.subject).filter_by(source="pad2026-145", name="funded_service")
    assert len(funded) > 1000
    assert funded <= {subject for (subject,) in query}


def test_platforms_come_from_what_products_say_of_their_users(registry, harvested):
    found = registry.by_office("package_search", fq='+sl_type:"platform"', rows=1)
    facts = registry.call("smartlombardia_record_facts", id=found["results"][0]["id"])
    assert found["count"] > 200
    assert (facts["product_name"]["source"], facts["product_name"]["grade"]) == ("publiccode", "E1")


def test_a_second_run_writes_nothing_but_its_own_row(harvests, harvested):
    before = writes()
    for name in SOURCES:
        run = harvests.run(name)
        assert set(run["counts"]) <= {"unchanged", "outside", "refused"}, name
        assert run["counts"].get("refused", 0) == harvested[name]["counts"].get("refused", 0)
    after = writes()
    changed = {table for table in after if after[table] != before.get(table, 0)}
    assert changed <= {"smartlombardia_run", "harvest_job", "harvest_source"}


def test_the_pages_of_ckanext_harvest_tell_the_same(harvests, registry, harvested):
    status = registry.by_office("harvest_source_show", id="pdnd-eservice")["status"]
    assert status["total_datasets"] == harvested["pdnd-eservice"]["counts"]["new"]
    assert status["last_job"]["status"] == "Finished"
    answer = harvests.page("/harvest/pdnd-eservice", registry.user("r_lombar"))
    assert answer.status_code == 200
    assert "PDND" in answer.get_data(as_text=True)


def test_no_payload_is_kept_where_others_read_it(registry, harvested):
    from ckan import model
    from ckanext.harvest.model import HarvestObject

    assert model.Session.query(HarvestObject).filter(HarvestObject.content.is_not(None)).count() == 0


def test_the_office_reads_the_report_and_a_visitor_does_not(harvests, registry, harvested):
    answer = harvests.page("/fonti/pdnd-eservice", registry.user("r_lombar"))
    assert answer.status_code == 200
    assert "nuove" in answer.get_data(as_text=True)
    assert harvests.page("/fonti/pdnd-eservice").status_code == 404
    assert "PDND" in harvests.page("/fonti").get_data(as_text=True)
