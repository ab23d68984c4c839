"""The open APIs of the demo: each example call is asked of the server of stored copies, and counted if it answers."""

from __future__ import annotations

import pytest
from local import copies

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.logic.network import client
from tests.conftest import served, stored_copies

SOURCES = ("dati-lombardia", "gbfs-systems", "gtfs-mobility-database")


@pytest.fixture(scope="module")
def demo_copies(shared, tmp_path_factory):
    handler = stored_copies(shared)
    handler.index = copies.extended_index(handler.index, tmp_path_factory.mktemp("copies"))
    with served(handler) as address:
        yield address


def answers(address: str) -> bool:
    try:
        return bool(client.content(address))
    except FetchError:
        return False


def test_forty_apis_may_be_called_by_anybody_and_answer(harvests, registry, demo_copies):
    registry.by_office("smartlombardia_sources_load")
    harvests.read_from(demo_copies)
    assert {harvests.run(source)["state"] for source in SOURCES} == {"done"}
    records = []
    for start in (0, 50):
        records += registry.call(
            "package_search", fq='+sl_type:"dataservice" +sl_access:open', rows=50, start=start, sort="id asc"
        )["results"]
    calls = {record["example_url"] for record in records if record.get("example_url")}
    assert len(calls) >= 55
    assert sum(map(answers, sorted(calls))) >= 40
    served_tables = [record for record in records if record.get("serves_datasets")]
    assert len(served_tables) >= 40
    assert {record["organization"]["name"] for record in served_tables} >= {"arpa_mi"}
    assert all(record["licence"] == "A11_CCO10" for record in served_tables if record.get("licence"))
