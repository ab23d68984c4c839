"""Which platform a published contract is about."""

from __future__ import annotations

from ckanext.smartlombardia.logic.contracts import contract_matching
from ckanext.smartlombardia.logic.contracts.contract_matching import System

MAGGIOLI = [{"name": "MAGGIOLI S.P.A.", "vat": "02066400405"}]


def contract(title: str, cig: str = "B1A2C3D4E5", **said: object) -> dict:
    return {"cig": cig, "title": title, **said}


def test_the_whole_name_of_the_product_tells_it():
    systems = [System("a", ("Sicraweb Evo",)), System("b", ("Urbi",))]
    found = contract_matching.match_contracts(
        [contract("CANONE SICRAWEB-EVO 2025"), contract("CANONE SICRAWEB 2025", "B000000002")], systems
    )
    assert {one: [said["cig"] for said in contracts] for one, contracts in found.items()} == {"a": ["B1A2C3D4E5"]}


def test_words_of_everyday_use_and_short_names_tell_nothing():
    systems = [System("a", ("Gestione protocollo",)), System("b", ("GIS",)), System("c", ("Portale Lecco",))]
    title = "Gestione protocollo, GIS e portale Lecco: assistenza"
    assert contract_matching.match_contracts([contract(title)], systems) == {}


def test_two_platforms_that_fit_alike_are_left_alone_and_the_longer_name_wins():
    assert (
        contract_matching.match_contracts(
            [contract("Canone Municipium")], [System("a", ("Municipium",)), System("b", ("Municipium",))]
        )
        == {}
    )
    found = contract_matching.match_contracts(
        [contract("Canone Sicraweb Evo")], [System("a", ("Sicraweb",)), System("b", ("Sicraweb Evo",))]
    )
    assert list(found) == ["b"]


def test_a_vendor_that_is_not_among_the_suppliers_makes_it_uncertain():
    other = System("a", ("Municipium",), vat="00384350435")
    assert contract_matching.match_contracts([contract("Canone Municipium", suppliers=MAGGIOLI)], [other]) == {}
    assert contract_matching.match_contracts([contract("Canone Municipium", suppliers=[{"name": "X SRL"}])], [other])


def test_a_cig_that_a_person_wrote_is_certain():
    assert contract_matching.match_contracts([contract("Servizi vari")], [System("a", ("Urbi",), cig="b1a2c3d4e5")])


def test_the_last_contract_speaks_and_renewals_are_counted():
    said = [
        contract("x", "A000000001", start="2020-01-01", suppliers=MAGGIOLI, tendered=True),
        contract("x", "A000000002", start="2022-01-01", suppliers=MAGGIOLI, tendered=False),
        contract(
            "x", "A000000003", start="2024-01-01", end="2026-12-31", suppliers=MAGGIOLI, tendered=False, amount=9000.0
        ),
    ]
    assert contract_matching.summarise_contracts(said) == {
        "cig": "A000000003",
        "contract_start": "2024-01-01",
        "contract_end": "2026-12-31",
        "contract_amount": 9000.0,
        "renewals_without_tender": 2,
    }
    assert contract_matching.renewals(said[1:]) == 1  # the first that is known may have been tendered or not
    assert contract_matching.renewals(said[:1]) is None
    assert contract_matching.renewals([{**said[0], "tendered": None}, *said[1:]]) is None
