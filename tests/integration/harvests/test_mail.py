"""Mail about a source: a new problem, and its end; nothing in between."""

from __future__ import annotations

import pytest

from ckan.lib import mailer
from ckan.plugins import toolkit as tk

API = b"openapi: 3.0.3\ninfo: {title: Posta, version: 1.0.0}\npaths: {}\n"
PAGE = "/example.org/posta.yaml"


@pytest.fixture
def sent(registry, monkeypatch):
    """Mails that are sent: to whom, about what."""
    mails = []
    monkeypatch.setitem(tk.config, "smtp.mail_from", "registro@example.org")
    monkeypatch.setattr(mailer, "mail_user", lambda user, subject, body, **_: mails.append((user.name, subject, body)))
    return mails


def test_the_administrators_of_a_body_hear_of_a_new_problem_and_of_its_end(registry, harvests, elsewhere, sent):
    administrator = registry.user("c_i996", "admin")
    registry.user("c_i996", "editor")
    harvests.add("posta", "openapi", "https://example.org/posta.yaml", "c_i996")
    elsewhere[PAGE] = API
    harvests_twice(harvests, registry)
    assert sent == []
    elsewhere[PAGE] = (404, {}, b"")
    harvests_twice(harvests, registry)
    ((to, subject, body),) = sent
    assert (to, "un problema nuovo" in subject) == (administrator, True)
    assert "non c’è più nulla" in body
    assert "/fonti/posta" in body
    elsewhere[PAGE] = API
    harvests_twice(harvests, registry)
    assert [one[1].partition(": ")[2] for one in sent] == ["un problema nuovo", "problema risolto"]


def test_without_an_address_to_write_from_nothing_is_sent(registry, harvests, elsewhere, sent, monkeypatch):
    monkeypatch.setitem(tk.config, "smtp.mail_from", None)
    registry.user("c_i996", "admin")
    harvests.add("muta", "openapi", "https://example.org/muta.yaml", "c_i996")
    registry.by_office("smartlombardia_harvest", source="muta")
    assert sent == []


def harvests_twice(harvests, registry):
    for _ in range(2):
        registry.by_office("smartlombardia_harvest", source="posta")
