"""Contracts that ANAC publishes: on the page of the body, told to the platform that they name, prices kept apart."""

from __future__ import annotations

import json

import pytest

from ckanext.smartlombardia.jobs import drain

ADDRESS = "https://example.org/2025.json"
PERSON = "RSSMRA70A01F205X"  # made up


def release(cig, title, start, end, amount, procedure="AFFIDAMENTO DIRETTO", winner=("02066400405", "MAGGIOLI S.P.A.")):
    code, name = winner
    return {
        "ocid": f"ocds-hu01ve-{cig}",
        "date": f"{start}T00:00:00Z",
        "buyer": {"id": "00562050139", "name": "COMUNE DI SUELLO"},
        "tender": {
            "procurementMethodDetails": procedure,
            "items": [{"id": cig, "description": title, "classification": {"id": "48000000-8"}}],
        },
        "awards": [{"id": "1", "value": {"amount": amount}, "suppliers": [{"id": code, "name": name}]}],
        "contracts": [{"id": "1", "awardID": "1", "period": {"startDate": start, "endDate": end}}],
    }


RELEASES = [
    release("A000000001", "SICRAWEB EVO: fornitura", "2021-01-01", "2022-12-31", "40000.00", "PROCEDURA APERTA"),
    release("A000000002", "Rinnovo canone Sicraweb Evo", "2023-01-01", "2024-12-31", "18000.00"),
    release("A000000003", "Rinnovo canone SICRAWEB EVO", "2025-01-01", "2026-12-31", "20000.00"),
    release(
        "A000000004", "Assistenza informatica", "2025-01-01", "2025-06-30", "777.00", winner=(PERSON, "ROSSI MARIO")
    ),
]


@pytest.fixture
def source(registry, harvests, elsewhere):
    elsewhere["/example.org/2025.json"] = json.dumps({"releases": RELEASES}).encode()
    if "anac" not in [one["name"] for one in registry.by_office("smartlombardia_source_list")]:
        harvests.add("anac", "anac", ADDRESS)
    return "anac"


@pytest.fixture(scope="module")
def platform(registry):
    return registry.add("platform", "c_i996", title="Sicraweb Evo", product_name="Sicraweb Evo")


def test_a_body_s_page_lists_what_was_bought_and_only_insiders_see_the_price(registry, harvests, platform, source):
    run = harvests.run(source)
    assert run["counts"]["new"] == 4
    drain.drain()
    public = registry.page("/organization/c_i996")
    assert "Rinnovo canone Sicraweb Evo" in public
    assert "MAGGIOLI S.P.A." in public
    assert "che può essere una persona" in public
    for hidden in ("20.000", "18.000", "777", "ROSSI", PERSON):
        assert hidden not in public
    own = registry.page("/organization/c_i996", registry.user("c_i996"))
    assert "20.000" in own
    assert "10.014" in own  # a year
    assert "20.000" not in registry.page("/organization/c_i996", registry.user("c_e507"))


def test_the_api_gives_prices_to_insiders_alone(call, registry, source):
    assert all("amount" not in one for one in call("smartlombardia_body_contracts", ipa="c_i996"))
    seen = call("smartlombardia_body_contracts", registry.user("r_lombar"), ipa="c_i996")
    assert {one["cig"]: one["amount"] for one in seen}["A000000003"] == 20000
    assert "amount" not in json.dumps(call("smartlombardia_body_facts", ipa="c_i996"))


def test_the_platform_that_contracts_name_is_told_for_the_body_s_own_eyes(registry, call, platform, source):
    said = call("smartlombardia_restricted_show", registry.user("c_i996"), id=platform["id"])
    assert said == {
        "cig": "A000000003",
        "contract_amount": 20000,
        "contract_end": "2026-12-31",
        "contract_start": "2025-01-01",
        "renewals_without_tender": 2,
    }
    assert "A000000003" not in registry.page(f"/platform/{platform['name']}")
    judged = call("smartlombardia_record_judged", registry.user("c_i996"), id=platform["id"])
    assert {one["rule"]: one["verdict"] for one in judged["verdicts"]}["L-09"] == "fail"
    assert "L-09" not in {one["rule"] for one in call("smartlombardia_record_judged", id=platform["id"])["verdicts"]}


def test_nothing_changed_writes_nothing_and_a_contract_that_is_gone_is_told_no_more(
    registry, call, harvests, elsewhere, platform, source
):
    assert set(harvests.run(source)["counts"]) <= {"unchanged"}
    elsewhere["/example.org/2025.json"] = json.dumps({"releases": RELEASES[3:]}).encode()
    for _ in range(3):
        harvests.run(source)
    report = registry.by_office("smartlombardia_source_report", source=source)
    assert report["runs"][0]["counts"]["vanished"] == 3
    registry.by_office("smartlombardia_harvest_archive", source=source)  # more than a fifth: a person says so
    drain.drain()
    assert call("smartlombardia_restricted_show", registry.user("c_i996"), id=platform["id"]) == {}
    seen = call("smartlombardia_body_contracts", registry.user("r_lombar"), ipa="c_i996")
    assert [one["cig"] for one in seen] == ["A000000004"]


LAW_190 = """<pubblicazione><metadata><dataPubbicazioneDataset>2025-01-31</dataPubbicazioneDataset>
<entePubblicatore>Comune di Suello</entePubblicatore><annoRiferimento>2024</annoRiferimento></metadata><data>
<lotto><cig>A000000002</cig><oggetto>Rinnovo canone software Sicraweb Evo</oggetto>
<sceltaContraente>23-AFFIDAMENTO DIRETTO</sceltaContraente><aggiudicatari><aggiudicatario>
<codiceFiscale>02066400405</codiceFiscale><ragioneSociale>MAGGIOLI S.P.A.</ragioneSociale></aggiudicatario>
</aggiudicatari><tempiCompletamento><dataUltimazione>2025-03-31</dataUltimazione></tempiCompletamento></lotto>
<lotto><cig>0000000000</cig><oggetto>Licenza software per lo sportello</oggetto><aggiudicatari><aggiudicatario>
<codiceFiscale>RSSMRA70A01F205X</codiceFiscale><ragioneSociale>ROSSI MARIO</ragioneSociale></aggiudicatario>
</aggiudicatari><importoAggiudicazione>4321</importoAggiudicazione></lotto></data></pubblicazione>"""


def test_a_contract_of_two_sources_is_one_with_a_page_filters_and_files(registry, call, harvests, elsewhere, source):
    elsewhere["/example.org/2025.json"] = json.dumps({"releases": RELEASES}).encode()
    elsewhere["/example.org/2024.xml"] = LAW_190.encode()
    harvests.run(source)
    harvests.add("l190-suello", "l190", "https://example.org/2024.xml")
    assert harvests.run("l190-suello")["counts"]["new"] == 2
    drain.drain()
    contracts = call("smartlombardia_body_contracts", ipa="c_i996")
    assert len(contracts) == 5
    renewed = next(contract for contract in contracts if contract.get("cig") == "A000000002")
    assert (renewed["start"], renewed["end"], renewed["cpv"]) == ("2023-01-01", "2025-03-31", "48000000-8")
    assert [system["title"] for system in renewed["systems"]]
    own = registry.user("c_i996")
    assert len(call("smartlombardia_body_contracts", own, ipa="c_i996", year="2023")) == 1

    page = registry.page("/organization/c_i996/contracts?year=2023")
    assert "Rinnovo canone software Sicraweb Evo" in page
    assert "Assistenza informatica" not in page
    table = registry.page("/organization/c_i996/contracts.csv?supplier=02066400405")
    assert table.count("MAGGIOLI") == 3
    assert "amount" not in table
    everything = registry.page("/organization/c_i996/contracts.csv") + registry.page(
        "/organization/c_i996/contracts.json"
    )
    for hidden in ("ROSSI", PERSON, "4321", "18000"):
        assert hidden not in everything
    priced = registry.page("/organization/c_i996/contracts.csv", own)
    assert "amount" in priced
    assert "4321" in priced
    assert "ROSSI" not in priced
