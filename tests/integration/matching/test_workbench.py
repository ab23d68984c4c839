"""What the office has beside the queue: costs that only some see, views, until when, what stays of one record twice."""

from __future__ import annotations

import json

import pytest

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.cli.cases import cases as commands
from ckanext.smartlombardia.model import Case
from ckanext.smartlombardia.types import BodyRef, Record

TOWNS = ("c_d150", "c_a794", "c_l400")


def platform(number: int, body: str, title: str, vendor: str) -> Record:
    said = {"title": title, "product_name": title, "status": "in_use", "vendor_name": vendor, "function": "library"}
    return Record("platform", f"{title}#{number}", said, BodyRef(ipa=body))


@pytest.fixture(scope="module")
def office(registry) -> str:
    """Two questions: on a cheap product of three towns, and on a dear one of two."""
    some = [platform(at, body, "Sfogliami", "Carta S.r.l.") for at, body in enumerate(TOWNS)]
    some += [platform(at, body, "Volumina", "Rilegati S.p.A.") for at, body in enumerate(TOWNS[:2])]
    registry.by_office("smartlombardia_records_take", source="libri", records=some)
    registry.by_office("smartlombardia_match")
    user = registry.user("r_lombar")
    for one in registry.by_office("package_search", fq="+sl_function:library", include_private=True, rows=20)[
        "results"
    ]:
        dear = one["title"] == "Volumina"
        said = {"yearly_cost": 9000 if dear else 100, "contract_end": "2027-06-30" if dear else "2028-12-31"}
        registry.call("smartlombardia_restricted_update", user, id=one["id"], **said)
    return user


def queue(registry, user: str, **asked: object) -> list[dict]:
    return registry.call("smartlombardia_case_list", user, relation="same_product", function="library", **asked)[
        "cases"
    ]


def test_the_office_sees_what_a_case_costs_and_may_have_the_dear_ones_first(registry, office):
    # in which order depends on which of them the random stream has drawn
    assert {(one["title"], one["yearly_cost"]) for one in queue(registry, office)} == {
        ("Sfogliami", 300),
        ("Volumina", 18000),
    }
    assert [one["title"] for one in queue(registry, office, order="cost")] == ["Volumina", "Sfogliami"]
    assert "18.000 €" in registry.page("/doppioni?relation=same_product&function=library", office)


def test_a_body_sees_its_own_costs_only_and_no_order_tells_it_more(registry, office):
    own = registry.user("c_l400")  # it has the cheap one alone
    other = registry.user("c_g388")
    assert [(one["title"], one["yearly_cost"]) for one in queue(registry, own)] == [("Sfogliami", 100)]
    both = registry.user("c_d150")
    assert {one["title"]: one["yearly_cost"] for one in queue(registry, both)} == {"Sfogliami": 100, "Volumina": 9000}
    assert queue(registry, other, order="cost") == queue(registry, other) == []
    exported = registry.page("/doppioni/casi.json?relation=same_product&function=library", own)
    assert [one["yearly_cost"] for one in json.loads(exported)] == [100]
    assert "9000" not in exported
    assert json.loads(registry.page("/doppioni/casi.json?relation=same_product")) == []


def test_the_view_of_one_function_says_until_when_to_those_who_may_know(registry, office):
    case = registry.call("smartlombardia_case_list", office, relation="same_function", function="library")["cases"][0]
    ends = {one.get("contract_end") for side in shown(registry, office, case) for one in side}
    assert ends == {"2027-06-30", "2028-12-31"}
    assert "30 giugno 2027" in registry.page(f"/doppioni/{case['id']}", office)
    town = registry.user("c_l400")
    known = {(one["body"], one.get("contract_end")) for side in shown(registry, town, case) for one in side}
    assert {end for body, end in known if body != "c_l400"} == {None}
    assert ("c_l400", "2028-12-31") in known
    assert "30 giugno 2027" not in registry.page(f"/doppioni/{case['id']}", town)


def shown(registry, user: str, case: dict) -> list[list[dict]]:
    return [side["members"] for side in registry.call("smartlombardia_case_show", user, id=case["id"])["sides"]]


def test_a_view_is_kept_under_a_name_for_its_user_alone(registry, office):
    registry.call("smartlombardia_case_view_save", office, name=" Biblioteche ", function="library", order="cost")
    (kept,) = registry.call("smartlombardia_case_view_list", office)
    assert (kept["name"], kept["asked"]["function"], kept["asked"]["order"]) == ("Biblioteche", "library", "cost")
    assert "Biblioteche</a>" in registry.page("/doppioni", office)
    assert registry.call("smartlombardia_case_view_list", registry.user("r_lombar")) == []
    with pytest.raises(tk.NotAuthorized):
        registry.call("smartlombardia_case_view_list")
    with pytest.raises(tk.ValidationError):
        registry.call("smartlombardia_case_view_save", office, name="x" * 61)
    registry.call("smartlombardia_case_view_delete", office, name="Biblioteche")
    assert registry.call("smartlombardia_case_view_list", office) == []
    with pytest.raises(tk.ObjectNotFound):
        registry.call("smartlombardia_case_view_delete", office, name="Biblioteche")


@pytest.fixture
def twins(registry) -> list[str]:
    """One record by two routes, of which each says something else."""
    found = []
    for at, (licence, version) in enumerate((("EUPL-1.2", "1"), ("MIT", "2"))):
        said = {"title": f"Tarsia {at}", "repository": f"https://example.org/tarsia{at}", "licence": licence}
        record = Record("software", f"tarsia{at}", {**said, "version": version})
        found += registry.by_office("smartlombardia_records_take", source=f"catalogo {at}", records=[record]).written
    core.Session.add(Case(relation="same_record", members=list(found), title="Tarsia"))
    core.Session.commit()
    return found


def test_who_merges_chooses_the_record_that_stays_and_the_value_of_each_field(registry, office, twins):
    case = registry.call("smartlombardia_case_list", office, relation="same_record", record=twins[0])["cases"][0]["id"]
    told = registry.call("smartlombardia_case_show", office, id=case)
    choices = {one["field"]: one["values"] for one in told["choices"]}
    assert choices["licence"] == {twins[0]: "EUPL-1.2", twins[1]: "MIT"}
    page = registry.page(f"/doppioni/{case}", office)
    assert 'name="survivor"' in page
    assert f'name="field-licence" value="{twins[1]}"' in page
    for wrong in ({"survivor": "elsewhere"}, {"fields": {"licence": "elsewhere"}}, {"fields": {"owner_org": twins[0]}}):
        with pytest.raises(tk.ValidationError):
            registry.call("smartlombardia_case_decide", office, id=case, verdict="same", **wrong)
    chosen = {"survivor": twins[1], "fields": {"licence": twins[1], "version": twins[0], "title": twins[0]}}
    decided = registry.call("smartlombardia_case_decide", office, id=case, verdict="same", **chosen)
    assert decided["plan"]["merged"] == [twins[0]]
    stays = registry.by_office("package_show", id=twins[1])
    assert (stays["licence"], stays["version"], stays["title"]) == ("MIT", "1", "Tarsia 0")
    registry.call("smartlombardia_decision_undo", office, id=decided["id"])
    assert [registry.by_office("package_show", id=one)["version"] for one in twins] == ["1", "2"]
    assert registry.by_office("package_show", id=twins[1])["title"] == "Tarsia 1"


@pytest.fixture
def run(registry):
    """Runs `ckan smartlombardia cases …` in the name of a user, and reads its JSON."""
    from click.testing import CliRunner

    def ran(user: str, verb: str, *words: str, fails: bool = False) -> object:
        result = CliRunner().invoke(commands, [verb, "--as", user, *words])
        assert (result.exit_code != 0) is fails, result.output
        return result.output if fails else json.loads(result.output)

    return ran


def test_the_command_line_does_what_the_pages_do(registry, office, run):
    listed = run(office, "list", "--relation", "same_product", "--function", "library", "--order", "cost")
    number = str(listed["cases"][0]["id"])
    assert run(office, "show", number)["title"] == "Volumina"
    run(office, "assign", number, office)
    assert run(office, "list", "--assigned-to", office)["count"] == 1
    run(office, "assign", number)
    decided = run(office, "decide", number, "same", "--reason", "same-site")
    assert decided["plan"]["made"]["title"] == "Volumina"
    assert run(office, "decisions", "--by", office)["decisions"][0]["id"] == decided["id"]
    assert run(office, "undo", str(decided["id"]))["undoes"] == decided["id"]
    run(office, "decide", number, "ask")
    town = registry.user("c_d150")
    assert run(town, "answer", number, "c_d150", "yes")["answer"] == "yes"
    run(office, "undo")


def test_the_command_line_keeps_views_and_says_what_is_wrong(registry, office, run):
    run(office, "keep", "cari", "function=library", "order=cost")
    assert [one["name"] for one in run(office, "views")] == ["cari"]
    assert run(office, "list", "--view", "cari", "--relation", "same_product")["cases"][0]["title"] == "Volumina"
    run(office, "forget", "cari")
    assert "no view" in run(office, "list", "--view", "cari", fails=True)
    assert "no user" in run("nobody-at-all", "list", fails=True)
    assert run(registry.user("c_g388"), "decide", "1", "same", fails=True)
    assert run(office, "show", "999999", fails=True)
