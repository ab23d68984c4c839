"""A record that names another body stands on that body's page, and gives it rights, only after its yes."""

from __future__ import annotations

from typing import Any

import pytest

from ckan.plugins import toolkit as tk

SUELLO, MILANO = "c_i996", "c_f205"


@pytest.fixture(scope="module")
def clerk(registry):
    return registry.user(SUELLO, "admin")


@pytest.fixture(scope="module")
def named(registry):
    return registry.user(MILANO)


def list_records_of(registry, body: str) -> list[str]:
    return [record["id"] for record in registry.call("package_search", fq=f'sl_body:"{body}"', rows=500)["results"]]


def list_questions(registry, user: str, body: str = MILANO) -> list[str]:
    return [question["key"] for question in registry.call("smartlombardia_body_questions", user, ipa=body)["asked"]]


def answer(registry, user: str, record: dict[str, Any], word: str) -> None:
    registry.call("smartlombardia_body_answer", user, ipa=MILANO, answers={f"claim:{record['id']}": word})


def test_a_project_waits_for_the_body_that_it_names(registry, clerk, named):
    project = registry.add("project", SUELLO, clerk, title="Ponte digitale", domain="security", bodies=[MILANO])
    assert project["id"] not in list_records_of(registry, MILANO)
    assert project["id"] in list_records_of(registry, SUELLO)
    assert "Ponte digitale" not in registry.page(f"/organization/{MILANO}")
    assert "In attesa di conferma di Comune di Milano" in registry.page(f"/project/{project['name']}")
    assert "Ponte digitale" in registry.page(f"/organization/{MILANO}", named)

    answer(registry, named, project, "yes")
    assert project["id"] in list_records_of(registry, MILANO)
    assert "Ponte digitale" in registry.page(f"/organization/{MILANO}")
    assert "In attesa di conferma" not in registry.page(f"/project/{project['name']}")

    answer(registry, named, project, "")
    assert project["id"] not in list_records_of(registry, MILANO)
    assert f"claim:{project['id']}" in list_questions(registry, named)


def test_a_body_that_says_no_stays_off_the_record(registry, clerk, named):
    project = registry.add("project", SUELLO, clerk, title="Torre", domain="security", bodies=[MILANO])
    answer(registry, named, project, "no")
    registry.call("package_patch", clerk, id=project["id"], title="Torre 2")
    assert project["id"] not in list_records_of(registry, MILANO)
    assert "Comune di Milano non conferma" in registry.page(f"/project/{project['name']}")
    assert f"claim:{project['id']}" not in list_questions(registry, named)


def test_only_the_body_that_is_named_answers(registry, clerk):
    project = registry.add("project", SUELLO, clerk, title="Faro", domain="security", bodies=[MILANO])
    with pytest.raises(tk.NotAuthorized):
        answer(registry, clerk, project, "yes")
    with pytest.raises(tk.ValidationError):  # no question of Suello's
        registry.call("smartlombardia_body_answer", clerk, ipa=SUELLO, answers={f"claim:{project['id']}": "yes"})


def test_a_body_that_is_named_as_releasing_a_product_edits_it_only_after_its_yes(registry, clerk, named):
    product = registry.add("software", SUELLO, clerk, title="Lanterna", releasing_body=MILANO)
    registry.by_office("package_owner_org_update", id=product["id"], organization_id=None)
    with pytest.raises(tk.NotAuthorized):
        registry.call("package_patch", named, id=product["id"], title="Presa")
    answer(registry, named, product, "yes")
    assert registry.call("package_patch", named, id=product["id"], title="Lanterna 2")["title"] == "Lanterna 2"


def test_what_the_office_says_of_a_body_needs_no_yes(registry, named):
    project = registry.add("project", SUELLO, title="Rete regionale", domain="security", bodies=[MILANO])
    assert project["id"] in list_records_of(registry, MILANO)
    assert f"claim:{project['id']}" not in list_questions(registry, named)


def test_a_record_that_is_not_public_is_not_shown_by_its_question(registry, clerk, named):
    project = registry.add("project", SUELLO, clerk, title="Segreto", domain="security", bodies=[MILANO], private=True)
    assert f"claim:{project['id']}" not in list_questions(registry, named)
