"""A portal moves here: tried first, then taken, with a report that says what is left to do."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ckan import model
from ckan.plugins import toolkit as tk

PACKAGE = {
    "id": "8a3f6a5e-0000-4000-8000-000000000001",
    "name": "alberi",
    "title": "Alberi",
    "type": "dataset",
    "holder_name": "Comune di Milano",
    "holder_identifier": "c_f205",
    "issued": "04-08-2021",
    "themes_aggregate": '[{"theme": "ENVI", "subthemes": ["http://eurovoc.europa.eu/100253"]}]',
    "resources": [{"url": "https://dati.example.it/a.csv", "distribution_format": "CSV", "name": "Alberi"}],
}


@pytest.fixture
def dump(tmp_path):
    other = {**PACKAGE, "id": "8a3f6a5e-0000-4000-8000-000000000002", "title": "Lampioni", "holder_name": "Ditta Rossi"}
    path = tmp_path / "packages.jsonl"
    path.write_text("\n".join([json.dumps(PACKAGE), "{broken", json.dumps({**other, "holder_identifier": ""})]))
    return path


def run(*words):
    from ckanext.smartlombardia.cli.migrate import migrate

    result = CliRunner().invoke(migrate, list(map(str, words)), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def there() -> int:
    return model.Session.query(model.Package).filter_by(type="dataset", state="active").count()


def test_a_dry_run_says_what_would_be_and_writes_nothing(registry, dump, tmp_path):
    report = tmp_path / "report.json"
    said = run(dump, "--dry-run", "--report", report)
    assert "2 new" in said
    assert there() == 0
    told = json.loads(report.read_text())
    assert "riga 2" in told["faults"][0]["cases"][0]["where"]
    assert [group["count"] for group in told["noted"]] == [1]


def test_a_portal_is_taken_and_taken_again_without_change(registry, dump):
    assert "2 new" in run(dump, "--body", "c_b157")
    assert there() == 2
    assert "2 unchanged" in run(dump, "--body", "c_b157")
    milan = model.Session.query(model.Package).filter_by(title="Alberi").one()
    shown = registry.by_office("package_show", id=milan.id)
    assert shown["organization"]["name"] == "c_f205"
    assert shown["subtheme"] == ["http://eurovoc.europa.eu/100253"]
    assert shown["issued"] == "2021-08-04"
    assert shown["resources"][0]["format"] == "CSV"
    lamps = model.Session.query(model.Package).filter_by(title="Lampioni").one()
    assert model.Group.get(lamps.owner_org).name == "c_b157"


def test_a_portal_is_taken_from_its_api(registry, site, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.smartlombardia.mirror", site.address)
    package = {**PACKAGE, "id": "8a3f6a5e-0000-4000-8000-000000000003", "title": "Fontane"}
    page = {"success": True, "result": {"count": 1, "results": [package]}}
    site["/portale.example.org/api/3/action/package_search?rows=100&start=0&sort=id+asc"] = json.dumps(page).encode()
    assert "1 new" in run("https://portale.example.org")
    assert model.Session.query(model.Package).filter_by(title="Fontane", state="active").count() == 1
