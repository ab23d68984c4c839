"""What an auditor sees of records that are alike, and of records that only seem so."""

import pytest

from ckanext.smartlombardia.matching import MatchRecord, Verdict, match


def platforms(*rows):
    """Records from (name, vendor, function, description), numbered from 1."""
    return [
        MatchRecord(id=str(at), name=name, vendor=vendor, function=function, description=description)
        for at, (name, vendor, function, description) in enumerate(rows, 1)
    ]


def together(result):
    return [set(cluster.members) for cluster in result.clusters if len(cluster.members) > 1]


def pair(result, *ids):
    return next((pair for pair in result.pairs if {pair.left, pair.right} == set(ids)), None)


CIVITAS = ("Civitas Web", "Alfa Informatica S.r.l.", "Anagrafe e stato civile", "")
SCRIVANIA = ("Delfo", "Alfa Informatica", "Protocollo", "")


def test_spellings_of_one_name_are_one_product():
    found = match(
        platforms(
            ("GeoVista", "Delta S.r.l.", "SIT", ""),
            ("GEO VISTA cloud", "Delta srl", "SIT", ""),
            ("Cartografia", "", "SIT", "Consultazione delle mappe con GeoVista."),
            ("geovistta", "", "SIT", ""),
        )
    )
    assert together(found) == [{"1", "2", "3", "4"}]


def test_two_products_of_one_vendor_stay_apart():
    rows = [
        CIVITAS,
        ("CIVITAS", "Alfa", "Anagrafe e stato civile", ""),
        SCRIVANIA,
        ("Protocollo Delfo", "", "Protocollo", ""),
    ]
    assert sorted(map(sorted, together(match(platforms(*rows))))) == [["1", "2"], ["3", "4"]]


def test_one_generic_name_of_two_vendors_is_two_products():
    rows = [
        ("Albo Pretorio", "Alfa S.r.l.", "Albo pretorio", ""),
        ("Albo pretorio online", "Alfa", "Albo pretorio", ""),
        ("Albo Pretorio", "Beta S.p.A.", "Albo pretorio", ""),
        ("Albo pretorio", "Beta", "Albo pretorio", "Pubblicazioni."),
    ]
    assert sorted(map(sorted, together(match(platforms(*rows))))) == [["1", "2"], ["3", "4"]]


def test_an_acronym_spelt_out_differently_is_another_product():
    rows = [
        ("SOL", "Alfa", "Edilizia", "Sportello Oneri Locali per i tecnici."),
        ("SOL", "Beta", "Scuola", "Servizi Orari e Laboratori delle scuole."),
    ]
    assert together(match(platforms(*rows))) == []


def test_a_product_named_only_as_replaced_does_not_count():
    rows = [
        ("Civitas", "Alfa", "Anagrafe", ""),
        ("Demos", "Beta", "Anagrafe", "Sostituisce Civitas dal 2024."),
        ("Demos", "Beta", "Anagrafe", ""),
    ]
    assert together(match(platforms(*rows))) == [{"2", "3"}]


def test_a_vendor_that_was_bought_keeps_its_product():
    rows = [
        ("Pratiche Egeo", "Lombardia Informatica S.p.A.", "Edilizia", ""),
        ("Egeo", "ARIA S.p.A.", "Edilizia", ""),
    ]
    found = match(platforms(*rows))
    assert together(found) == [{"1", "2"}]
    assert any(
        reason.level.startswith("same") for reason in pair(found, "1", "2").reasons if reason.comparison == "vendor"
    )


def test_the_reasons_add_up_to_the_score_and_are_said_in_two_languages():
    found = pair(match(platforms(CIVITAS, ("Civitas", "Alfa", "Anagrafe e stato civile", "Certificati."))), "1", "2")
    assert found.score == pytest.approx(-4.0 + sum(reason.weight for reason in found.reasons))
    assert found.reasons[0].text["it"] == "Tutti e due i nomi dicono «Civitas»."
    assert found.reasons[0].text["en"] == "Both names say “Civitas”."
    assert found.probability == pytest.approx(1 / (1 + 2**-found.score))


def test_a_pair_called_different_is_never_proposed_again():
    rows = platforms(CIVITAS, ("Civitas", "Alfa", "Anagrafe e stato civile", "Certificati."))
    found = match(rows, [Verdict("1", "2", same=False)])
    assert pair(found, "1", "2") is None
    assert together(found) == []


def test_a_pair_called_the_same_is_one_product_whatever_the_score():
    found = match(platforms(CIVITAS, SCRIVANIA), [Verdict("1", "2", same=True)])
    assert together(found) == [{"1", "2"}]
    assert pair(found, "1", "2") is None


def test_a_verdict_holds_for_every_registration_that_states_the_same():
    rows = platforms(CIVITAS, CIVITAS, SCRIVANIA, SCRIVANIA)
    found = match(rows, [Verdict("2", "4", same=True)])
    assert together(found) == [{"1", "2", "3", "4"}]


def test_the_last_verdict_about_a_pair_counts():
    rows = platforms(CIVITAS, SCRIVANIA)
    found = match(rows, [Verdict("1", "2", same=True), Verdict("2", "1", same=False)])
    assert together(found) == []


def test_a_thousand_identical_rows_are_one_variant():
    found = match(platforms(*[CIVITAS] * 1000))
    assert len(found.variants) == 1
    assert len(found.variants[0].members) == 1000
    assert len(found.clusters) == 1
    assert found.pairs == ()


def test_one_body_that_registers_the_same_twice_is_told():
    rows = [
        MatchRecord(id=one, name="Civitas", vendor="Alfa", body=body)
        for one, body in (("1", "x"), ("2", "y"), ("3", "x"))
    ]
    found = match(rows)
    assert [(one.left, one.right, one.relation) for one in found.pairs] == [("1", "3", "same_record")]


def services(*rows):
    return [
        MatchRecord(
            id=str(at), kind="dataservice", function="notice-board", name=name, description=text, protocol=protocol
        )
        for at, (name, text, protocol) in enumerate(rows, 1)
    ]


def test_one_function_alone_merges_nothing():
    found = match(services(("Consultazione Albo", "Atti dell'ente.", "soap"), ("Albo Pretorio", "Affissioni.", "rest")))
    assert together(found) == []
    assert "same_product" not in {one.relation for one in found.pairs}


def test_services_of_two_protocols_are_two_services_that_do_one_job():
    found = match(services(("Albo Pretorio", "Affissioni.", "rest"), ("Albo Pretorio", "Affissioni.", "soap")))
    assert together(found) == []
    assert pair(found, "1", "2").relation == "same_function"
    assert "Protocolli diversi: REST e SOAP." in {reason.text["it"] for reason in pair(found, "1", "2").reasons}


def test_a_service_named_after_its_town_is_the_same_in_every_town():
    found = match(
        services(
            ("Pratiche SUAP del Comune di Livo", "Pratiche del Comune di Livo.", "rest"),
            ("Pratiche SUAP del comune di Dervio", "Pratiche del Comune di Dervio.", "rest"),
        )
    )
    assert [variant.members for variant in found.variants] == [("1", "2")]


def test_platforms_and_data_services_are_never_compared():
    rows = [
        MatchRecord(id="1", kind="platform", name="Civitas", vendor="Alfa"),
        MatchRecord(id="2", kind="dataservice", name="Civitas", vendor="Alfa"),
    ]
    found = match(rows)
    assert found.pairs == ()
    assert together(found) == []


@pytest.mark.parametrize("name", ["", " ", "🚲🚲", "a" * 10_000, "\x00", "' OR 1=1 --", "- - -", "è" * 300])
def test_odd_names_break_nothing_and_match_nothing(name):
    found = match(platforms((name, "", "", ""), CIVITAS, ("", "", "", "")))
    assert sorted(one for cluster in found.clusters for one in cluster.members) == ["1", "2", "3"]
    assert not any("2" in members for members in together(found))


def test_nothing_to_compare_is_no_error():
    assert match([]).clusters == ()


def test_two_records_with_one_id_are_refused():
    with pytest.raises(ValueError, match="one id"):
        match([MatchRecord(id="1"), MatchRecord(id="1")])


def test_the_same_records_in_another_order_give_the_same_clusters():
    rows = platforms(CIVITAS, SCRIVANIA, ("Civitas", "Alfa", "", ""), ("Delfo protocollo", "", "Protocollo", ""))
    forwards, backwards = match(rows), match(rows[::-1])
    assert sorted(map(sorted, together(forwards))) == sorted(map(sorted, together(backwards)))
