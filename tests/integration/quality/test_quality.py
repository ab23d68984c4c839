"""Quality in the registry: shown on pages, the same in figures over many, kept up by what changes and by links."""

from __future__ import annotations

from contextvars import Context

import pytest
import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config
from ckanext.smartlombardia.fetch import Look
from ckanext.smartlombardia.jobs import drain
from ckanext.smartlombardia.logic.quality import links
from ckanext.smartlombardia.model import Probe

FILE = "https://dati.example.it/alberi.csv"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
HVD = {"hvd_category": ["http://data.europa.eu/bna/c_dd313021"]}


def add(registry, body="c_f205", **fields):
    said = {"title": "Alberi", "notes": "Gli alberi dei viali.", **fields}
    said.setdefault("resources", [{"url": FILE, "download_url": FILE, "access_url": FILE, "format": "CSV"}])
    return registry.add("dataset", body, **said)


def shown(registry, made, user=None):
    return registry.call("smartlombardia_quality_show", user, id=made["id"])


def summed(registry, body):
    return registry.call("smartlombardia_quality_list", body=body)


@pytest.fixture(scope="module")
def trees(registry):
    made = add(registry)
    drain.drain()
    return made


def test_a_dataset_has_its_score_before_anybody_harvests_it(registry, trees):
    found = shown(registry, trees)
    assert found["full"] == 405
    assert found["hi"] - found["lo"] == 80  # two links that nobody tried
    assert found["changes"][0]["points"] >= found["changes"][-1]["points"]
    assert {"keyword", "theme"} <= {one["metric"] for one in found["changes"]}
    assert all(one["ok"] is None for one in found["links"])


def test_the_page_names_the_change_that_gives_most_and_who_may_edit_gets_there(registry, trees):
    seen = registry.page(f"/dataset/{trees['name']}")
    assert "La modifica che vale di più" in seen
    assert "su 405" in seen
    assert "#field-" not in seen.partition('id="quality"')[2].partition("</section>")[0]
    editor = registry.user("c_f205")
    assert f"/dataset/edit/{trees['name']}#field-" in registry.page(f"/dataset/{trees['name']}", editor)


def test_figures_over_many_are_those_of_the_single_datasets(registry, trees):
    one, body = shown(registry, trees), summed(registry, "c_f205")
    assert body["catalogue"]["datasets"] == 1
    assert (body["catalogue"]["lo"], body["catalogue"]["hi"]) == (one["lo"], one["hi"])
    assert body["results"][0]["change"]["metric"] == one["changes"][0]["metric"]
    assert body["catalogue"]["changes"][0]["datasets"] == 1


def test_pages_and_files_of_the_office_and_of_a_body(registry, trees):
    assert "Alberi" in registry.page("/qualita")
    assert "Alberi" in registry.page("/qualita?body=c_f205&order=best")
    assert "Ancora nessun dataset" in registry.page("/qualita?body=c_l400")
    assert "405 punti" in registry.page("/qualita/metodo")
    assert "Alberi" in registry.page("/qualita/punteggi.csv?body=c_f205")
    assert "Qualità dei metadati" in registry.page("/organization/c_f205")
    registry.page("/qualita/punteggi.xls", status=404)


def test_what_is_not_public_counts_in_no_figure_and_is_shown_to_nobody_else(registry):
    hidden = add(registry, "c_b157", title="Bozza", private=True)
    drain.drain()
    assert summed(registry, "c_b157")["catalogue"] == {"datasets": 0}
    with pytest.raises(tk.NotAuthorized):
        shown(registry, hidden)
    assert shown(registry, hidden, registry.user("c_b157"))["lo"]


def test_a_change_is_followed_by_the_figures(registry):
    made = add(registry, "c_e507")
    drain.drain()
    before = summed(registry, "c_e507")["catalogue"]["lo"]
    registry.by_office("package_patch", id=made["id"], license_id=CC_BY, tags=[{"name": "verde"}])
    drain.drain()
    assert summed(registry, "c_e507")["catalogue"]["lo"] == before + 60
    registry.by_office("package_delete", id=made["id"])
    drain.drain()
    assert summed(registry, "c_e507")["catalogue"] == {"datasets": 0}


def test_links_are_tried_once_and_what_they_tell_is_kept_with_its_date(registry):
    good, bad, cut = (f"https://prova.example.it/{name}.csv" for name in ("buono", "rotto", "lento"))
    files = [{"url": one, "access_url": one, "format": "CSV"} for one in (good, bad, cut)]
    made = add(registry, "c_i996", resources=files)
    drain.drain()
    said = {good: Look(True, 200, ""), bad: Look(False, 404, "Non c’è più."), cut: Look(None, 429, "Rallentare.")}
    counts, changed = links.check_links(lambda address: said.get(address, Look(None, 429, "")), 1000)
    assert counts["answering"] == 1
    assert counts["broken"] == 1
    assert set(changed) == {good, bad}
    known = {one["address"]: one for one in shown(registry, made)["links"]}
    assert known[good]["ok"] is True
    assert known[good]["looked"] >= known[good]["since"]
    assert (known[bad]["ok"], known[bad]["why"]) == (False, "Non c’è più.")
    assert known[cut]["ok"] is None
    assert links.check_links(lambda address: pytest.fail(f"asked again: {address}"), 1000)[0]["looked"] == 0


def test_the_first_bytes_of_a_file_tell_its_format_and_its_codes(registry):
    table, page = (f"https://prova.example.it/{name}.csv" for name in ("comuni", "pagina"))
    made = [
        add(registry, "c_i996", resources=[{"url": one, "download_url": one, "access_url": one, "format": "CSV"}])
        for one in (table, page)
    ]
    drain.drain()
    starts = {table: b"Codice ISTAT;nome\n016024;Bergamo\n015146;Milano\n", page: b"<!doctype html><p>Cercate"}
    links.check_links(lambda address: Look(True, 200, "", starts.get(address, b"")), 1000)
    registry.by_office("smartlombardia_judge")
    judged = [registry.by_office("smartlombardia_record_judged", id=one["id"])["verdicts"] for one in made]
    said = [{one["rule"]: one["verdict"] for one in verdicts} for verdicts in judged]
    assert [(one["D-02"], one["D-06"]) for one in said] == [("pass", "pass"), ("fail", "unknown")]


def test_without_a_network_nothing_becomes_broken(registry):
    made = add(registry, "c_d150")
    drain.drain()
    core.Session.execute(sa.delete(Probe))
    core.Session.commit()
    before = shown(registry, made)["links"]
    counts, changed = links.check_links(lambda _: Look(False, None, "Il sito non risponde."), 1000)
    assert counts["broken"] == 0
    assert counts["untold"] == counts["looked"] > 0
    assert changed == []
    assert [one["ok"] for one in shown(registry, made)["links"]] == [one["ok"] for one in before]


def test_only_the_registry_itself_sends_out_looks_or_judges(registry):
    for action in ("smartlombardia_links_check", "smartlombardia_quality_judge"):
        for user in ("", registry.user("c_f205")):
            with pytest.raises(tk.NotAuthorized):
                registry.call(action, user)


def test_a_high_value_dataset_is_told_what_it_lacks_and_where(registry):
    made = add(registry, "c_a794", title="Qualità dell’aria", **HVD)
    drain.drain()
    (found,) = registry.call("smartlombardia_hvd_list", body="c_a794")
    assert found["id"] == made["id"]
    assert not found["complete"]
    missing = {one["rule"]: one for one in found["missing"]}
    assert missing["hvd-legislation"]["field"] == "applicable_legislation"
    assert missing["hvd-file-licence"]["resource"] == made["resources"][0]["id"]
    assert "hvd-api" in missing
    assert "Qualità dell’aria" in registry.page("/qualita/serie-di-elevato-valore")
    assert config.office()


def test_metadata_are_checked_before_they_are_saved(registry):
    user = registry.user("c_f205")
    found = registry.call("smartlombardia_validate", user, record={"title": "", "notes": "Alberi", "theme": ["x"]})
    assert "title" in found["blocking"]
    assert found["hi"] < 405
    assert any(one["field"] == "resources" for one in found["findings"])
    with pytest.raises(tk.NotAuthorized):
        registry.call("smartlombardia_validate", record={"title": "x"})


def test_a_form_says_beside_its_fields_what_blocks_and_what_costs_points(registry, trees):
    editor, stranger = registry.user("c_f205"), registry.user("c_b157")
    path = f"/qualita/bozza?id={trees['id']}"
    sent = {"title": "", "notes": "Alberi", "tag_string": "verde, alberi", "save": "save"}
    before = shown(registry, trees)
    seen = send(registry, path, editor, sent)
    blocked, _, costs = seen.partition("Costa solo punti")
    assert "Impedisce di salvare" in blocked
    assert 'href="#field-title"' in blocked
    assert "#field-tag_string" not in seen
    assert 'href="#field-spatial_coverage"' in costs
    assert shown(registry, trees) == before
    send(registry, path, stranger, sent, status=403)
    resource = trees["resources"][0]["id"]
    seen = send(registry, f"{path}&resource={resource}", editor, {"url": FILE, "format": "PDF"})
    assert 'href="#field-format"' in seen
    assert 'href="#field-title"' not in seen


def send(registry, path, user, sent, status=200):
    """Send a form to an address that only takes forms, with the token of another page."""
    client = registry.client(user)

    def ask():
        token = registry._token(client, "/user/edit")
        answer = client.post(path, data={"_csrf_token": token, **sent})
        return answer.status_code, answer.get_data(as_text=True)

    seen, text = Context().run(ask)  # a context of its own, as `Registry.page` has
    assert seen == status, text[-2000:]
    return text


def test_a_high_value_dataset_with_its_api_is_complete(registry):
    law = ["http://data.europa.eu/eli/reg_impl/2023/138/oj"]
    files = [{"url": FILE, "download_url": FILE, "access_url": FILE, "format": "CSV", "applicable_legislation": law}]
    office = [{"name": "Ufficio ambiente", "email": "ambiente@comune.example.it"}]
    said = {**HVD, "applicable_legislation": law, "license_id": CC_BY, "contact": office}
    made = add(registry, "c_l400", title="Aria", resources=files, **said)
    service = {**HVD, "applicable_legislation": law, "serves_datasets": [made["id"]], "title": "Aria, API"}
    registry.add(
        "dataservice", "c_l400", endpoint_url="https://api.example.it/aria", contact_office="Ufficio ambiente",
        contact_email="ambiente@comune.example.it", terms_url="https://api.example.it/termini",
        documentation=["https://api.example.it/guida"], **service,
    )  # fmt: skip
    drain.drain()
    (found,) = registry.call("smartlombardia_hvd_list", body="c_l400")
    assert found["complete"], found["missing"]
    assert {one["rule"] for one in found["missing"]} == {"hvd-service-description"}


def test_a_catalogue_is_checked_as_text_and_a_hostile_one_is_refused(registry):
    user = registry.user("c_f205")
    text = "<https://x.example.it/1> a <http://www.w3.org/ns/dcat#Dataset> ."
    found = registry.call("smartlombardia_validate", user, text=text, format="ttl")
    assert {one["rule"] for one in found["findings"]} >= {"dataset-title", "dataset-description"}
    assert found["scores"][0]["lo"] == 0
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with pytest.raises(tk.ValidationError):
        registry.call("smartlombardia_validate", user, text=bomb, format="rdf")
    with pytest.raises(tk.ValidationError, match="check"):
        registry.call("smartlombardia_validate", user, text=text + " " * 2_000_000, format="ttl")
