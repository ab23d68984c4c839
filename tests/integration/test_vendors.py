"""Pages of vendors: one vendor for all its spellings, shares of what is known, nothing of what is hidden."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.facts.changes import Changes
from ckanext.smartlombardia.logic.records import store
from ckanext.smartlombardia.model.base import now

NEXT_YEAR = (date.today() + timedelta(days=365)).isoformat()
LAST_YEAR = (date.today() - timedelta(days=365)).isoformat()


@pytest.fixture(scope="module")
def systems(registry):
    """Two systems of one vendor in two spellings, one of another vendor, one whose vendor nobody names, one hidden."""
    registry.add("platform", "c_f205", title="Tributi", function="local-taxes", vendor_name="Quarzo Dati S.r.l.")
    registry.add("platform", "c_i996", title="Riscossioni", function="local-taxes", vendor_name="QUARZO DATI SRL")
    registry.add("platform", "c_f205", title="Altro tributi", function="local-taxes", vendor_name="Topazio S.p.A.")
    registry.add("platform", "c_f205", title="Senza fornitore", function="local-taxes")
    registry.add("platform", "c_f205", title="Telecamere", function="video-surveillance", vendor_name="Quarzo Dati srl")
    supplier = {"name": "QUARZO DATI S.R.L.", "vat": "00000000000"}
    contracts = [
        {"cig": "Q000000001", "title": "Canone tributi", "suppliers": [supplier], "end": NEXT_YEAR},
        {"cig": "Q000000002", "title": "Canone finito", "suppliers": [supplier], "end": LAST_YEAR},
        {"cig": "Q000000003", "title": "Di altri", "suppliers": [{"name": "Quarzo Rosa SPA"}], "end": NEXT_YEAR},
    ]
    facts = [
        Fact("body", "c_f205", "contract", value, object=value["cig"], source="anac", grade="E4", since=now())
        for value in contracts
    ]
    store.apply([Changes(add=facts)])
    from ckan import model

    model.Session.commit()
    return registry.call("smartlombardia_vendor_show", id="quarzo-dati")


def test_spellings_are_one_vendor_and_its_share_counts_only_systems_whose_vendor_is_known(systems):
    assert (systems["name"], systems["systems"]) == ("Quarzo Dati", 2)
    assert {row["code"]: row["count"] for row in systems["bodies"]} == {"c_f205": 1, "c_i996": 1}
    taxes = next(row for row in systems["functions"] if row["code"] == "local-taxes")
    assert (taxes["systems"], taxes["known"]) == (2, 3)
    assert taxes["share"] == pytest.approx(2 / 3)


def test_only_contracts_of_the_vendor_that_still_run_are_listed(systems):
    assert [row["cig"] for row in systems["contracts"]] == ["Q000000001"]


def test_the_body_itself_sees_its_hidden_system_too_and_a_stranger_does_not(registry, systems):
    editor = registry.user("c_f205")
    seen = registry.call("smartlombardia_vendor_show", user=editor, id="quarzo-dati")
    assert (systems["systems"], seen["systems"]) == (2, 3)


def test_the_pages_say_the_same_numbers(registry, systems):
    listed = registry.call("smartlombardia_vendor_list", function="local-taxes")
    assert {row["key"]: row["systems"] for row in listed["vendors"]} == {"quarzo-dati": 2, "topazio": 1}
    assert (listed["systems"], listed["unknown"]) == (4, 1)
    page = registry.page("/fornitori?function=local-taxes")
    assert "Quarzo Dati" in page
    assert "66,7 %" in page
    page = registry.page("/fornitori/quarzo-dati")
    assert "Canone tributi" in page
    assert "Telecamere" not in page
    registry.page("/fornitori/nessuno", status=404)
    assert "Quarzo Dati" in registry.page("/platform/?sl_vendor=quarzo-dati")
