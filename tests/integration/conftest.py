"""Integration tests: CKAN in this process, on real PostgreSQL, Valkey and Solr that are started for the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from local.portal import Portal
from local.stack import Stack

from tests.integration.registry import Registry


@pytest.fixture(scope="session")
def ckan(stack: Stack, template: Portal) -> Iterator[Portal]:
    """CKAN loaded in this process, with every plugin, on the database `integration`."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    portal = stack.portal("integration")
    portal.configure()
    config = load_config(str(portal.ini))
    portal.postgres.execute(f'CREATE DATABASE integration TEMPLATE "{template.name}"')
    portal.application = make_app(config)  # type: ignore[attr-defined]
    yield portal
    from ckan import model

    model.Session.remove()
    model.meta.engine.dispose()


@pytest.fixture(scope="module")
def registry(ckan: Portal, template: Portal) -> Iterator[Registry]:
    """A registry with a dozen bodies and nothing else; each test module has its own."""
    from ckan import model

    model.Session.remove()
    model.meta.engine.dispose()
    ckan.postgres.execute(
        "DROP DATABASE IF EXISTS integration WITH (FORCE)", f'CREATE DATABASE integration TEMPLATE "{template.name}"'
    )
    ckan.solr.ask("integration/update?commit=true", b'{"delete": {"query": "*:*"}}')
    with ckan.application._wsgi_app.test_request_context():  # type: ignore[attr-defined]
        yield Registry(ckan)
    model.Session.remove()


@pytest.fixture
def call(registry: Registry) -> Callable[..., Any]:
    """Call an action: `call("package_show", user, id=…)`; no user is a visitor."""
    return registry.call
