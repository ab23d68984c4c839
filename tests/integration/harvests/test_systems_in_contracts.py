"""Contracts become platforms to be confirmed: with their evidence, joined to what is there, kept from the public."""

from __future__ import annotations

import json

import pytest

from ckanext.smartlombardia.jobs import drain

ADDRESS = "https://example.org/town.json"
TOWN = "c_e507"
BUYER = {"id": "00623530136", "name": "COMUNE DI LECCO"}


def release(
    number: int, title: str, start: str, end: str, winner: tuple[str, str] = ("02066400405", "MAGGIOLI S.P.A.")
):
    cig, (code, name) = f"B{number:09}", winner
    return {
        "ocid": f"ocds-hu01ve-{cig}",
        "date": f"{start}T00:00:00Z",
        "buyer": BUYER,
        "tender": {"items": [{"id": cig, "description": title, "classification": {"id": "48000000-8"}}]},
        "awards": [{"id": "1", "value": {"amount": 98765}, "suppliers": [{"id": code, "name": name}]}],
        "contracts": [{"id": "1", "awardID": "1", "period": {"startDate": start, "endDate": end}}],
    }


OLD = release(1, "Canone manutenzione software SICRAWEB protocollo", "2023-01-01", "2024-12-31")
RENEWED = release(2, "Rinnovo canone software Sicr@web protocollo informatico", "2025-01-01", "2099-12-31")
CAMERAS = release(3, "Manutenzione software per videosorveglianza urbana", "2020-01-01", "2020-12-31")
CAMERAS_TITLE = "Videosorveglianza (Maggioli)"
PAPER = release(4, "Fornitura di carta per stampanti", "2025-01-01", "2025-12-31")


@pytest.fixture
def publish(registry, harvests, elsewhere):
    """Harvest a document of these releases and work on what follows."""

    def run(*releases):
        elsewhere["/example.org/town.json"] = json.dumps({"releases": releases}).encode()
        if "anac-town" not in [one["name"] for one in registry.by_office("smartlombardia_source_list")]:
            harvests.add("anac-town", "anac", ADDRESS)
        harvests.run("anac-town")
        drain.drain()

    return run


def platforms(registry, user: str | None = None) -> dict[str, dict]:
    found = registry.call("package_search", user, fq=f'+sl_body:"{TOWN}" +sl_type:platform', include_private=True)
    return {one["title"]: one for one in found["results"]}


def test_a_system_in_a_contract_is_a_platform_that_waits_for_the_town_s_word(registry, publish):
    publish(OLD, RENEWED, CAMERAS, PAPER)
    clerk = registry.user(TOWN)
    found = platforms(registry, clerk)
    assert set(found) == {"Sicraweb", CAMERAS_TITLE}
    sicraweb = found["Sicraweb"]
    assert (sicraweb["product_name"], sicraweb["vendor_name"]) == ("Sicraweb", "Maggioli")
    assert sicraweb["function"] == "document-protocol"
    facts = registry.call("smartlombardia_record_facts", id=sicraweb["id"])
    assert facts["product_name"]["grade"] == "E1"
    assert facts["product_name"]["source_title"] == "contratti pubblicati (ANAC)"

    page = registry.page(f"/organization/{TOWN}", clerk)
    for words in (
        "Rinnovo canone software Sicr@web",
        "MAGGIOLI S.P.A.",
        "CIG B000000002",
        "Il contratto è finito e non ne conosciamo uno nuovo",
    ):
        assert words in page


def test_cameras_and_prices_are_not_public_from_a_contract_alone(registry, publish):
    assert set(platforms(registry)) == {"Sicraweb"}
    record = platforms(registry)["Sicraweb"]
    assert "98765" not in json.dumps(registry.call("smartlombardia_record_facts", id=record["id"]))
    assert "98.765" not in registry.page(f"/platform/{record['name']}")


def test_a_renewed_contract_prolongs_the_platform(registry, call):
    record = platforms(registry)["Sicraweb"]
    said = call("smartlombardia_restricted_show", registry.user(TOWN), id=record["id"])
    assert (said["cig"], said["contract_end"]) == ("B000000002", "2099-12-31")


def test_all_questions_are_answered_in_one_go_and_no_harvest_undoes_it(registry, publish):
    clerk = registry.user(TOWN)
    asked = registry.call("smartlombardia_body_questions", clerk, ipa=TOWN)["asked"]
    assert len(asked) == 2
    answers = {one["key"]: "yes" for one in asked}
    registry.call("smartlombardia_body_answer", clerk, ipa=TOWN, answers=answers)
    publish(OLD, {**RENEWED, "date": "2025-02-01T00:00:00Z"}, CAMERAS, PAPER)
    assert registry.call("smartlombardia_body_questions", clerk, ipa=TOWN)["asked"] == []


def test_a_contract_that_ended_asks_about_the_platform_that_the_body_has_already(registry, publish):
    own, clerk = registry.add("platform", TOWN, title="Il nostro protocollo", product_name="Urbi"), registry.user(TOWN)
    publish(OLD, RENEWED, CAMERAS, PAPER, release(5, "Canone software URBI SMART", "2024-01-01", "2024-12-31"))
    assert set(platforms(registry, clerk)) == {"Sicraweb", CAMERAS_TITLE, "Il nostro protocollo"}
    assert registry.call("smartlombardia_restricted_show", clerk, id=own["id"])["cig"] == "B000000005"
    keys = [one["key"] for one in registry.call("smartlombardia_body_questions", clerk, ipa=TOWN)["asked"]]
    assert keys == [f"ended:{own['id']}:B000000005"]
    page = registry.page(f"/organization/{TOWN}", clerk)
    assert "Usate ancora" in page

    registry.call("smartlombardia_body_answer", clerk, ipa=TOWN, answers={keys[0]: "no"})
    assert registry.by_office("package_show", id=own["id"])["status"] == "not_used"
    assert "Il nostro protocollo</b>: No" in registry.page(f"/organization/{TOWN}", clerk)


def test_a_platform_that_no_contract_tells_of_any_more_is_archived(registry, harvests, publish):
    other = "c_b157"
    before = release(6, "Canone software ZORBLAX per i tributi", "2025-01-01", "2025-12-31")
    before["buyer"] = {"id": "00761890177", "name": "COMUNE DI BRESCIA"}
    publish(OLD, RENEWED, before)
    fq = f'+sl_body:"{other}" +sl_type:platform'
    assert [one["title"] for one in registry.call("package_search", None, fq=fq)["results"]] == ["ZORBLAX"]
    for _ in range(3):
        publish(OLD, RENEWED)
    registry.by_office("smartlombardia_harvest_archive", source="anac-town")
    drain.drain()
    assert registry.call("package_search", None, fq=fq)["results"] == []
