"""Whatever is asked of a page or an action, nobody gets a 500."""

from __future__ import annotations

from contextvars import Context

import pytest
import redis

import ckan.lib.redis
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies


@pytest.fixture(scope="module")
def editor(registry):
    name = registry.user("c_f205")
    for kind in ("platform", "dataset", "dataservice", "software", "project"):
        fields = {"domain": "security", "bodies": ["c_f205"]} if kind == "project" else {}
        body = None if kind == "software" else "c_f205"
        registry.add(kind, body, user=name if body else None, title=f"Scheda {kind}", **fields)
    return name


@pytest.mark.parametrize("path", ["/dashboard/datasets", "/user/{name}", "/dashboard/organizations"])
def test_who_has_registered_records_opens_their_pages(registry, editor, path):
    page = registry.page(path.format(name=editor), editor)
    assert editor in page


@pytest.fixture(scope="module")
def ask(registry):
    def ask(path, user=None, method="GET", **request):
        request |= {"method": method, "buffered": True, "headers": registry.headers(path, user)}
        return Context().run(registry.client(user).open, path, **request)

    return ask


HUGE = 10**20


@pytest.mark.parametrize(
    "path",
    ["/platform/%00", "/dataset/%00", "/organization/%00", "/id/body/%00", "/qualita?body=%00",
     "/interoperabilita/andamento?body=%00", "/interoperabilita/rilievi?subject=%00", "/doppioni?relation=x",
     "/doppioni?order=x", f"/qualita?page={HUGE}", "/catalog.ttl?q={!x}", "/catalog.ttl?fq=bogus:[",
     "/catalog.ttl?page=1000000000000000000", "/records/choices?words={!x}&kind=platform", "/dataset/?q={!x}",
     f"/dataset/?page={HUGE}", f"/comune?page={HUGE}", f"/interoperabilita?page={HUGE}"],
)  # fmt: skip
@pytest.mark.parametrize("office", [False, True])
def test_an_odd_address_is_refused_in_plain_words(registry, ask, path, office):
    user = registry.user("r_lombar") if office else None
    answer = ask(path, user)
    assert answer.status_code in (200, 302, 303, 400, 403, 404), answer.status_code
    text = answer.get_data(as_text=True)
    for word in ("org.apache", "SOLR", "psycopg2", "Internal Server Error"):
        assert word not in text


def test_the_restricted_fields_of_a_dataset_are_not_there(registry, ask, editor):
    dataset = registry.add("dataset", "c_f205", user=editor, title="Dati")
    assert ask(f"/platform/{dataset['name']}/restricted", editor).status_code == 404


@pytest.mark.parametrize(
    "body",
    ['{"a":' * 5_000 + "1" + "}" * 5_000, "[" * 100_000, "[]", "nonsense", '{"id": "a\\u0000b"}', '"x"'],
    ids=lambda body: body[:20],
)
def test_a_body_that_cannot_be_read_is_a_bad_request(ask, body):
    for action in ("package_search", "package_show"):
        answer = ask(f"/api/3/action/{action}", method="POST", data=body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.get_json()["success"] is False


def test_errors_of_the_api_are_json_in_the_language_of_the_reader(ask):
    for path, status in (("/api/3/action/nothing", 404), ("/api/3/nothing", 404), ("/api/3/action/package_show", 409)):
        answer = ask(path)
        assert answer.status_code == status
        assert answer.get_json()["success"] is False
    said = [ask(f"{language}/api/3/action/package_search?fq=bogus:x").get_json() for language in ("", "/en")]
    assert [answer["error"]["message"] for answer in said] == [
        "Una ricerca non usa il campo bogus",
        "A search does not use the field bogus",
    ]


def test_an_action_without_its_arguments_is_a_bad_request(registry, ask):
    admin = registry.user(sysadmin=True)
    for row in vocabularies.rows("api_actions"):
        if row["method"] == "GET" and row["caller"] != "closed":
            answer = ask(f"/api/3/action/{row['action']}", admin)
            assert answer.status_code < 500, row["action"]


def test_with_solr_away_pages_say_so_or_do_without(registry, ask, monkeypatch, editor):
    body = registry.by_office("organization_show", id="c_f205")["id"]
    monkeypatch.setitem(tk.config, "solr_url", "http://127.0.0.1:9/solr/none")
    for path in ("/dataset/", "/api/3/action/package_search", "/catalog.ttl?q=x", "/records.json", "/records.csv",
                 "/organization/c_f205"):  # fmt: skip
        answer = ask(path)
        assert answer.status_code == 503, path
        assert int(answer.headers["Retry-After"]) > 0
        assert "127.0.0.1:9" not in answer.get_data(as_text=True)
    written = {
        "type": "platform",
        "title": "Nuova",
        "owner_org": body,
    }
    answer = ask("/api/3/action/package_create", editor, "POST", json=written)
    assert answer.status_code == 503
    assert "127.0.0.1:9" not in answer.get_data(as_text=True)
    for path in ("/", "/comune", "/aiuto", "/interoperabilita", "/qualita"):
        assert ask(path).status_code == 200, path


def test_with_valkey_away_pages_go_on(registry, ask, monkeypatch):
    dead = redis.ConnectionPool.from_url("redis://127.0.0.1:9/0")
    monkeypatch.setattr(ckan.lib.redis, "_connection_pool", dead)
    monkeypatch.setitem(tk.config, "ckanext.smartlombardia.rate_limits", True)
    for path in ("/", "/dataset/", "/organization/c_f205", "/catalog.ttl", "/api/3/action/package_search"):
        assert ask(path).status_code == 200, path
    tried = ask("/user/login", method="POST", data={"login": "nobody", "password": "12345678"})
    assert tried.status_code == 503
