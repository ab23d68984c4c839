"""The region's bodies, as everything else looks them up."""

from ckanext.smartlombardia import vocabularies as v


def test_there_are_1502_municipalities_in_twelve_provinces():
    towns = v.bodies("municipality")
    assert len(towns) == 1502
    assert len({town.istat for town in towns}) == 1502
    assert len({town.cadastral for town in towns}) == 1502
    assert {town.province for town in towns} == {one.code for one in v.concepts("provinces")}
    assert sum(town.capital for town in towns) == 12


def test_ipa_codes_are_unique_and_in_lower_case():
    codes = [one.ipa for one in v.bodies()]
    assert len(codes) == len(set(codes))
    assert all(code == code.lower() for code in codes)


def test_fifty_ipa_codes_are_not_the_cadastral_code_and_eight_would_be_another_town():
    towns = v.bodies("municipality")
    guessed = {town.ipa: f"c_{town.cadastral}".lower() for town in towns}
    assert sum(ipa != guess for ipa, guess in guessed.items()) == 50
    assert sum(ipa != guess and guess in guessed for ipa, guess in guessed.items()) == 8


def test_a_body_is_found_in_either_case():
    assert v.body("C_F205").name == "Milano"
    assert v.body("c_zzzz") is None


def test_every_province_names_the_body_that_governs_it():
    for province in v.concepts("provinces"):
        head = v.body(province.extra["ipa"])
        assert head.kind == ("metropolitan_city" if province.code == "MI" else "province")
        assert head.province == province.code


def test_the_region_is_not_its_council():
    assert v.body("r_lombar").kind == "region"
    assert v.body("r_lomb").kind == "regional_council"


def test_a_town_that_merged_keeps_its_record_and_names_its_successor():
    ronago = v.body("c_h521")
    assert str(ronago.valid_until) == "2023-12-31"
    successor = v.body(ronago.successor)
    assert successor.name == "Uggiate con Ronago"
    assert str(successor.valid_from) == "2024-01-01"


def test_lirio_is_in_the_list_of_its_year_and_known_to_have_ended():
    lirio = v.body("c_e608")
    assert lirio in v.bodies("municipality")
    assert v.body(lirio.successor).name == "Montalto Pavese"
    assert v.body(lirio.successor).valid_from is None


def test_every_town_that_ended_has_a_successor_in_being():
    for row in v.rows("ended_bodies"):
        assert v.body(row["successor"]).valid_until is None
        assert row["event"] in {"merger", "incorporation"}
