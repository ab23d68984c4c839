"""Lists that an office has at hand."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.formats import lists
from ckanext.smartlombardia.formats.errors import NotReadable


@pytest.mark.parametrize(
    "content",
    [
        b"url;title\nhttps://a.it/x.rdf;Suello\n",
        b"\xef\xbb\xbfurl,title\n\nhttps://a.it/x.rdf,Suello\n",
        b'[{"url": "https://a.it/x.rdf", "title": "Suello", "status": {"jobs": 3}, "active": true}]',
        b'{"success": true, "result": [{"url": "https://a.it/x.rdf", "title": "Suello"}]}',
    ],
)
def test_a_table_and_the_answer_of_an_api_say_the_same(content):
    assert lists.read(content) == [{"url": "https://a.it/x.rdf", "title": "Suello"}]


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"a": 1}', b"[", b"<html></html>"])
def test_what_is_no_list_is_told(content):
    with pytest.raises(NotReadable):
        lists.read(content)
