"""The API offers what its table says, to whom it says, by the method that it says; the rest does not exist."""

import json
from contextvars import Context

import pytest

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies

CALLERS = ("visitor", "signed_in", "editor", "admin", "office", "sysadmin")
CLOSED = 404


@pytest.fixture(scope="module")
def users(registry):
    return {
        "visitor": None,
        "signed_in": registry.user(),
        "editor": registry.user("c_e507"),
        "admin": registry.user("c_i996", "admin"),
        "office": registry.user("r_lombar", "admin"),
        "sysadmin": registry.user(sysadmin=True),
    }


@pytest.fixture(scope="module")
def tokens(registry, users):
    def token(user):
        return user and registry.by_office("api_token_create", user=user, name="test")["token"]

    return {caller: token(user) for caller, user in users.items()}


@pytest.fixture(scope="module")
def ask(registry, tokens):
    def ask(action, caller="visitor", method="POST", **data):
        headers = {"Authorization": tokens[caller]} if tokens[caller] else {}
        path = f"/api/3/action/{action}"
        client = registry.app.test_client()
        if method == "GET":
            return Context().run(client.get, path, query_string=data, headers=headers)
        body = json.dumps(data)
        return Context().run(client.post, path, data=body, headers=headers, content_type="application/json")

    return ask


def registered_actions():
    from ckan.logic import _actions, get_action

    get_action("status_show")
    return set(_actions)


def test_every_action_that_runs_here_has_its_row_and_every_row_an_action(registry):
    assert {row["action"] for row in vocabularies.rows("api_actions")} == registered_actions()


def test_what_changes_something_is_never_offered_by_get(ask):
    for row in vocabularies.rows("api_actions"):
        if row["caller"] != "closed" and row["method"] == "POST":
            assert ask(row["action"], "sysadmin", "GET").status_code == 405, row["action"]


def test_a_closed_action_does_not_exist_for_anybody(ask):
    for row in vocabularies.rows("api_actions"):
        if row["caller"] == "closed":
            for caller in CALLERS:
                assert ask(row["action"], caller).status_code == CLOSED, (row["action"], caller)


def test_who_is_less_than_the_table_asks_for_is_refused(ask):
    ranks = {caller: rank for rank, caller in enumerate(CALLERS)}
    for row in vocabularies.rows("api_actions"):
        below = [caller for caller in CALLERS if ranks[caller] < ranks.get(row["caller"], -1)]
        for caller in below:
            assert ask(row["action"], caller).status_code == 403, (row["action"], caller)


def test_an_action_of_another_extension_is_closed_until_it_has_a_row(ask):
    assert ask("no_such_action", "sysadmin").status_code == CLOSED


def test_a_visitor_cannot_strip_a_record_of_what_it_says(registry, ask):
    record = registry.add("platform", "c_i996", function="notice-board", product_name="Folium")
    assert ask("harvest_source_reindex", method="GET", id=record["id"]).status_code == CLOSED
    with pytest.raises(tk.NotAuthorized):
        registry.call("harvest_source_reindex", None, id=record["id"])
    shown = registry.call("package_show", id=record["id"])
    assert (shown["function"], shown["product_name"]) == ("notice-board", "Folium")


def test_not_even_the_office_reindexes_a_record_as_a_source(registry, users):
    record = registry.add("platform", "c_i996", function="notice-board")
    with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
        registry.call("harvest_source_reindex", users["sysadmin"], id=record["id"])


@pytest.mark.parametrize("kind", ["foo", "harvester", "showcase"])
def test_a_type_that_does_not_exist_is_refused(registry, ask, kind):
    refused = ask("package_create", "admin", type=kind, name=f"zz-{kind}", title="x", owner_org="c_i996")
    assert refused.status_code == 409
    assert "type" in refused.get_json()["error"]
    assert registry.client().get(f"/dataset/zz-{kind}").status_code == 404


def test_the_list_of_records_names_no_source(registry, ask):
    org = registry.by_office("organization_show", id="c_i996")["id"]
    name = registry.by_office(
        "harvest_source_create", name="fonte-di-suello", title="Fonte", url="https://e.example/a.csv",
        source_type="inventory", frequency="MANUAL", owner_org=org,
    )["name"]  # fmt: skip
    assert name not in ask("package_list").get_json()["result"]


def test_whether_an_account_exists_is_not_told(registry, ask, users):
    answers = [
        ask("user_patch", caller, id=name) for caller in ("signed_in", "admin") for name in (users["office"], "nobody")
    ]
    assert {answer.status_code for answer in answers} == {403}
    texts = [answer.get_json()["error"]["message"] for answer in answers]
    assert len(set(texts)) == 1
