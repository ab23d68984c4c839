"""A bundled table against a newer official file."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.vocabularies import newer
from ckanext.smartlombardia.vocabularies.compile import TABLES

ROWS = {row["table"]: row for row in newer.files()}


def published(codes: dict[str, str]) -> bytes:
    """An authority table as the Publications Office writes it: code -> Italian label."""
    concepts = "".join(
        f'<skos:Concept rdf:about="{v.concept("access_rights", "PUBLIC").uri.rpartition("/")[0]}/{code}">'
        f'<dc:identifier>{code}</dc:identifier><skos:prefLabel xml:lang="en">{code}</skos:prefLabel>'
        f'<skos:prefLabel xml:lang="it">{label}</skos:prefLabel></skos:Concept>'
        for code, label in codes.items()
    )
    names = 'xmlns:skos="http://www.w3.org/2004/02/skos/core#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {names}>{concepts}</rdf:RDF>'.encode()


def test_what_joined_what_left_and_what_changed_is_told(tmp_path):
    known = [one.code for one in v.concepts("themes")]
    found = newer.compare(ROWS["themes"], published({known[0]: "Altro nome", "NEW": "Nuovo"}), tmp_path)
    assert found.joined == ("NEW",)
    assert set(found.left) == set(known[1:])
    assert found.changed == (known[0],)


@pytest.mark.parametrize("content", [b"<html></html>", b"", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', b"\xff\xfe"])
def test_a_page_that_is_no_vocabulary_is_refused(tmp_path, content):
    with pytest.raises(newer.Unreadable):
        newer.compare(ROWS["themes"], content, tmp_path)


def test_every_file_is_of_a_table_that_a_compiler_makes():
    assert set(ROWS) <= set(TABLES)
    assert all(row["url"].startswith(("https://", "http://publications.europa.eu/")) for row in ROWS.values())


@pytest.mark.parametrize("name", ROWS)
def test_the_file_that_a_table_was_made_of_says_nothing_new(shared, tmp_path, name):
    path = shared / "data/vocabularies" / ROWS[name]["file"]
    if not path.is_file():
        pytest.skip(f"no published file: {path}")
    found = newer.compare(ROWS[name], path.read_bytes(), tmp_path)
    assert not found.joined
    assert not found.changed
