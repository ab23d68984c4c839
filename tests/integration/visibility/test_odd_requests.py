"""Every page and every action that reads, asked with values that nobody means: no 500, and nothing is leaked."""

from __future__ import annotations

import json
from contextvars import Context
from urllib.parse import quote

import pytest

from ckanext.smartlombardia import vocabularies
from tests.integration.visibility.test_who_sees_what import table
from tests.integration.visibility.ways import KNOWN
from tests.integration.visibility.world import World, build

HUGE = "100000000000000000000"
PATHS = ("a\0b", "{!x}", "🦊", "a" * 3000)
VALUES = ("{!x}", HUGE, "\"'[")
NAMES = ("q", "page", "body", "subject", "relation", "order", "fq", "sort", "words", "kind", "field", "function",
         "province", "state", "after", "modified_since", "_body", "by", "verdict", "rule", "domain", "day", "theme",
         "incomplete", "profiles", "limit", "offset", "title", "again", "from", "to", "finding", "id")  # fmt: skip
ALONE = ("q", "page", "body", "relation", "order", "fq", "function", "state")
ODD = ("{!x}", 10**20, [1], {"a": 1}, None)
ASKED = ("id", "q", "limit", "offset", "rows", "start", "body", "ipa", "name", "query", "sort", "page", "format",
         "include_users", "type", "object_type", "incomplete", "source", "key", "record", "theme", "words")  # fmt: skip
FORMATS = ("suffix", "_format", "format", "form")
ROLES = ("visitor", "body", "sysadmin")


@pytest.fixture(scope="module")
def world(registry) -> World:
    return build(registry)


@pytest.fixture(scope="module")
def ask(world):
    """Ask as a role; a note of what went wrong, empty where nothing did."""
    allowed = {role: {content for content, roles in table().items() if roles[role]} for role in ROLES}

    def ask(role, path, method="GET", **request):
        client = world.clients.setdefault(role, world.registry.client(world.users[role]))
        headers = world.registry.headers(path, world.users[role])
        answer = Context().run(client.open, path, method=method, headers=headers, buffered=True, **request)
        text = answer.get_data(as_text=True) if answer.mimetype != "application/gzip" else ""
        address = f"{role} {method} {path[:80]} {str(request)[:200]}"
        leaks = [
            content
            for content, mark in world.marks.items()
            if content not in allowed[role] and mark in text and mark not in path
        ]
        words = [word for word in ("org.apache", "/solr/", "psycopg2", "Traceback", "sqlalchemy") if word in text]
        if answer.status_code >= 500 or leaks or words:
            return f"{answer.status_code} {address} {leaks or ''} {words or ''}"
        return ""

    return ask


def rules(world):
    for rule in world.registry.app.flask_app.url_map.iter_rules():
        is_left_out = rule.endpoint.startswith(("static", "webassets", "home.redirect")) or any(
            word in rule.rule for word in ("_logout", "/software", "/project", "/dataservice", "/testing", "<int(")
        )
        if "GET" in rule.methods and not is_left_out:
            yield rule.rule


def fill(rule: str, value: str) -> str:
    """The path of a rule with a value for each of its arguments."""
    parts = []
    for part in rule.split("<"):
        argument, end, rest = part.partition(">")
        if not end:
            parts.append(part)
            continue
        name = argument.rpartition(":")[2]
        converter = argument.rpartition(":")[0]
        filled = HUGE if "int" in converter else value
        parts.append((KNOWN[name] if name in FORMATS else filled) + rest)
    return quote("".join(parts))


@pytest.mark.parametrize("role", ["visitor", "sysadmin"])
def test_no_page_breaks_at_an_odd_path(world, ask, role):
    paths = {fill(rule, value) for rule in rules(world) if "<" in rule for value in PATHS}
    assert len(paths) > 250
    assert [note for path in sorted(paths) if (note := ask(role, path))] == []


@pytest.mark.parametrize("role", ["visitor", "body"])
def test_no_page_breaks_at_odd_questions(world, ask, role):
    record = world.ids["public platform's name"]
    paths = sorted({fill(rule, record) for rule in rules(world)})
    assert [
        note
        for path in paths
        for value in VALUES
        if (note := ask(role, path, query_string=dict.fromkeys(NAMES, value)))
    ] == []


def test_no_page_of_ours_breaks_at_one_odd_question(world, ask):
    paths = sorted({rule for rule in rules(world) if "<" not in rule and not rule.startswith(("/api", "/user"))})
    paths += ["/catalog.ttl", "/records.csv", "/records.json", "/organization/c_f205", "/interoperabilita/parking"]
    assert [
        note
        for path in paths
        for name in ALONE
        for value in ("x", HUGE)
        if (note := ask("sysadmin", path, query_string={name: value}))
    ] == []


@pytest.mark.parametrize("role", ["visitor", "sysadmin"])
def test_no_action_that_reads_breaks_at_odd_arguments(ask, role):
    actions = [
        row["action"]
        for row in vocabularies.rows("api_actions")
        if row["method"] == "GET" and row["caller"] != "closed"
    ]
    assert len(actions) > 60
    notes = []
    for action in actions:
        address = f"/api/3/action/{action}"
        for value in ODD:
            data = json.dumps(dict.fromkeys(ASKED, value))
            notes.append(ask(role, address, "POST", data=data, content_type="application/json"))
            data = json.dumps({"id": value})
            notes.append(ask(role, address, "POST", data=data, content_type="application/json"))
        notes.append(ask(role, address))
    assert list(filter(None, notes)) == []
