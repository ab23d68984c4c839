"""The client against sites that behave and sites that do not."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import time
from datetime import datetime, timezone
from email.utils import formatdate

import pytest

from ckanext.smartlombardia.fetch import Client, FetchError, FetchSettings
from ckanext.smartlombardia.fetch.guard import is_loopback_ip


def client(site, **limits):
    """A client that may ask this machine, and nothing else."""
    settings = {"backoff": 0, "per_host_delay": 0, "timeout": 5, "read_timeout": 2, **limits}
    return Client(FetchSettings(**settings), allow=is_loopback_ip)


def refused(site, path="/", **limits):
    with pytest.raises(FetchError) as caught:
        client(site, **limits).get(site.address + path)
    return caught.value


def test_a_document_comes_with_its_hash_type_and_moment(site):
    site["/a?page[after]=x=="] = (200, {"Content-Type": "Text/CSV; charset=utf-8"}, b"a,b\n")
    document = client(site).get(f"{site.address}/a?page[after]=x==").document
    assert document.content == b"a,b\n"
    assert document.media_type == "text/csv"
    assert document.sha256 == hashlib.sha256(b"a,b\n").hexdigest()
    assert abs((datetime.now(timezone.utc) - document.fetched_at).total_seconds()) < 60


def test_an_unchanged_document_is_not_sent_again(site):
    site["/"] = lambda request: (
        (304, {}, b"") if request.headers.get("If-None-Match") == '"1"' else (200, {"ETag": '"1"'}, b"x")
    )
    first = client(site).get(site.address + "/")
    again = client(site).get(site.address + "/", etag=first.etag)
    assert (first.not_modified, again.not_modified, again.document, again.etag) == (False, True, None, '"1"')


def test_a_document_without_a_mark_gets_none_of_an_older_one(site):
    site["/"] = b"other"
    answer = client(site).get(site.address + "/", etag='"1"', modified="Thu, 01 Jan 2026 00:00:00 GMT")
    assert (answer.document.content, answer.etag, answer.modified) == (b"other", None, None)


def test_it_says_who_it_is_and_keeps_no_cookies(site):
    seen = []
    site["/"] = lambda request: (seen.append(dict(request.headers)), (200, {"Set-Cookie": "a=1"}, b"x"))[1]
    asking = client(site, user_agent="registro")
    asking.get(site.address + "/")
    asking.get(site.address + "/")
    assert [headers["User-Agent"] for headers in seen] == ["registro", "registro"]
    assert "Cookie" not in seen[1]


@pytest.mark.parametrize(
    ("status", "word"),
    [(404, "non c’è più nulla"), (410, "non c’è più nulla"), (403, "non permette"), (204, "204"), (500, "guasto")],
)
def test_a_bad_answer_is_told_with_its_remedy(site, status, word):
    site["/"] = (status, {}, b"")
    error = refused(site)
    assert word in error.why
    assert error.where == site.address + "/"
    assert error.remedy
    assert error.status == status


def test_a_passing_fault_is_tried_again_a_lasting_one_is_not(site):
    answers = iter([(500, {}, b""), (502, {}, b""), (200, {}, b"x")])
    site["/"] = lambda request: next(answers)
    assert client(site).get(site.address + "/").document.content == b"x"
    refused(site, "/nowhere")
    assert site.asked == ["/", "/", "/", "/nowhere"]


def test_a_site_that_asks_to_wait_is_waited_for(site):
    later = formatdate(time.time() + 30, usegmt=True)
    answers = iter([(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": later}, b""), (200, {}, b"x")])
    site["/"] = lambda request: next(answers)
    waits = []
    Client(FetchSettings(per_host_delay=0), allow=is_loopback_ip, sleep=waits.append).get(site.address + "/")
    assert waits[0] == 7
    assert 20 < waits[1] <= 30


def test_a_site_that_asks_to_wait_in_odd_signs_is_asked_again_at_our_own_pace(site):
    site["/"] = (503, {"Retry-After": "\u00b2"}, b"")
    assert refused(site).cause == "broken"


def test_an_odd_length_of_a_document_is_not_believed(site):
    def answer(request):
        request.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: abc\r\n\r\nx")

    site["/"] = answer
    assert (
        Client(FetchSettings(per_host_delay=0), allow=is_loopback_ip).get(site.address + "/").document.content == b"x"
    )


def test_a_site_that_asks_to_wait_too_long_is_reported(site):
    site["/"] = (429, {"Retry-After": "86400"}, b"")
    assert "rallentare" in refused(site).why
    assert len(site.asked) == 1


def test_requests_to_one_host_keep_their_distance(site):
    site["/"] = b"x"
    waits = []
    asking = Client(FetchSettings(per_host_delay=9), allow=is_loopback_ip, sleep=waits.append)
    asking.get(site.address + "/")
    asking.get(site.address + "/")
    assert len(waits) == 1
    assert 8 < waits[0] <= 9


def test_an_endless_body_is_left_at_the_limit(site):
    def endless(request):
        request.send_response(200)
        request.end_headers()
        request.close_connection = True
        for _ in range(4096):
            request.wfile.write(b"x" * 65536)

    site["/"] = endless
    start = time.perf_counter()
    assert "supera il limite di 1 MB" in refused(site, max_bytes=2**20).why
    assert time.perf_counter() - start < 3


def test_a_look_reads_no_more_than_it_is_asked_to(site):
    site["/"] = (200, {}, b"a,b\n" * 400_000)
    seen = client(site, max_bytes=1000).probe(site.address + "/", 64)
    assert (seen.ok, seen.start) == (True, b"a,b\n" * 16)
    assert client(site).probe(site.address + "/").start == b""


def test_a_compressed_document_is_opened_and_a_bomb_is_not(site):
    site["/"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 1000))
    site["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 50_000_000))
    site["/cut"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 1000)[:-9])
    site["/br"] = (200, {"Content-Encoding": "br"}, b"x")
    assert client(site).get(site.address + "/").document.content == b"x" * 1000
    assert "supera il limite" in refused(site, "/bomb", max_bytes=10**6).why
    assert "interrotto" in refused(site, "/cut").why
    assert "«br»" in refused(site, "/br").why


def test_a_body_cut_short_is_never_taken_for_whole(site):
    site["/"] = lambda request: (
        setattr(request, "close_connection", True),
        (200, {"Content-Length": "100000"}, b"half"),
    )[1]
    assert "interrotto" in refused(site).why
    assert len(site.asked) == 3


@pytest.mark.parametrize("headers_first", [True, False])
def test_a_trickle_is_shut_when_the_time_is_over(site, headers_first):
    def trickle(request):
        request.close_connection = True
        if headers_first:
            request.send_response(200)
            request.end_headers()
        for _ in range(50):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)

    site["/"] = trickle
    start = time.perf_counter()
    assert "entro 0.5 secondi" in refused(site, timeout=0.5).why
    assert time.perf_counter() - start < 1.5
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer) and not one.finished.is_set()]


def test_redirects_are_followed_so_far_and_no_further(site):
    site["/a"] = (301, {"Location": "b"}, b"")
    site["/b"] = (307, {"Location": site.address + "/c?x=1"}, b"")
    site["/c?x=1"] = b"here"
    site["/loop"] = (302, {"Location": "/loop"}, b"")
    assert client(site).get(site.address + "/a").document.content == b"here"
    assert "più di 5 volte" in refused(site, "/loop").why


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("http://169.254.169.254/latest/meta-data/", "rete privata o interna (169.254.169.254)"),
        ("http://10.0.0.1/", "10.0.0.1"),
        ("http://[::ffff:192.168.0.1]/", "rete privata o interna"),
        ("file:///etc/passwd", "«file:»"),
        ("ftp://ftp.example.org/a", "«ftp:»"),
        ("https://user:secret@example.org/", "non è scritto in modo valido"),
    ],
)
def test_a_redirect_to_where_nobody_may_go_is_refused(site, target, word):
    site["/"] = (302, {"Location": target}, b"")
    assert word in refused(site).why
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://0.0.0.0/",
    ],
)
def test_this_machine_may_not_be_asked(url):
    with pytest.raises(FetchError, match="rete privata o interna"):
        Client().get(url)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "[fe80::1]", "[fc00::1]", "[::ffff:10.0.0.1]"]
)
def test_a_network_of_others_may_not_be_asked(host):
    with pytest.raises(FetchError, match="rete privata o interna") as error:
        Client().get(f"https://{host}/catalogo")
    assert error.value.remedy


@pytest.mark.parametrize(
    "url", ["", "nothing", "file:///etc/passwd", "//host/a", "http://", "https://a b/", "http://[x/"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(FetchError):
        Client().get(url)


def test_a_name_that_changes_its_answer_gains_nothing(site, monkeypatch):
    """The socket opens to the address that was checked: the name is resolved once for a connection."""
    port = int(site.address.rpartition(":")[2])
    answers = iter(["127.0.0.1", "169.254.169.254"])
    asked = []

    def resolve(host, *_args, **_kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site["/"] = b"public"
    url = f"http://rebind.example.org:{port}/"
    assert client(site).get(url).document.content == b"public"
    with pytest.raises(FetchError, match=r"169\.254\.169\.254"):
        client(site).get(url)
    assert asked == ["rebind.example.org"] * 2


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    def resolve(*_args, **_kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("8.8.8.8", "192.168.1.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(FetchError, match=r"192\.168\.1\.1"):
        Client().get("http://mixed.example.org/")


def test_a_site_that_is_not_there_is_reported(site):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with pytest.raises(FetchError, match="non risponde"):
        client(site).get(address)
