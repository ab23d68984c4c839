"""Servers for tests that need them: started once a run on free loopback ports, in a folder that goes with the run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from local.portal import Portal
from local.stack import Stack

BODIES = (
    # Milano, Brescia, Suello, Lecco, Treviglio, Bergamo, Cremona, Mantova, Pavia, Sondrio, Varese, Como
    "c_f205", "c_b157", "c_i996", "c_e507", "c_l400", "c_a794",
    "c_d150", "c_e897", "c_g388", "c_i829", "c_l682", "c_c933",
)  # fmt: skip
PORTALS = ("template", "integration", "catalogues", "e2e")


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder that the database's own user reaches; pytest closes its folders to others whenever a run begins."""
    folder = Path(tempfile.mkdtemp(prefix="smartlombardia-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """PostgreSQL, Valkey and Solr with fast, forgetful settings."""
    with server_folder() as folder:
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
