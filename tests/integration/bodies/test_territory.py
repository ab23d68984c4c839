"""Towns that merge or are renamed: their records go on, their names still lead there, nothing is deleted."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.cli.territory import territory
from ckanext.smartlombardia.logic.records import ingest
from ckanext.smartlombardia.types import BodyRef, Record


def changes(*rows):
    names = ("COD_VARIAZIONE", "PRO_COM_T", "COMUNE", "PRO_COM_T_REL", "COMUNE_REL", "DATA_INIZIO_AMMINISTRATIVA")
    return json.dumps({"resultset": [dict(zip(names, row, strict=True)) for row in rows]}).encode()


@pytest.fixture(autouse=True)
def place(tmp_path):
    vocabularies.changes.keep_in(tmp_path / "bodies.csv")
    yield
    vocabularies.changes.keep_in(None)


@pytest.fixture
def towns(registry):
    """Two towns of the registry: the one that ends and the one that it goes into."""
    return vocabularies.body("c_i996"), vocabularies.body("c_e507")  # Suello, Lecco


def test_the_records_of_a_town_that_merged_go_on_at_its_successor(registry, call, harvests_of, towns):
    suello, lecco = towns
    record = registry.add("platform", suello.ipa, title="Albo di Suello", product_name="Albosuello", status="in_use")
    source = harvests_of("suello-programmi", suello.ipa)
    registry.user(suello.ipa)
    said = changes(("ES", suello.istat, suello.name, lecco.istat, lecco.name, "01/02/2026"))
    found = registry.by_office("smartlombardia_territory_update", istat=said, dry_run=True)
    assert found["done"] == ["Suello cessa il 31/01/2026 e confluisce in Lecco."]
    assert found["moves"] == [{"from": "c_i996", "to": "c_e507", "records": 1, "sources": 1, "people": 1}]
    assert registry.by_office("package_show", id=record["id"])["organization"]["name"] == "c_i996"

    registry.by_office("smartlombardia_territory_update", istat=said)
    shown = registry.by_office("package_show", id=record["id"])
    assert (shown["organization"]["name"], shown["title"], shown["status"]) == ("c_e507", "Albo di Suello", "in_use")
    assert registry.by_office("package_show", id=source)["organization"]["name"] == "c_e507"
    assert "Albo di Suello" in registry.page("/organization/c_e507")
    old = registry.page("/organization/c_i996")
    assert "Comune di Lecco" in old
    assert "Questo ente è finito il 31 gennaio 2026" in old
    history = call("smartlombardia_body_facts", ipa="c_i996", name="record_moved")
    assert [one["value"] for one in history] == [{"to": "c_e507"}] * 2
    assert "Comune di Lecco" in registry.page("/comune/suello")
    again = registry.by_office("smartlombardia_territory_update", istat=said)
    assert (again["done"], again["moves"]) == ([], [])
    fields = {"title": "Urbi", "product_name": "Urbi"}
    outcome = ingest.take("register", [Record("platform", "1", fields, BodyRef(ipa="c_i996"))])  # under the old code
    (later,) = outcome.written
    assert registry.by_office("package_show", id=later)["organization"]["name"] == "c_e507"


def test_a_town_that_is_renamed_has_its_new_title_and_is_found_by_the_old_one(registry, towns):
    _, lecco = towns
    record = registry.add("platform", lecco.ipa, title="Parcheggi", status="in_use")
    said = changes(("CD", lecco.istat, lecco.name, lecco.istat, "Lecco sul Lago", "01/03/2026"))
    registry.by_office("smartlombardia_territory_update", istat=said)
    assert registry.call("package_show", id=record["id"])["organization"]["title"] == "Comune di Lecco sul Lago"
    assert registry.by_office("organization_show", id="c_e507")["title"] == "Comune di Lecco sul Lago"
    page = registry.page("/comune/lecco")
    assert "Comune di Lecco sul Lago" in page
    assert "c_e507" in [one["ipa"] for one in registry.call("smartlombardia_body_find", q="lecco")]


def test_the_command_says_what_would_be_done(registry, tmp_path, towns):
    suello, lecco = towns
    file = tmp_path / "variazioni.json"
    file.write_bytes(changes(("ES", suello.istat, suello.name, lecco.istat, lecco.name, "01/02/2026")))
    answer = CliRunner().invoke(territory, ["update", "--istat", str(file), "--dry-run"])
    assert answer.exit_code == 0, answer.output
    assert "Suello cessa il 31/01/2026 e confluisce in Lecco." in answer.output
    wrong = CliRunner().invoke(territory, ["update", "--ipa", str(file)])
    assert wrong.exit_code == 1
    assert "tabella" in wrong.output


@pytest.mark.parametrize("who", [None, "c_e507"])
def test_only_who_runs_the_portal_may_change_bodies(registry, call, who):
    from ckan.plugins import toolkit as tk

    user = registry.user(who, "admin") if who else None
    with pytest.raises(tk.NotAuthorized):
        call("smartlombardia_territory_update", user, istat=b"{}")


@pytest.fixture
def harvests_of(registry):
    """A source of a body; its name."""

    def add(name, body):
        org = registry.by_office("organization_show", id=body)["id"]
        said = {"name": name, "title": name, "source_type": "inventory", "url": f"https://example.org/{name}.csv"}
        return registry.by_office("harvest_source_create", owner_org=org, frequency="MANUAL", **said)["name"]

    return add
