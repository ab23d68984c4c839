"""Servers for tests that need them: started once a run on free loopback ports, in a folder that goes with the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from local.portal import Portal
from local.stack import Stack

BODIES = (
    # Milano, Brescia, Suello, Lecco, Treviglio, Bergamo, Cremona, Mantova, Pavia, Sondrio, Varese, Como
    "c_f205", "c_b157", "c_i996", "c_e507", "c_l400", "c_a794",
    "c_d150", "c_e897", "c_g388", "c_i829", "c_l682", "c_c933",
)  # fmt: skip
PORTALS = ("template", "integration", "e2e")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """PostgreSQL, Valkey and Solr with fast, forgetful settings."""
    folder: Path = tmp_path_factory.mktemp("stack")
    for parent in (folder, *folder.parents):  # the database may run as another user
        if parent.stat().st_mode & 0o011 != 0o011 and parent.owner() == folder.owner():
            parent.chmod(parent.stat().st_mode | 0o011)
    running = Stack(folder, durable=False)
    running.start(cores=PORTALS)
    yield running
    running.stop()
    running.postgres.remove()


@pytest.fixture(scope="session")
def template(stack: Stack) -> Portal:
    """A portal with tables and a dozen bodies, whose database the others copy."""
    portal = stack.portal("template")
    portal.configure()
    portal.prepare_database()
    only = [word for body in BODIES for word in ("--only", body)]
    portal.ckan("smartlombardia", "territory", "load", *only)
    return portal
