"""Sources on a site of our own, or on the stored copies of the real ones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextvars import Context
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.fetch import FetchSettings
from ckanext.smartlombardia.logic.network import client
from tests.conftest import Site
from tests.integration.registry import Registry

MIRROR = "ckanext.smartlombardia.mirror"


class Harvests:
    """Sources of the registry under test: add one, harvest it, read its report."""

    def __init__(self, registry: Registry):
        self.registry = registry

    def read_from(self, address: str) -> None:
        """Ask a server on loopback instead of the network."""
        tk.config[MIRROR] = address

    def add(self, name: str, source_type: str, url: str, body: str = "r_lombar", config: str = "") -> str:
        """A new source; its name."""
        org = self.registry.by_office("organization_show", id=body)["id"]
        said = {"name": name, "title": name, "source_type": source_type, "url": url, "config": config}
        self.registry.by_office("harvest_source_create", owner_org=org, frequency="DAILY", **said)
        return name

    def run(self, name: str) -> dict[str, Any]:
        """Harvest it; the counts and the report of the run."""
        self.registry.by_office("smartlombardia_harvest", source=name)
        return self.last(name)

    def last(self, name: str) -> dict[str, Any]:
        """The last run, as the office reads it."""
        return self.registry.by_office("smartlombardia_source_report", source=name)["runs"][0]

    def page(self, path: str, user: str | None = None) -> Any:
        """What a user gets at a path. In a context of its own: the test's has a user already."""
        headers = {}
        if user:
            headers["Authorization"] = self.registry.by_office("api_token_create", user=user, name="pages")["token"]
        return Context().run(self.registry.app.test_client().get, path, headers=headers)

    def job(self, name: str) -> dict[str, Any]:
        """The last job, as ckanext-harvest tells it."""
        return self.registry.by_office("harvest_source_show", id=name)["status"]["last_job"]


@pytest.fixture(scope="module")
def harvests(registry: Registry) -> Iterator[Harvests]:
    yield Harvests(registry)
    tk.config[MIRROR] = ""


@pytest.fixture
def elsewhere(harvests: Harvests, site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site of our own, whose pages stand for those of `https://example.org/…`; nobody waits between attempts."""
    harvests.read_from(site.address)
    monkeypatch.setattr(client, "FetchSettings", impatient)
    return site


def impatient(**said: Any) -> FetchSettings:
    """Small limits, so that a test of an endless body ends."""
    return FetchSettings(**{**said, "backoff": 0, "timeout": 3, "read_timeout": 2, "max_bytes": 2**20})


def writes() -> dict[str, int]:
    """Rows that each table ever had written, changed or deleted, by the server's own count.

    A connection that rests in the pool may hold back what it counted, so all are closed first: that sends it.
    """
    model.Session.remove()
    model.meta.engine.dispose()
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with model.meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(100):
            if not connection.scalar(others):
                break
            time.sleep(0.1)
        connection.execute(sa.text("SELECT pg_stat_clear_snapshot()"))
        rows = connection.execute(sa.text("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables"))
        return dict(rows.tuples().all())
