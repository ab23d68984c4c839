"""Bodies: found by name and code, a page with everything known, questions that only they can answer."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timezone

import pytest

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.types import BodyRef, Observation, Record

SUELLO = "c_i996"
SEEN = datetime(2026, 11, 1, tzinfo=timezone.utc)


def platform(guid: str, **fields: object) -> Record:
    said = {"title": guid, "product_name": guid, "status": "in_use", **fields}
    return Record("platform", guid, said, body=BodyRef(ipa=SUELLO), observed_at=SEEN)


def funded(service: str, state: str) -> Observation:
    value = {"service": service, "state": state, "amount": 10172.0, "cup": f"CUP{service}", "measure": "1.3.1",
             "call": "PDND", "funded_on": "2024-12-05", "state_date": "2024-12-05"}  # fmt: skip
    return Observation(BodyRef(ipa=SUELLO), "funded_service", value, service, object=f"CUP{service}", observed_at=SEEN)


@pytest.fixture(scope="module")
def suello(registry):
    """Suello with two platforms that a product names, two funded services and a renounced one."""
    records = [platform("GlobaLeaks", function="whistleblowing"), platform("Stanza del Cittadino")]
    registry.by_office("smartlombardia_records_take", source="developers-italia", records=records)
    observations = [funded("pdnd", "E"), funded("website", "A"), funded("pagopa", "R")]
    registry.by_office("smartlombardia_observations_take", source="pad2026-131", observations=observations)
    return registry


@pytest.fixture(scope="module")
def clerk(registry):
    return registry.user(SUELLO)


def record(registry, title):
    found = registry.by_office("package_search", fq=f'title:"{title}"', include_private=True)
    return found["results"][0]


@pytest.mark.parametrize("words", ["Suello", "SUELLO", "suel", "097078", "c_i996", "I996"])
def test_a_town_is_found_by_name_and_by_each_code(registry, words):
    page = registry.page(f"/comune?q={words}")
    assert 'href="/organization/c_i996"' in page


def test_the_name_of_a_town_leads_to_its_page(suello):
    assert "<h1>Comune di Suello</h1>" in suello.page("/comune/suello")


def test_ckans_list_of_organizations_is_ours(registry):
    assert "Cercate" in registry.page("/organization/") or "Comuni ed enti" in registry.page("/organization/")


def test_the_file_has_the_rows_that_the_page_counts(registry):
    rows = list(csv.DictReader(io.StringIO(registry.page("/comune.csv?province=LC").lstrip("\ufeff"))))
    assert {row["province"] for row in rows} == {"LC"}
    assert len(rows) == json.loads(registry.page("/comune.json?province=LC"))["count"]
    assert f"{len(rows)} enti" in registry.page("/comune?province=LC")


def test_a_visitor_sees_what_is_known_and_no_question(suello):
    page = suello.page(f"/organization/{SUELLO}")
    assert "GlobaLeaks" in page
    assert "Rinuncia" in page
    assert "Interfacce sulla PDND" in page
    assert "Abbiamo trovato" not in page
    with pytest.raises(tk.NotAuthorized):
        suello.call("smartlombardia_body_questions", ipa=SUELLO)


def test_another_body_may_not_answer(suello):
    stranger = suello.user("c_b157")
    with pytest.raises(tk.NotAuthorized):
        suello.call("smartlombardia_body_answer", stranger, ipa=SUELLO, answers={"apis": "yes"})


def test_what_was_renounced_is_not_asked(suello, clerk):
    asked = suello.call("smartlombardia_body_questions", clerk, ipa=SUELLO)["asked"]
    assert {one["value"]["service"] for one in asked if "value" in one} == {"pdnd", "website"}


def test_no_to_a_platform_takes_it_out_of_use_and_survives_the_next_harvest(suello, clerk):
    denied = record(suello, "Stanza del Cittadino")["id"]
    suello.call("smartlombardia_body_answer", clerk, ipa=SUELLO, answers={f"record:{denied}": "no"})
    again = [platform("Stanza del Cittadino", version="2.0")]
    suello.by_office("smartlombardia_records_take", source="developers-italia", records=again)
    shown = suello.by_office("package_show", id=denied)
    assert (shown["status"], shown["version"]) == ("not_used", "2.0")
    assert "Non in uso: lo dice l’ente" in suello.page(f"/organization/{SUELLO}")


def test_everything_is_confirmed_at_once_and_never_asked_again(suello, clerk):
    page = suello.page(f"/organization/{SUELLO}", user=clerk)
    assert "Abbiamo trovato 3 cose su di voi" in page
    asked = suello.call("smartlombardia_body_questions", clerk, ipa=SUELLO)["asked"]
    suello.call("smartlombardia_body_answer", clerk, ipa=SUELLO, answers={one["key"]: "yes" for one in asked})
    assert suello.call("smartlombardia_body_questions", clerk, ipa=SUELLO)["asked"] == []
    facts = suello.call("smartlombardia_record_facts", id=record(suello, "GlobaLeaks")["id"])
    assert facts["product_name"]["by_hand"]
    assert "Abbiamo trovato" not in suello.page(f"/organization/{SUELLO}", user=clerk)


def test_an_answer_can_be_taken_back(suello, clerk):
    answered = suello.call("smartlombardia_body_questions", clerk, ipa=SUELLO)["answered"]
    fact = next(one["key"] for one in answered if one["key"].startswith("fact:"))
    suello.call("smartlombardia_body_answer", clerk, ipa=SUELLO, answers={fact: ""})
    assert [one["key"] for one in suello.call("smartlombardia_body_questions", clerk, ipa=SUELLO)["asked"]] == [fact]


def test_a_question_that_nobody_asked_is_refused(suello, clerk):
    with pytest.raises(tk.ValidationError, match="domanda"):
        suello.call("smartlombardia_body_answer", clerk, ipa=SUELLO, answers={"record:none": "yes"})


def test_a_body_is_never_deleted(registry):
    with pytest.raises(tk.ValidationError):
        registry.by_office("organization_delete", id=SUELLO)
    assert core.Group.get(SUELLO).state == "active"


def test_a_body_with_nothing_known_has_a_page_that_says_what_will_be_there(registry):
    page = registry.page("/organization/c_c933")
    assert "Nessuna piattaforma nota" in page
    assert "None" not in page


def test_the_map_counts_what_the_page_shows(suello):
    shown = suello.call("smartlombardia_map", theme="services")
    assert shown["values"] == {SUELLO: 2}
    assert shown["unknown"] == 1501
    picture = suello.page("/mappa/services.svg")
    assert "Suello: 2" in picture
    suello.page("/mappa/nothing.svg", status=404)
