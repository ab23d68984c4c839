"""Stored copies instead of the network."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.fetch import Client, FetchError, FetchSettings

CATALOGUE = "https://api.developers.italia.it/v1/software"


def copies(mirror, **limits):
    return Client(FetchSettings(mirror=mirror, backoff=0, **limits))


def test_a_folder_stands_for_the_network(tmp_path):
    (tmp_path / "example.org/data").mkdir(parents=True)
    (tmp_path / "example.org/data/a.csv?page=2").write_bytes(b"a\n")
    client = copies(str(tmp_path))
    first = client.get("https://example.org/data/a.csv?page=2")
    assert (first.document.content, first.document.media_type) == (b"a\n", "text/csv")
    assert client.get("https://example.org/data/a.csv?page=2", etag=first.etag).not_modified


@pytest.mark.parametrize("path", ["/nowhere", "/../secret", "/%2e%2e/secret", "/"])
def test_what_is_not_in_the_folder_is_not_there(tmp_path, path):
    (tmp_path / "copies/example.org").mkdir(parents=True)
    (tmp_path / "secret").write_text("no")
    with pytest.raises(FetchError, match="non c’è più nulla"):
        copies(str(tmp_path / "copies")).get("https://example.org/.." + path)


def test_a_server_stands_for_the_network(site):
    site["/example.org/a?b=[c]"] = (200, {"ETag": '"1"'}, b"copy")
    client = copies(site.address)
    assert client.get("https://example.org/a?b=[c]").document.url == "https://example.org/a?b=[c]"
    site["/example.org/moved"] = (301, {"Location": "/example.org/a?b=[c]"}, b"")
    assert client.get("https://example.org/moved").document.content == b"copy"


def test_a_copy_that_leads_elsewhere_is_refused(site):
    site["/example.org/out"] = (302, {"Location": "https://example.com/"}, b"")
    site["/example.org/in"] = (302, {"Location": "http://127.0.0.1:1/x"}, b"")
    with pytest.raises(FetchError, match="fuori dalle copie locali"):
        copies(site.address).get("https://example.org/out")
    with pytest.raises(FetchError, match="rete privata"):
        copies(site.address).get("https://example.org/in")


def test_only_this_machine_can_be_a_mirror():
    with pytest.raises(ValueError, match="loopback"):
        copies("https://example.org/mirror")


def test_the_real_copies_are_read_and_read_again(mirror_server):
    client = copies(mirror_server)
    first = client.get(CATALOGUE)
    assert first.document.media_type == "application/json"
    assert client.get(CATALOGUE, etag=first.etag, modified=first.modified).not_modified


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("gone", "non c’è più nulla"),
        ("error", "guasto"),
        ("drop", "interrotto"),
        ("huge", "supera il limite"),
        ("redirect", "169.254.169.254"),
    ],
)
def test_each_fault_has_its_reason(faulty_mirror, fault, why):
    with pytest.raises(FetchError) as caught:
        copies(faulty_mirror(**{fault: 1}), max_bytes=2**20).get(CATALOGUE)
    assert why in caught.value.why
    assert caught.value.where == CATALOGUE
