"""Eight clicks at once make one row: facts, restricted fields, decisions, registrations."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.model import Decision, FactRow, FindingRow, Restricted

CLICKS = 8


def at_once(registry, work: Callable[[], Any]) -> list[Any]:
    """Do it in eight threads that begin together; what each gave or raised."""
    gate = Barrier(CLICKS)

    def click(_: int) -> Any:
        with registry.portal.application._wsgi_app.test_request_context():
            gate.wait(20)
            try:
                return work()
            except tk.ValidationError as error:
                return error
            finally:
                core.Session.remove()

    core.Session.commit()
    with ThreadPoolExecutor(CLICKS) as pool:
        return list(pool.map(click, range(CLICKS)))


def call(action: str, user: str, **data: Any) -> Any:
    return tk.get_action(action)({"user": user, "auth_user_obj": core.User.get(user)}, data)


@pytest.fixture(scope="module")
def office(registry) -> str:
    return registry.user("r_lombar")


def test_a_value_is_confirmed_once(registry, office):
    record = registry.add("platform", title="Confermata", product_name="Confermata", vendor_name="Ditta")["id"]
    editor = registry.user("c_f205")
    at_once(registry, lambda: call("smartlombardia_fact_confirm", editor, id=record))
    row = FactRow
    standing = sa.select(row.name, sa.func.count()).where(
        row.subject == record, row.until.is_(None), row.source == "owner:c_f205"
    )
    counts = dict(core.Session.execute(standing.group_by(row.name)).tuples().all())
    assert counts
    assert set(counts.values()) == {1}


def test_a_restricted_field_has_one_value(registry):
    record = registry.add("platform", title="Riservata", product_name="Riservata")["id"]
    editor = registry.user("c_f205")
    numbers = iter(range(10_000, 10_000 + CLICKS))
    at_once(registry, lambda: call("smartlombardia_restricted_update", editor, id=record, yearly_cost=next(numbers)))
    row = Restricted
    standing = core.Session.scalars(sa.select(row).where(row.subject == record, row.until.is_(None))).all()
    assert [one.name for one in standing] == ["yearly_cost"]
    assert call("smartlombardia_restricted_show", editor, id=record)["yearly_cost"] == standing[0].value


def test_the_database_itself_refuses_a_second_standing_restricted_value(registry):
    rows = [
        Restricted(kind="record", subject="x", name="cig", value=value, grade="E1", source="owner:c_f205")
        for value in ("1", "2")
    ]
    core.Session.add_all(rows)
    with pytest.raises(sa.exc.IntegrityError):
        core.Session.flush()
    core.Session.rollback()


def test_a_finding_is_decided_once(registry, office):
    finding = FindingRow(
        rule="P-01", subject_key="zz", observed="failing", public=True, bodies=["c_f205"],
        detail={"says": "Non ha interfacce.", "public": True, "bodies": ["c_f205"]},
    )  # fmt: skip
    core.Session.add(finding)
    core.Session.commit()
    number = finding.id
    from ckanext.smartlombardia.logic.interop import finding_decisions

    def decide() -> None:
        user = core.User.get(office)
        finding_decisions.decide(core.Session.get_one(FindingRow, number), "confirmed", {"reason": "È così."}, user)
        core.Session.commit()

    at_once(registry, decide)
    query = sa.select(sa.func.count()).where(Decision.kind == "finding", Decision.subject == str(number))
    assert core.Session.scalar(query) == 1
    with registry.portal.application._wsgi_app.test_request_context():
        finding_decisions.decide(core.Session.get_one(FindingRow, number), "new", {}, core.User.get(office))
    core.Session.commit()
    assert core.Session.scalar(query) == 2


def test_a_form_that_is_sent_eight_times_registers_one_platform(registry):
    editor = registry.user("c_f205")
    client = registry.client(editor)
    form = Context().run(client.get, "/platform/new").get_data(as_text=True)
    hidden = dict(re.findall(r'<input[^>]*name="(_\w+)"[^>]*value="([^"]+)"', form))
    org = registry.by_office("organization_show", id="c_f205")["id"]
    sent = {**hidden, "title": "Doppio clic", "product_name": "Doppio clic", "owner_org": org, "save": "save"}
    assert "_form_token" in sent
    clients = iter([registry.client(editor) for _ in range(CLICKS)])

    def click() -> tuple[int, str]:
        each = next(clients)
        page = Context().run(each.get, "/platform/new").get_data(as_text=True)
        found = re.search(r'name="_csrf_token"[^>]* (?:value|content)="([^"]+)"', page)
        assert found
        answer = Context().run(each.post, "/platform/new", data={**sent, "_csrf_token": found[1]})
        return answer.status_code, answer.get_data(as_text=True)

    statuses = at_once(registry, click)
    assert {status for status, _ in statuses} == {200}
    pages = {re.search(r"/id/platform/([0-9a-f-]{36})", text)[1] for _, text in statuses}  # type: ignore[index]
    assert len(pages) == 1  # whoever clicks is led to the one record
    query = sa.select(sa.func.count()).where(core.Package.title == "Doppio clic", core.Package.state == "active")
    assert core.Session.scalar(query) == 1
