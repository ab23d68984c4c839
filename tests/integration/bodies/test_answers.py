"""An answer stays until the body takes it back, and says so in its name only."""

from __future__ import annotations

import pytest

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.types import BodyRef, Record


def claimed(registry, body: str, title: str = "GlobaLeaks", **fields: object) -> str:
    """UUID of a platform that a product says this body uses."""
    said = {"title": title, "product_name": title, "status": "in_use", **fields}
    record = Record("platform", f"{title}#{body}", said, body=BodyRef(ipa=body))
    outcome = registry.by_office("smartlombardia_records_take", source="developers-italia", records=[record])
    return next(iter(outcome.written))


def answer(registry, user: str | None, body: str, record: str, said: str) -> None:
    registry.call("smartlombardia_body_answer", user, ipa=body, answers={f"record:{record}": said})


def status(registry, record: str) -> str:
    return registry.by_office("package_show", id=record)["status"]


@pytest.mark.parametrize(("body", "said", "after"), [("c_e507", "no", "not_used"), ("c_b157", "yes", "in_use")])
def test_an_answer_on_a_platform_can_be_taken_back_and_is_asked_again(registry, body, said, after):
    record, clerk = claimed(registry, body), registry.user(body)
    answer(registry, clerk, body, record, said)
    assert status(registry, record) == after
    assert "risposta data" in registry.page(f"/organization/{body}", clerk)

    answer(registry, clerk, body, record, "")
    assert status(registry, record) == "in_use"
    facts = registry.call("smartlombardia_record_facts", id=record)
    assert {fact["source"] for fact in facts.values()} <= {"developers-italia", "text"}
    asked = registry.call("smartlombardia_body_questions", clerk, ipa=body)["asked"]
    assert [one["key"] for one in asked] == [f"record:{record}"]


def test_a_confirmed_platform_is_not_asked_again_after_the_next_harvest(registry):
    record, clerk = claimed(registry, "c_a794"), registry.user("c_a794")
    answer(registry, clerk, "c_a794", record, "yes")
    claimed(registry, "c_a794", version="6")
    assert registry.call("smartlombardia_body_questions", clerk, ipa="c_a794")["asked"] == []


def test_what_the_body_typed_itself_stays_when_an_answer_is_taken_back(registry):
    record, clerk = claimed(registry, "c_l400"), registry.user("c_l400")
    registry.call("package_patch", clerk, id=record, title="Segnalateci")
    answer(registry, clerk, "c_l400", record, "")
    assert registry.by_office("package_show", id=record)["title"] == "Segnalateci"


def test_a_body_cannot_take_back_the_answer_of_another(registry):
    record, clerk = claimed(registry, "c_d150"), registry.user("c_d150")
    answer(registry, clerk, "c_d150", record, "no")
    answer(registry, registry.user("c_e897"), "c_e897", record, "")
    assert status(registry, record) == "not_used"


def test_a_member_who_may_only_read_may_not_answer(registry):
    record = claimed(registry, "c_g388")
    with pytest.raises(tk.NotAuthorized):
        answer(registry, registry.user("c_g388", "member"), "c_g388", record, "no")


def test_a_town_that_ended_leads_to_the_one_that_took_its_place(registry):
    registry.by_office("smartlombardia_territory_load", only=["c_m315"])
    page = registry.page("/comune/Germasino")
    assert "<h1>Comune di Gravedona Ed Uniti</h1>" in page
    assert "è cessato il 10 febbraio 2011" in page


def test_ckans_page_can_say_why_a_body_is_not_deleted(registry):
    with pytest.raises(tk.ValidationError) as refused:
        registry.by_office("organization_delete", id="c_c933")
    assert "non si cancella" in refused.value.error_dict["message"]


@pytest.mark.parametrize(
    "path", ["members/{ipa}", "manage_members/{ipa}", "edit/{ipa}", "about/{ipa}", "member_new/{ipa}"]
)
def test_each_page_of_ckan_about_a_body_has_one_title(registry, path):
    page = registry.page("/organization/" + path.format(ipa="c_i829"), registry.user("c_i829", "admin"))
    assert page.count("<h1") == 1
    assert "Comune di Sondrio" in page
