"""Names of bodies as Italians shorten and misspell them; what tells no body is not called another region's."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.registry.identity import Bodies, Resolved, Unresolved
from ckanext.smartlombardia.types import BodyRef


def resolve(name: str) -> Resolved | Unresolved:
    return Bodies.load().resolve(BodyRef(name=name))


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("Comune di Cernusco s/N", "Cernusco sul Naviglio"),
        ("Cernusco s.N.", "Cernusco sul Naviglio"),
        ("CERNUSCO S/NAVIGLIO", "Cernusco sul Naviglio"),
        ("Trezzo s/Adda", "Trezzo Sull'Adda"),
        ("Cassano d/Adda", "Cassano d'Adda"),
        ("Vaprio d/A", "Vaprio d'Adda"),
        ("San Fermo d/B", "San Fermo della Battaglia"),
        ("SAN FERMO DELLA B.GLIA", "San Fermo della Battaglia"),
        ("Comune di Cerro al L.", "Cerro al Lambro"),
        ("Cologno M.SE", "Cologno Monzese"),
        ("LECCO COMUNE", "Lecco"),
        ("C.ne di Lecco", "Lecco"),
        ("Com. Lecco", "Lecco"),
        ("Il Comune di Lecco", "Lecco"),
        ("Comune di CantÃ¹", "Cantù"),
        ("c_e507", "Lecco"),
        ("S.Angelo Lodigiano", "Sant'Angelo Lodigiano"),
    ],
)
def test_a_short_form_means_its_town(name, town):
    answer = resolve(name)
    assert isinstance(answer, Resolved), answer
    assert answer.body.name.casefold() == town.casefold()


@pytest.mark.parametrize(
    "name",
    ["Suello/Cesana Brianza", "Lecco; Como", "Municipio 3 di Milano", "n/d", "altri 25 enti", "P.IVA 00623530136"],
)
def test_what_may_be_of_lombardy_is_not_left_out_as_another_regions(name):
    answer = resolve(name)
    assert isinstance(answer, Unresolved)
    assert not answer.outside


@pytest.mark.parametrize(
    "name", ["Comune di Torino", "Regione Piemonte", "Comune di Napoli", "ASL Roma 1", "San Fermo"]
)
def test_another_regions_body_stays_outside_or_untold(name):
    answer = resolve(name)
    assert isinstance(answer, Unresolved)
    assert answer.outside
