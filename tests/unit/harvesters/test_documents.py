"""Documents come in the order of their addresses, several at a time, never too many."""

from __future__ import annotations

import threading
import time
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
