"""How often and how much: requests, tries of a password, long bodies, kept pages, long lists."""

from __future__ import annotations

import json
from contextvars import Context
from urllib.parse import urlsplit

import pytest

from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.rdf import cache

PREFIX = "ckanext.smartlombardia."
PASSWORD = "a long password"


@pytest.fixture
def setting(monkeypatch, registry):
    """Set settings; what was counted before is forgotten."""
    store = connect_to_redis()
    for key in store.scan_iter("smartlombardia:*:limit:*"):
        store.delete(key)

    def setting(name, value):
        monkeypatch.setitem(tk.config, PREFIX + name, value)

    setting("rate_limits", True)
    return setting


@pytest.fixture
def ask(registry):
    def ask(path, user=None, method="GET", address="192.0.2.1", client=None, **request):
        client, request["headers"] = client or registry.client(user), registry.headers(path, user)
        environ = {"REMOTE_ADDR": address}
        request = {"buffered": True, "follow_redirects": False, **request}
        return Context().run(client.open, path, method=method, environ_overrides=environ, **request)

    return ask


@pytest.mark.parametrize(
    ("group", "path"),
    [
        ("search", "/api/3/action/package_search?rows=0"),
        ("search", "/dataset/?q=x"),
        ("catalogue", "/catalog.ttl"),
        ("export", "/records.csv"),
    ],
)
def test_who_asks_too_often_waits_and_others_do_not(registry, ask, setting, group, path):
    setting(f"rate_limits.{group}", 3)
    assert [ask(path).status_code for _ in range(3)] == [200] * 3
    refused = ask(path)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    if path.startswith("/api"):
        assert refused.get_json()["error"]["message"]
    assert ask(path, address="192.0.2.2").status_code == 200
    assert ask(path, registry.user()).status_code == 200
    assert ask("/aiuto").status_code == 200


def test_an_account_is_limited_wherever_it_asks_from(registry, ask, setting):
    setting("rate_limits.search", 3)
    user = registry.user()
    answers = [ask("/dataset/", user, address=f"192.0.2.{number}").status_code for number in range(5)]
    assert answers == [200, 200, 200, 429, 429]


def test_every_row_of_the_table_names_what_there_is(registry):
    actions = {row["action"] for row in vocabularies.rows("api_actions") if row["caller"] != "closed"}
    endpoints = {
        (method, rule.endpoint) for rule in registry.app.flask_app.url_map.iter_rules() for method in rule.methods
    }
    for row in vocabularies.rows("rate_limits"):
        there = row["name"] in actions if row["kind"] == "action" else (row["kind"], row["name"]) in endpoints
        assert there, row


def log_in(registry, ask, name, password, address="192.0.2.1"):
    """Try a password; the status, 302 where it is right."""
    client = registry.client()
    token = registry.token_of(ask("/user/login", address=address, client=client).get_data(as_text=True))
    sent = {"login": name, "password": password, "_csrf_token": token}
    return ask("/user/login", method="POST", data=sent, address=address, client=client).status_code


def test_passwords_cannot_be_tried_without_end(registry, ask, setting):
    setting("rate_limits.login", 5)
    name = registry.user()
    assert [log_in(registry, ask, name, f"wrong {number}") for number in range(5)] == [200] * 5
    assert log_in(registry, ask, name, "wrong again") == 429
    assert log_in(registry, ask, name, PASSWORD) == 429
    assert log_in(registry, ask, name, PASSWORD, address="192.0.2.2") == 302  # who owns the account is not locked out


def test_an_address_cannot_try_account_after_account(registry, ask, setting):
    setting("rate_limits.login", 2)
    statuses = [log_in(registry, ask, f"nobody{number}", "12345678") for number in range(12)]
    assert statuses == [200] * 10 + [429] * 2


def test_many_addresses_cannot_try_one_account(registry, ask, setting):
    setting("rate_limits.login", 1)
    name = registry.user()
    statuses = [log_in(registry, ask, name, "12345678", address=f"198.51.100.{number}") for number in range(12)]
    assert statuses == [200] * 10 + [429] * 2


@pytest.mark.parametrize("path", ["/api/3/action/package_search", "/user/login"])
def test_a_long_body_is_refused_before_it_is_read(ask, path):
    answer = ask(path, method="POST", data=b"x" * (33 * 2**20), content_type="application/json")
    assert answer.status_code == 413
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_question_of_the_catalogue_is_not_kept(registry, ask):
    def kept():
        return len(list(connect_to_redis().scan_iter("smartlombardia:*:rdf:*")))

    ask("/catalog.ttl")
    before = kept()
    assert before
    for number in range(5):
        assert ask(f"/catalog.ttl?q=x{number}").status_code == 200
        assert ask(f"/catalog.ttl?fq=sl_type:x{number}").status_code == 200
    assert kept() == before


def test_the_kept_pages_have_a_bound(registry, monkeypatch):
    monkeypatch.setattr(cache, "MAX_ENTRIES", 5)
    for number in range(20):
        cache.get_or_write("test", {"number": number}, lambda: "text")
    assert len(list(connect_to_redis().scan_iter("smartlombardia:*:rdf:text:*"))) <= 5


def test_a_long_list_of_json_comes_in_pages(registry, ask):
    titles = {f"Elenco {number}" for number in range(7)}
    for title in titles:
        registry.add("platform", "c_f205", title=title)
    path, pages = "/records.json?q=Elenco&rows=3", []
    while path:
        page = json.loads(ask(path).get_data(as_text=True))
        assert page["count"] == 7
        pages.append([record["title"] for record in page["results"]])
        path = page["next"] and urlsplit(page["next"])._replace(scheme="", netloc="").geturl()
    assert [len(page) for page in pages] == [3, 3, 1]
    assert {title for page in pages for title in page} == titles
    assert ask("/records.json?after=x").status_code == 400
    assert len(ask("/records.csv?q=Elenco").get_data(as_text=True).splitlines()) == 8
