"""A look that raises costs its address: the round goes on, and the address is not the first of the next round."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.fetch import Look
from ckanext.smartlombardia.interop.probes import Answer, Seen
from ckanext.smartlombardia.logic.probes import probe_run
from ckanext.smartlombardia.logic.quality import links
from ckanext.smartlombardia.model import Quarantine

BAD, GOOD = "https://example.org/veleno", "https://example.org/sano"


@pytest.fixture(autouse=True)
def nothing_set_aside(registry):
    yield
    core.Session.rollback()
    core.Session.execute(sa.delete(Quarantine))
    core.Session.commit()


def set_aside() -> list[tuple[str, str]]:
    core.Session.rollback()
    return [(row.step, row.subject) for row in core.Session.scalars(sa.select(Quarantine))]


def test_a_link_whose_look_raises_leaves_the_round_to_the_others(registry):
    dataset = registry.add("dataset", title="Due file", notes="Dati.", resources=[{"url": BAD}, {"url": GOOD}])["id"]
    registry.by_office("smartlombardia_quality_judge", records=[dataset])
    asked: list[str] = []

    def look(address: str) -> Look:
        asked.append(address)
        if address == BAD:
            raise ValueError("could not convert string to float: '²'")
        return Look(True, 200, "")

    counts, changed = links.check_links(look, 10)
    assert counts["answering"] == 1
    assert changed == [GOOD]
    assert set_aside() == [("links", BAD)]
    asked.clear()
    links.check_links(look, 10)
    assert asked == []  # neither is due: one was looked at, one waits for its time


def test_an_api_whose_look_raises_leaves_the_round_to_the_others(registry):
    bad = registry.add("dataservice", title="Veleno", endpoint_url=f"{BAD}/api")["id"]
    registry.add("dataservice", title="Sano", endpoint_url=f"{GOOD}/api")
    looked: list[str] = []

    def look(target) -> Seen:
        if target.endpoint == f"{BAD}/api":
            raise ValueError("odd header")
        looked.append(target.endpoint)
        return Seen([Answer(target.endpoint, True, 200, 5)])

    counts, _ = probe_run.check_apis(look, 10)
    assert looked == [f"{GOOD}/api"]
    assert counts["looked"] == 1
    assert set_aside() == [("probes", bad)]
