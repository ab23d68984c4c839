"""The software catalogue of Developers Italia."""

from __future__ import annotations

import json

from ckanext.smartlombardia.fetch import Client, FetchSettings
from ckanext.smartlombardia.harvesters.developers_italia import reader
from ckanext.smartlombardia.types import Record, Refused

from .documents import document, library


def page(*entries, following=None):
    return json.dumps({"data": list(entries), "links": {"prev": None, "next": following}})


def entry(guid="1", yaml="name: Uno\nurl: https://example.org/uno.git", **more):
    return {"id": guid, "url": "https://example.org/uno.git", "publiccodeYml": yaml, **more}


def test_pages_are_followed_by_their_cursor_to_the_end():
    get = library(**{"s": page(following="?page[after]=x=="), "s?page[after]=x==": page(following="?page[after]=y"),
                     "s?page[after]=y": page()})  # fmt: skip
    assert [one.url[-1] for one in reader.pages(get, ["https://example.org/s"])] == ["s", "=", "y"]


def test_a_cursor_that_goes_round_ends():
    get = library(s=page(following="?s=2"), **{"s?s=2": page(following="?s=2")})
    assert len(list(reader.pages(get, ["https://example.org/s"]))) == 2


def test_a_page_that_is_gone_is_named_after_those_before_it():
    first, gone = reader.pages(library(s=page(entry(), following="?gone")), ["https://example.org/s"])
    assert first.url == "https://example.org/s"
    assert gone == Refused(gone.where, gone.why, gone.remedy)
    assert gone.where == "https://example.org/s?gone"
    assert "404" in gone.why


def test_an_entry_becomes_software_with_the_identifier_of_the_catalogue():
    (software,) = reader.read(document(page(entry(updatedAt="2026-04-10T01:02:11.32Z"))))
    assert (software.guid, software.fields["catalogue_id"]) == ("1", "1")
    assert software.url == "https://api.developers.italia.it/v1/software/1"
    assert software.observed_at.isoformat() == "2026-04-10T01:02:11.320000+00:00"


def test_bad_entries_are_named_and_the_others_go_on():
    found = list(reader.read(document(page(
        entry("broken", "name: ["), entry("empty", None), "nonsense", {"publiccodeYml": "name: x"}, entry("good")
    ))))  # fmt: skip
    assert [type(one) for one in found] == [Refused, Refused, Refused, Refused, Record]
    assert found[0].where == "https://api.developers.italia.it/v1/software/broken (https://example.org/uno.git)"
    assert all(one.why and one.remedy for one in found[:4])


def test_what_is_no_page_is_refused_with_the_remedy():
    for content in (b"", b"<html>", b"[]", b"{}", b'{"data": {}}', b"\xff\x00"):
        (refused,) = reader.read(document(content))
        assert "non è una pagina del catalogo" in refused.why


def test_the_real_pages(mirror_server):
    client = Client(FetchSettings(mirror=mirror_server))
    pages = list(reader.pages(lambda url: client.get(url).document))
    found = [one for page in pages for one in reader.read(page)]
    kinds = [one.kind if isinstance(one, Record) else "refused" for one in found]
    assert len(pages) == 2
    assert (kinds.count("software"), kinds.count("refused")) == (49, 1)
    assert kinds.count("platform") > 5000
    assert "seedoo" in next(one.where for one in found if isinstance(one, Refused))
