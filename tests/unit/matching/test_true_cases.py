"""Cases of the public catalogue whose truth is known."""

import pytest

from ckanext.smartlombardia.formats import publiccode
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.matching import MatchRecord, match

README = "Istruzioni per l'installazione della versione personalizzata di Globaleaks 4.11.5 su sistema Ubuntu."


def entries(folder):
    """Every readable file as a record: its name tells the repository in which it was found, `api__` the catalogue."""
    for path in sorted(folder.glob("*.yml")):
        try:
            said = publiccode.read(path.read_bytes())
        except NotReadable:
            continue
        owner, name = path.stem.removeprefix("api__").split("__", 1)
        found = said.repository if path.stem.startswith("api__") else f"https://github.com/{owner}/{name}"
        yield MatchRecord(
            id=path.stem,
            kind="software",
            name=said.name,
            vendor=said.owner_name or next(iter(said.contractors), ""),
            function=" ".join(said.categories),
            description=said.notes.get("it") or said.notes.get("en") or "",
            url=said.repository or "",
            version=said.version or "",
            repository=found or "",
            based_on=tuple(said.is_based_on),
            licence=said.licence or "",
        )


@pytest.fixture(scope="module")
def result(shared):
    return match(list(entries(shared / "data/publiccode")))


def relation(result, left, right):
    return next(
        (
            (pair.relation, pair.kind_of)
            for pair in result.pairs
            if (pair.left, pair.right) in ((left, right), (right, left))
        ),
        None,
    )


GLOBALEAKS = "api__globaleaks__globaleaks-whistleblowing-software"


@pytest.mark.parametrize(
    ("left", "right", "what"),
    [
        ("Comune-Milano__Whistleblowing", GLOBALEAKS, ("derived", "customisation")),
        ("ASLBrindisi__GlobaLeaks", GLOBALEAKS, ("same_product", "")),
        ("RegioneLombardia__bootstrap-lombardia", "italia__bootstrap-italia", ("derived", "fork")),
        ("RegioneLombardia__design-angular-kit", "italia__design-angular-kit", ("derived", "fork")),
        ("RegioneLombardia__design-react-kit", "italia__design-react-kit", ("derived", "customisation")),
        ("api__ComuneDiFerrara__portale-istituzionale", "RegioneLombardia__Open20", ("derived", "customisation")),
        ("ComuneDiRivoli__parlaConIO2", "ComuneDiRivoli__parlaConIO", ("derived", "successor")),
        (
            "Consiglio-Regionale-della-Lombardia__GEA",
            "api__Consiglio-Regionale-della-Lombardia__GEA",
            ("same_record", ""),
        ),
    ],
)
def test_what_two_entries_are_to_each_other(result, left, right, what):
    assert relation(result, left, right) == what


def test_two_products_called_sep_are_never_one(result):
    assert relation(result, "comunedimesagne__SEP", "CittametropolitanaRomaCapitale__SEP") in (
        None,
        ("same_function", ""),
    )


def test_only_what_is_one_product_is_in_one_cluster(result):
    found = [set(cluster.members) for cluster in result.clusters if len(cluster.members) > 1]
    assert sorted(map(sorted, found)) == [
        ["ASLBrindisi__GlobaLeaks", GLOBALEAKS],
        ["Consiglio-Regionale-della-Lombardia__GEA", "api__Consiglio-Regionale-della-Lombardia__GEA"],
        ["teamdigitale__dati-semantic-backend", "teamdigitale__dati-semantic-frontend"],  # two halves of one
    ]


def test_the_readme_makes_a_guess_certain(shared):
    records = {record.id: record for record in entries(shared / "data/publiccode")}
    milan = records["Comune-Milano__Whistleblowing"]
    records[milan.id] = MatchRecord(**{name: getattr(milan, name) for name in milan.__slots__} | {"text": README})
    pair = next(p for p in match(list(records.values())).pairs if p.left == milan.id and p.right == GLOBALEAKS)
    assert (pair.relation, pair.band) == ("derived", "certain")
    assert pair.reasons[0].text["it"] == "Il testo di «Whistleblowing» dice che deriva da «GlobaLeaks»."
