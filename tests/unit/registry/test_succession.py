"""What ISTAT and IndicePA change in what is known of bodies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.formats.indicepa import Listed
from ckanext.smartlombardia.formats.istat import Variation
from ckanext.smartlombardia.registry import succession
from ckanext.smartlombardia.registry.identity import Bodies
from ckanext.smartlombardia.types import BodyRef

DAY = date(2026, 2, 1)
ALAGNA, GARLASCO = ("018001", "Alagna"), ("018068", "Garlasco")


@pytest.fixture(autouse=True)
def place(tmp_path: Path):
    v.changes.keep_in(tmp_path / "bodies.csv")
    yield
    v.changes.keep_in(None)


def whole(**others: Listed) -> list[Listed]:
    """The list of IndicePA as the tables have it, with others in place of some, or beside them."""
    listed = {
        body.ipa: Listed(body.ipa, body.official_name, "", "L6", body.istat, body.cadastral)
        for body in v.bodies("municipality")
    }
    return list((listed | others).values())


def kept(plan: succession.Plan) -> None:
    v.changes.write({"ipa": ipa, **row} for ipa, row in plan.rows.items())


def of_ours() -> tuple[v.Body, v.Body]:
    one, other = v.body("c_a118"), v.body("c_d925")
    return one, other


def test_what_is_known_already_changes_nothing():
    past = [
        Variation("ES", "013076", "Consiglio di Rumo", "013249", "Gravedona ed Uniti", date(2011, 2, 11)),
        Variation("CD", "017092", "Lonato", "017092", "Lonato del Garda", date(2007, 11, 2)),
        Variation("ES", "001001", "Agliè", "001002", "Airasca", DAY),
    ]
    found = succession.plan(past, whole())
    assert (dict(found.rows), found.done, found.waiting) == ({}, [], [])
    assert not [body for body in found.absent if body.kind == "municipality"]


def test_a_town_that_goes_into_another_keeps_its_page_and_says_where():
    one, other = of_ours()
    found = succession.plan([Variation("ES", one.istat, one.name, other.istat, other.name, DAY)], whole())
    assert found.rows == {one.ipa: {"valid_until": "2026-01-31", "successor": other.ipa, "date": "2026-02-01"}}
    assert found.done == [f"{one.name} cessa il 31/01/2026 e confluisce in {other.name}."]
    kept(found)
    assert succession.heir(v.body(one.ipa), date(2026, 3, 1)).ipa == other.ipa
    assert succession.heir(v.body(one.ipa), date(2026, 1, 31)).ipa == one.ipa
    assert Bodies.load().resolve(BodyRef(ipa=one.ipa)).body.ipa == one.ipa
    again = succession.plan([Variation("ES", one.istat, one.name, other.istat, other.name, DAY)], whole())
    assert again.done == []


def test_a_town_born_of_two_waits_for_its_code_and_they_with_it():
    one, other = of_ours()
    born = ("018999", "Alagna e Giussago")
    said = [Variation("CS", *born, town.istat, town.name, DAY) for town in (one, other)]
    said += [Variation("ES", town.istat, town.name, *born, DAY) for town in (one, other)]
    found = succession.plan(said, whole())
    assert dict(found.rows) == {}
    assert len(found.waiting) == 3
    assert "IndicePA" in found.waiting[0]
    entry = Listed("c_m999", "Comune di Alagna e Giussago", "01234567890", "L6", born[0], "M999")
    found = succession.plan(said, whole(c_m999=entry))
    assert found.waiting == []
    assert found.rows[one.ipa]["successor"] == found.rows[other.ipa]["successor"] == "c_m999"
    kept(found)
    new = v.body("c_m999")
    assert (new.kind, new.istat, new.province, new.valid_from) == ("municipality", born[0], "PV", DAY)
    assert Bodies.load().find("alagna e giuss")[0].ipa == "c_m999"
    assert len(v.bodies("municipality")) == 1500  # one joined, two left, and Lirio had since the list of January


def test_a_town_that_is_renamed_is_found_by_both_names():
    one, _ = of_ours()
    found = succession.plan([Variation("CD", one.istat, one.name, one.istat, "Alagna Lomellina", DAY)], [])
    kept(found)
    body = v.body(one.ipa)
    assert (body.name, body.official_name, body.former_names) == (
        *("Alagna Lomellina", "Comune di Alagna Lomellina", ("Alagna",)),
    )
    for name in ("Comune di Alagna Lomellina", "Comune di Alagna"):
        assert Bodies.load().resolve(BodyRef(name=name)).body.ipa == one.ipa
    assert one.ipa in {body.ipa for body in Bodies.load().find("Alagna")}


def test_a_town_that_passes_to_another_province_has_a_new_code():
    one, _ = of_ours()
    found = succession.plan([Variation("AP", one.istat, one.name, "015999", one.name, DAY)], [])
    kept(found)
    assert (v.body(one.ipa).istat, v.body(one.ipa).province) == ("015999", "MI")


def test_indicepa_gives_tax_codes_new_bodies_and_what_needs_a_person():
    one, _ = of_ours()
    found = succession.plan(
        [],
        whole(
            **{one.ipa: Listed(one.ipa, "COMUNE DI ALAGNA", "00471860189", "L6", one.istat, "A118")},
            nuova=Listed("nuova", "Unione di Comuni della Lomellina Nuova", "0123", "L18", one.istat, "A118"),
            c_zz=Listed("c_zz", "Comune di Alagna bis", "", "L6", one.istat, "A118"),
            lontano=Listed("lontano", "Comune di Torino", "", "L6", "001272", "L219"),
        ),
    )
    assert found.rows[one.ipa] == {"tax_code": "00471860189"}
    assert found.rows["nuova"]["kind"] == "union"
    assert "lontano" not in found.rows
    assert [text for text in found.waiting if "Alagna bis" in text]
    kept(found)
    assert Bodies.load().resolve(BodyRef(name="COMUNE ALAGNA LOMELLINA", tax_code="00471860189")).body.ipa == one.ipa


def test_a_list_that_is_not_whole_is_refused():
    with pytest.raises(succession.Incomplete, match="conosciamo"):
        succession.plan([], whole()[:1000])
