"""Tables that the office keeps: tried before they are changed, judged by at once, taken back without a trace lost."""

from __future__ import annotations

import io
from contextvars import Context

import pytest

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.jobs import drain
from tests.integration.interop.test_judgement import boards, judge  # noqa: F401  the fixtures of the audit

ROW = {"function": "cemetery", "standard": "rest", "force": "S", "basis": "Delibera"}
SAID = {"source": "Delibera 12 del 2026", "date": "2026-11-20"}


@pytest.fixture(autouse=True, scope="module")
def as_shipped():
    yield
    v.put({})


@pytest.fixture
def office(registry):
    return registry.user("r_lombar")


def test_the_office_tries_changes_and_takes_back(registry, office):
    asked = {"name": "admitted", "rows": [ROW], **SAID}
    tried = registry.call("smartlombardia_table_change", office, **asked, dry_run=True)
    assert [one["after"]["basis"] for one in tried["changes"]] == ["Delibera"]
    assert registry.call("smartlombardia_table_show", name="admitted")["history"] == []
    made = registry.call("smartlombardia_table_change", office, **asked)
    shown = registry.call("smartlombardia_table_show", office, name="admitted")
    own = [one for one in shown["rows"] if one["by"] == "office"]
    assert [(one["values"]["function"], one["source"], one["date"]) for one in own] == [
        ("cemetery", SAID["source"], SAID["date"])
    ]
    assert [(one["by"], len(one["rows"]), one["undone"]) for one in shown["history"]] == [(office, 1, None)]
    assert registry.call("smartlombardia_function_show", function="cemetery")["admitted"][0]["standard"] == "rest"
    registry.call("smartlombardia_table_undo", office, id=made["decision"])
    shown = registry.call("smartlombardia_table_show", office, name="admitted")
    assert all(one["by"] == "shipped" for one in shown["rows"])
    assert shown["history"][0]["undone"]
    assert registry.call("smartlombardia_function_show", function="cemetery")["admitted"] == []


def test_what_the_table_judges_is_judged_again(registry, judge, boards, office):  # noqa: F811
    judge()
    assert registry.by_office("smartlombardia_finding_list", rule="X-05")["count"] == 1
    rows = [dict(one) for one in v.rows("needs") if one["function_a"] != "notice-board"]
    registry.call("smartlombardia_table_change", office, name="needs", rows=rows, whole=True, **SAID)
    drain.drain()
    assert registry.by_office("smartlombardia_finding_list", rule="X-05")["count"] == 0


def test_nobody_else_changes_a_table_or_reads_who_did(registry, office):
    asked = {"name": "admitted", "rows": [ROW], **SAID}
    for user in (None, registry.user(), registry.user("c_f205"), registry.user("r_lombar", "member")):
        with pytest.raises(tk.NotAuthorized):
            registry.call("smartlombardia_table_change", user, **asked)
    made = registry.call("smartlombardia_table_change", office, **asked)
    clerk = registry.user("c_f205")
    assert registry.call("smartlombardia_table_show", clerk, name="admitted")["history"] == []
    with pytest.raises(tk.NotAuthorized):
        registry.call("smartlombardia_table_undo", clerk, id=made["decision"])


def test_what_cannot_stay_changes_nothing(registry, office):
    before = registry.call("smartlombardia_table_show", office, name="compatibility")
    wrong = {"standard_a": "rest", "standard_b": "soap", "relation": "perhaps"}
    with pytest.raises(tk.ValidationError):
        registry.call("smartlombardia_table_change", office, name="compatibility", rows=[wrong], **SAID)
    assert registry.call("smartlombardia_table_show", office, name="compatibility") == before


def test_a_spreadsheet_is_shown_as_differences_and_then_made(registry, office):
    path = "/interoperabilita/tabelle/interop_severities"
    client = registry.client(office)
    text = Context().run(client.get, f"{path}.csv").get_data(as_text=True)
    assert "minor,lieve,minor,1" in text
    file = (io.BytesIO(text.replace("minor,lieve,minor,1", "minor,lieve,minor,2").encode()), "pesi.csv")
    page = registry.page(path, office, sent={"file": file, "source": "Prova", "date": "2026-11-20"})
    assert "1 riga cambierebbe" in page
    assert registry.call("smartlombardia_table_show", office, name="interop_severities")["history"] == []
    sent = {"rows": "code,weight\nminor,2\n", "source": "Prova", "date": "2026-11-20", "make": "1"}
    assert "La tabella è cambiata" in registry.page(path, office, sent=sent)
    (change,) = registry.call("smartlombardia_table_show", office, name="interop_severities")["history"]
    assert change["rows"][0]["after"]["weight"] == "2"
    assert "Cambiala con un foglio di calcolo" not in registry.page(path)
