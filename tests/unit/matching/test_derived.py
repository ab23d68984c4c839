"""What comes from what: forks, customisations, successors."""

from ckanext.smartlombardia.matching import MatchRecord, match

CODE = "https://code.example"


def software(ident, name, repository, **said):
    return MatchRecord(id=ident, kind="software", name=name, repository=f"{CODE}/{repository}", **said)


def derived(*records):
    return [(pair.left, pair.right, pair.kind_of) for pair in match(records).pairs if pair.relation == "derived"]


def merged(*records):
    return [set(cluster.members) for cluster in match(records).clusters if len(cluster.members) > 1]


ORIGIN = software(
    "origin", "Sagittario", "casa/sagittario", url=f"{CODE}/casa/sagittario", description="Gestisce turni."
)


def test_a_copy_under_another_name_is_a_fork_and_not_merged():
    fork = software("fork", "Sagittario", "comune/sagittario-comune", url=f"{CODE}/casa/sagittario")
    assert derived(ORIGIN, fork) == [("fork", "origin", "fork")]
    assert merged(ORIGIN, fork) == []


def test_an_unchanged_copy_is_the_same_product():
    copy = software(
        "copy",
        "Sagittario",
        "asl/sagittario",
        url=f"{CODE}/casa/sagittario",
        description="Gestisce turni.",
        version="1",
    )
    assert derived(ORIGIN, copy) == []
    assert merged(ORIGIN, copy) == [{"origin", "copy"}]


def test_what_declares_its_base_by_address_name_or_id_is_derived():
    for base in (f"{CODE}/casa/Sagittario.git", "sagittario", "origin"):
        portal = software("portal", "Portale di Livo", "livo/portale", based_on=(base,))
        assert derived(ORIGIN, portal) == [("portal", "origin", "customisation")]


def test_a_text_that_says_where_it_comes_from_is_believed():
    readme = "Istruzioni per installare la versione personalizzata di Sagittario 4."
    assert derived(ORIGIN, software("turni", "Turni", "livo/turni", text=readme)) == [
        ("turni", "origin", "customisation")
    ]


def test_the_same_name_and_a_number_in_another_repository_is_a_successor():
    second = software("second", "Sagittario2", "casa/sagittario2", url=f"{CODE}/casa/sagittario2")
    assert derived(ORIGIN, second) == [("second", "origin", "successor")]


def test_a_version_in_the_name_of_a_platform_is_no_successor():
    rows = [
        MatchRecord(id="1", name="Sagittario", vendor="Alfa"),
        MatchRecord(id="2", name="Sagittario 2", vendor="Alfa"),
    ]
    assert derived(*rows) == []
    assert merged(*rows) == [{"1", "2"}]


def test_one_repository_by_two_routes_is_one_record():
    again = software(
        "again", "Sagittario", "casa/Sagittario", url=f"{CODE}/casa/sagittario", description="Gestisce turni."
    )
    found = match([ORIGIN, again])
    assert [(pair.left, pair.right, pair.relation) for pair in found.pairs] == [("origin", "again", "same_record")]
