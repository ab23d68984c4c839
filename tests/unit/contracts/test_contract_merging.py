"""One contract that several registers, or editions of one, tell of; and which contracts a filter leaves."""

from __future__ import annotations

from datetime import datetime, timezone

from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.logic.contracts.contract_filters import choices, matches, years
from ckanext.smartlombardia.logic.contracts.contract_merging import find_identities, merge_contracts
from ckanext.smartlombardia.registry.contract_identity import contract_id

MAGGIOLI = [{"name": "MAGGIOLI S.P.A.", "vat": "02066400405"}]
LAW_190 = {"cig": "Z1A2B3C4D5", "title": "Canone software", "suppliers": MAGGIOLI, "end": "2024-12-31"}


def fact(year: int, **value: object) -> Fact:
    observed = datetime(year, 1, 31, tzinfo=timezone.utc)
    return Fact("body", "c_e507", "contract", value, contract_id(value), "E4", f"source-{year}", observed_at=observed)


def merge(*facts: Fact) -> list[dict]:
    return [merged.value for merged in merge_contracts(facts, find_identities(facts))]


def test_what_one_register_is_silent_about_another_tells():
    anac = {"cig": "Z1A2B3C4D5", "title": "CANONE SOFTWARE 2023-2024", "cpv": "48000000-8", "start": "2023-01-01"}
    assert merge(fact(2024, **anac), fact(2023, **LAW_190)) == [{**LAW_190, **anac}]
    (merged,) = merge_contracts([fact(2024, **anac), fact(2023, **LAW_190)], {})
    assert merged.source == "source-2024"


def test_winners_are_told_together_so_that_a_person_is_counted_once():
    before = fact(2022, **LAW_190 | {"suppliers": [{"name": "X SRL"}], "withheld": 2})
    assert merge(fact(2023, **LAW_190), before) == [LAW_190]


def test_a_contract_without_its_cig_is_the_one_of_the_same_object_supplier_and_dates():
    silent = {name: value for name, value in LAW_190.items() if name != "cig"}
    assert merge(fact(2022, **silent), fact(2023, **LAW_190)) == [LAW_190]
    renewed = LAW_190 | {"cig": "Z1A2B3C4D6"}
    assert len(merge(fact(2022, **silent), fact(2023, **LAW_190), fact(2023, **renewed))) == 3  # which of the two?
    assert len(merge(fact(2022, **silent | {"end": "2025-12-31"}), fact(2023, **LAW_190))) == 2


def test_contracts_are_in_force_from_their_first_to_their_last_year():
    assert years({"start": "2022-06-01", "end": "2024-01-31"}) == ["2022", "2023", "2024"]
    assert years({"awarded": "2022-06-01"}) == years({"start": "2022-06-01", "end": "2021-01-31"}) == ["2022"]
    assert years({}) == []


def test_filters_and_what_can_be_chosen():
    contract = {**LAW_190, "start": "2023-01-01", "systems": [{"id": "u1", "name": "s", "title": "Sicraweb"}]}
    for wanted in ({}, {"year": "2024"}, {"supplier": "02066400405"}, {"supplier": "maggioli"}, {"system": "u1"}):
        assert matches(contract, wanted)
    for wanted in ({"year": "2025"}, {"supplier": "halley"}, {"system": "u2"}, {"year": "2024", "system": "u2"}):
        assert not matches(contract, wanted)
    assert choices([contract]) == {
        "year": [("2024", "2024"), ("2023", "2023")],
        "supplier": [("02066400405", "MAGGIOLI S.P.A.")],
        "system": [("u1", "Sicraweb")],
    }
