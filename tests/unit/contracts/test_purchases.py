"""Which systems the contracts of one body tell of."""

from __future__ import annotations

from ckanext.smartlombardia.logic.contracts.purchases import group_purchases

MAGGIOLI = [{"name": "MAGGIOLI S.P.A.", "vat": "02066400405"}]
RESELLER = [{"name": "BETA INFORMATICA SRL", "vat": "01234567897"}]


def contract(number: int, title: str, suppliers: list[dict[str, str]] = MAGGIOLI) -> dict:
    return {"cig": f"B{number:09}", "title": title, "suppliers": suppliers}


def cigs(purchase) -> list[str]:
    return [one.contract["cig"] for one in purchase.evidence]


def test_renewals_of_a_product_are_one_system_in_any_spelling():
    purchases = group_purchases(
        [
            contract(1, "Canone manutenzione software SICRAWEB protocollo"),
            contract(2, "Rinnovo canone software Sicr@web protocollo informatico"),
        ]
    )
    assert [(one.product, one.function, cigs(one)) for one in purchases] == [
        ("Sicraweb", "document-protocol", ["B000000001", "B000000002"])
    ]


def test_a_system_without_a_name_is_called_by_its_function_and_its_maker():
    purchases = group_purchases([contract(1, "Gestionale dei tributi: canone annuo di assistenza")])
    assert [(one.title, one.product, one.vendor) for one in purchases] == [
        ("Tributi locali (Maggioli)", "", "Maggioli")
    ]


def test_a_contract_without_a_name_goes_to_the_product_of_its_function_and_supplier():
    purchases = group_purchases(
        [
            contract(1, "Canone manutenzione software ZORBLAX per i tributi", RESELLER),
            contract(2, "Gestionale dei tributi: canone annuo di assistenza", RESELLER),
            contract(3, "Gestionale dei tributi: canone annuo di assistenza", MAGGIOLI),
        ]
    )
    assert {one.title: cigs(one) for one in purchases} == {
        "ZORBLAX": ["B000000001", "B000000002"],
        "Tributi locali (Maggioli)": ["B000000003"],
    }


def test_what_is_no_system_or_tells_no_purpose_makes_none():
    titles = [
        "Fornitura di carta per stampanti",
        "Assistenza agli applicativi in uso",
        "Corso di formazione sul software",
    ]
    assert group_purchases([contract(number, title) for number, title in enumerate(titles, 1)]) == []


def test_a_product_of_many_functions_gets_none_that_its_contract_does_not_tell():
    purchases = group_purchases([contract(1, "Canone software URBI SMART"), contract(2, "Canone software Sicraweb")])
    assert {one.product: one.function for one in purchases} == {"Urbi": "", "Sicraweb": ""}


def test_cameras_are_kept_from_the_public():
    purchases = group_purchases([contract(1, "Manutenzione software per videosorveglianza urbana")])
    assert [one.may_be_sensitive for one in purchases] == [True]
