"""Catalogue entries and the platforms that name them."""

from ckanext.smartlombardia.matching import MatchRecord, match

CODE = "https://code.example"


def entry(ident, repository, description, name="SEP"):
    return MatchRecord(
        id=ident,
        kind="software",
        name=name,
        catalogue_id=ident,
        repository=f"{CODE}/{repository}",
        url=f"{CODE}/{repository}",
        vendor="Parsifal S.r.l.",
        description=description,
    )


def use(ident, of, body, name="SEP"):
    return MatchRecord(id=ident, name=name, catalogue_id=of, body=body, vendor="Parsifal S.r.l.")


ONE = entry("one", "livo/sep", "Sistema per Enti Pubblici: atti e protocollo.")
OTHER = entry("other", "dervio/sep", "Smart E-government Platform: atti e protocollo.")


def groups(result):
    return sorted(sorted(cluster.members) for cluster in result.clusters)


def test_users_of_two_products_with_one_name_stay_with_their_own():
    found = match([ONE, OTHER, use("a", "one", "Livo"), use("b", "other", "Dervio")])
    assert groups(found) == [["a", "one"], ["b", "other"]]


def test_users_of_two_entries_of_one_product_are_together():
    copy = entry("copy", "asl/delfino", "Gestione dei turni di reperibilità del personale.", name="Delfino")
    origin = entry("origin", "casa/delfino-turni", "Gestione dei turni di reperibilità del personale.", name="Delfino")
    found = match([copy, origin, use("a", "copy", "Livo", "Delfino"), use("b", "origin", "Dervio", "Delfino")])
    assert groups(found) == [["a", "b", "copy", "origin"]]


def test_one_body_named_by_two_entries_of_one_product_is_told_once():
    copy = entry("copy", "asl/delfino", "Gestione dei turni di reperibilità del personale.", name="Delfino")
    origin = entry("origin", "casa/delfino-turni", "Gestione dei turni di reperibilità del personale.", name="Delfino")
    found = match([copy, origin, use("a", "copy", "Livo", "Delfino"), use("b", "origin", "Livo", "Delfino")])
    assert [(pair.left, pair.right) for pair in found.pairs if pair.relation == "same_record"] == [("a", "b")]


def test_a_platform_and_its_entry_are_one_product_and_two_records():
    found = match([ONE, use("a", "one", "Livo")])
    assert [pair.relation for pair in found.pairs] == ["same_product"]
