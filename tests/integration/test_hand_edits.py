"""What people write by hand, by any action of CKAN's, is kept as facts of theirs; what changes nothing leaves none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.model import Change, FactRow

BODY = "c_i996"
FILE = {"url": "https://example.org/a.csv", "name": "Elenco", "format": "CSV"}
Edit = Callable[[Any, str, dict[str, Any]], Any]


def rows(record: str) -> list[tuple[str, Any, str]]:
    """Facts ever kept of a record: name, value, source."""
    query = sa.select(FactRow.name, FactRow.value, FactRow.source).where(FactRow.subject == record).order_by(FactRow.id)
    return [tuple(row) for row in core.Session.execute(query)]


@pytest.fixture(scope="module")
def clerk(registry):
    return registry.user(BODY)


@pytest.fixture
def dataset(registry, clerk):
    return registry.add("dataset", BODY, clerk, title="Elenco dei lampioni", resources=[dict(FILE)])


def update(registry, clerk, record):
    registry.call("package_update", clerk, **{**record, "title": "Un altro titolo"})


def patch(registry, clerk, record):
    registry.call("package_patch", clerk, id=record["id"], title="Un altro titolo")


def revise(registry, clerk, record):
    registry.call("package_revise", clerk, match={"id": record["id"]}, update={"title": "Un altro titolo"})


@pytest.mark.parametrize("edit", [update, patch, revise], ids=lambda edit: edit.__name__)
def test_a_changed_field_is_a_fact_of_the_editor_and_the_others_are_not(registry, clerk, dataset, edit: Edit):
    before = rows(dataset["id"])
    edit(registry, clerk, dataset)
    added = rows(dataset["id"])[len(before) :]
    assert ("title", "Un altro titolo", f"owner:{BODY}") in added
    assert {name for name, _, _ in added} == {"title"}


def test_a_new_record_is_stated_by_whoever_writes_it(registry, clerk, dataset):
    assert ("title", "Elenco dei lampioni", f"owner:{BODY}") in rows(dataset["id"])
    by_the_office = registry.add("dataset", BODY, title="Scritto in Regione")
    assert ("title", "Scritto in Regione", "office") in rows(by_the_office["id"])


def add_file(registry, clerk, record):
    registry.call("resource_create", clerk, package_id=record["id"], **{**FILE, "name": "Secondo"})


def change_file(registry, clerk, record):
    registry.call("resource_patch", clerk, id=record["resources"][0]["id"], name="Corretto")


def remove_file(registry, clerk, record):
    registry.call("resource_delete", clerk, id=record["resources"][0]["id"])


@pytest.mark.parametrize("edit", [add_file, change_file, remove_file], ids=lambda edit: edit.__name__)
def test_a_changed_file_is_one_fact_of_the_editor(registry, clerk, dataset, edit: Edit):
    before = rows(dataset["id"])
    edit(registry, clerk, dataset)
    added = rows(dataset["id"])[len(before) :]
    assert [(name, source) for name, _, source in added] == [("resources", f"owner:{BODY}")]


def test_what_changes_nothing_leaves_no_fact(registry, clerk, dataset):
    before = rows(dataset["id"])
    registry.call("package_patch", clerk, id=dataset["id"], title=dataset["title"])
    registry.call("package_update", clerk, **registry.call("package_show", clerk, id=dataset["id"]))
    org = dataset["owner_org"]
    registry.call("bulk_update_public", registry.user(BODY, "admin"), datasets=[dataset["id"]], org_id=org)
    assert rows(dataset["id"]) == before


@pytest.mark.parametrize("action", ["package_patch", "package_update", "package_revise"])
def test_a_write_that_fails_leaves_no_fact(registry, clerk, dataset, action):
    before, bad = rows(dataset["id"]), {"notes": "Altro", "title": ""}
    data = {"match": {"id": dataset["id"]}, "update": bad} if action == "package_revise" else {**dataset, **bad}
    with pytest.raises(tk.ValidationError):
        registry.call(action, clerk, **data)
    core.Session.rollback()
    assert rows(dataset["id"]) == before


def test_a_stranger_leaves_no_fact(registry, dataset):
    before = rows(dataset["id"])
    with pytest.raises(tk.NotAuthorized):
        registry.call("package_patch", registry.user("c_b157"), id=dataset["id"], title="Mio")
    assert rows(dataset["id"]) == before


@pytest.mark.parametrize(("action", "what"), [("bulk_update_private", "updated"), ("bulk_update_delete", "deleted")])
def test_a_change_of_many_at_once_is_told_to_those_who_follow(registry, dataset, action, what):
    before = outbox(dataset["id"])
    admin, org = registry.user(BODY, "admin"), dataset["owner_org"]
    registry.call(action, admin, datasets=[dataset["id"]], org_id=org)
    assert outbox(dataset["id"])[len(before) :] == [what]
    with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
        registry.call("package_show", id=dataset["id"])


def test_a_change_of_owner_is_told_to_those_who_follow(registry, dataset):
    before = outbox(dataset["id"])
    other = registry.by_office("organization_show", id="c_b157")["id"]
    registry.by_office("package_owner_org_update", id=dataset["id"], organization_id=other)
    assert outbox(dataset["id"])[len(before) :] == ["updated"]
    registry.by_office("package_owner_org_update", id=dataset["id"], organization_id=other)
    assert outbox(dataset["id"])[len(before) :] == ["updated"]  # nothing changed: nothing is told


def outbox(record: str) -> list[str]:
    """What the outbox says of a record, in order."""
    query = sa.select(Change.what).where(Change.kind == "record", Change.subject == record).order_by(Change.seq)
    return list(core.Session.scalars(query))
