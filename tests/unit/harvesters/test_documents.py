"""Documents come in the order of their addresses, several at a time, never too many."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import datetime, timezone

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.harvesters import documents
from ckanext.smartlombardia.types import Document, Refused

ADDRESSES = [f"https://host{number}.example.org/" for number in range(40)]


class Network:
    """Answers after a moment; counts how many are asked at once and how many answers nobody has taken."""

    def __init__(self, gone: str = ""):
        self.gone, self.busy, self.most, self.asked = gone, 0, 0, 0
        self.lock = threading.Lock()

    def get(self, url: str) -> Document:
        with self.lock:
            self.asked += 1
            self.busy += 1
            self.most = max(self.most, self.busy)
        time.sleep(0.02)
        with self.lock:
            self.busy -= 1
        if url == self.gone:
            raise FetchError("missing", url)
        return Document(url, "text/plain", b"", "", datetime.now(timezone.utc))


def test_order_is_kept_and_one_that_is_gone_is_named():
    network = Network(gone=ADDRESSES[7])
    found = list(documents.each(network.get, ADDRESSES))
    assert [one.where if isinstance(one, Refused) else one.url for one in found] == ADDRESSES
    assert isinstance(found[7], Refused)


def test_several_are_asked_at_once():
    network = Network()
    list(documents.each(network.get, ADDRESSES))
    assert 1 < network.most <= documents.AHEAD


def test_no_more_than_a_few_wait_to_be_read():
    network = Network()
    found = documents.each(network.get, ADDRESSES)
    next(found)
    time.sleep(0.3)
    assert network.asked <= documents.AHEAD + 1
    found.close()


def after(page: Document, number: int) -> str | None:
    return f"{ADDRESSES[0]}?page={number + 1}" if number < 5 else None


def test_pages_follow_one_another_to_the_last():
    found = list(documents.paged(Network().get, ADDRESSES[0], after, most=100))
    assert [one.url for one in found] == [ADDRESSES[0], *(f"{ADDRESSES[0]}?page={number}" for number in range(2, 6))]


def test_a_page_of_which_it_is_known_where_it_led_is_not_looked_into():
    network = Network()

    def known(url: str) -> Document:
        document = network.get(url)
        return replace(document, leads=(ADDRESSES[1],) if url == ADDRESSES[0] else ())

    found = list(documents.paged(known, ADDRESSES[0], lambda *_: ADDRESSES[9], most=100))
    assert [(one.url, one.leads) for one in found] == [(ADDRESSES[0], (ADDRESSES[1],)), (ADDRESSES[1], ())]


def test_a_page_that_is_gone_ends_the_catalogue_and_is_named():
    gone = f"{ADDRESSES[0]}?page=3"
    found = list(documents.paged(Network(gone=gone).get, ADDRESSES[0], after, most=100))
    assert len(found) == 3
    assert isinstance(found[2], Refused)
    assert found[2].where == gone


def test_pages_that_lead_in_a_circle_end():
    assert len(list(documents.paged(Network().get, ADDRESSES[0], lambda *_: ADDRESSES[0], most=100))) == 1


def test_no_more_pages_are_asked_than_allowed():
    network = Network()
    assert len(list(documents.paged(network.get, ADDRESSES[0], after, most=2))) == 2
    assert network.asked == 2
