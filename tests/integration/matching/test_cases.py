"""From records to cases, and what a decision does: the same questions to whoever asks, and none of them twice."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.matching import queue
from ckanext.smartlombardia.model import Case, Decision, MatchRow, Run
from ckanext.smartlombardia.types import BodyRef, Record

VENDOR = "Maggioli S.p.A."


def software(guid: str, title: str, repository: str, **fields: object) -> Record:
    said = {"title": title, "repository": repository, "licence": "AGPL-3.0-or-later", **fields}
    return Record("software", guid, said)


def platform(guid: str, body: str, title: str, **fields: object) -> Record:
    return Record(
        "platform", guid, {"title": title, "product_name": title, "status": "in_use", **fields}, BodyRef(ipa=body)
    )


LEAKS = "Piattaforma per segnalare illeciti in modo riservato, per enti pubblici e imprese."
RECORDS = [
    software("leaks", "GlobaLeaks", "https://github.com/globaleaks/globaleaks", vendor_name="GlobaLeaks", notes=LEAKS),
    software("copy", "GlobaLeaks", "https://github.com/asl/globaleaks-copia", vendor_name="GlobaLeaks", notes=LEAKS),
    platform("leaks#1", "c_f205", "GlobaLeaks", software_guid="leaks", vendor_name="GlobaLeaks"),
    platform("leaks#2", "c_b157", "GlobaLeaks", software_guid="leaks", vendor_name="GlobaLeaks"),
    platform("leaks#3", "c_i996", "GlobaLeaks", software_guid="copy", vendor_name="GlobaLeaks"),
    platform("muni#1", "c_e507", "Municipium", vendor_name=VENDOR, function="messaging"),
    platform("muni#2", "c_a794", "Municipium", vendor_name=VENDOR, function="messaging"),
    platform("muni#3", "c_l400", "App Municipium cloud", vendor_name="Maggioli SpA", function="messaging"),
    platform("park", "c_d150", "Parcheggi in centro", vendor_name="Altra impresa", function="parking"),
]


@pytest.fixture(scope="module")
def office(registry) -> str:
    registry.by_office("smartlombardia_records_take", source="catalogue", records=RECORDS)
    registry.by_office("smartlombardia_match")
    return registry.user("r_lombar")


def waiting(registry, user: str, **asked: object) -> list[dict]:
    return registry.call("smartlombardia_case_list", user, limit=200, **asked)["cases"]


def case_of(registry, user: str, *titles: str) -> dict:
    """The case of one product whose title has all these words."""
    found = [
        one for one in waiting(registry, user, relation="same_product") if all(word in one["title"] for word in titles)
    ]
    assert len(found) == 1, [one["title"] for one in found]
    return found[0]


def rows() -> list[tuple]:
    core.Session.expire_all()
    matches = [(one.left, one.right, one.relation, one.score) for one in core.Session.scalars(sa.select(MatchRow))]
    cases = [(one.id, one.members, one.state, one.detail) for one in core.Session.scalars(sa.select(Case))]
    return [*sorted(matches), *sorted(cases, key=lambda case: case[0])]


def test_two_entries_of_one_product_are_a_case_with_evidence_in_sentences(registry, office):
    case = case_of(registry, office, "GlobaLeaks")
    assert case["bodies"] == 3
    assert [side["bodies"] for side in case["sides"]] == [2, 1]
    assert any("GlobaLeaks" in one["text"]["it"] and one["weight"] > 0 for one in case["evidence"])


def test_a_second_run_changes_nothing_and_says_so(registry, office):
    before, runs = rows(), core.Session.scalar(sa.select(sa.func.count(Run.id)))
    assert registry.by_office("smartlombardia_match")["changed"] is False
    assert rows() == before
    assert core.Session.scalar(sa.select(sa.func.count(Run.id))) == runs


def test_a_run_after_one_change_gives_what_a_run_over_everything_gives(registry, office):
    new = registry.by_office("smartlombardia_records_take", source="catalogue", records=[
        platform("leaks#4", "c_g388", "GlobaLeaks", software_guid="copy", vendor_name="GlobaLeaks")])  # fmt: skip
    registry.by_office("smartlombardia_match", records=sorted(new.written))
    partial = rows()
    core.Session.execute(sa.delete(Run))  # forget that it ran
    core.Session.commit()
    registry.by_office("smartlombardia_match")
    assert rows() == partial
    assert case_of(registry, office, "GlobaLeaks")["bodies"] == 4


def test_a_case_keeps_its_number_when_a_record_joins_it(registry, office):
    number = case_of(registry, office, "GlobaLeaks")["id"]
    registry.by_office("smartlombardia_records_take", source="catalogue", records=[
        platform("leaks#5", "c_i829", "GlobaLeaks", software_guid="leaks", vendor_name="GlobaLeaks")])  # fmt: skip
    registry.by_office("smartlombardia_match")
    case = case_of(registry, office, "GlobaLeaks")
    assert (case["id"], case["bodies"]) == (number, 5)


def test_a_visitor_is_told_how_many_and_a_body_only_what_touches_it(registry, office):
    visitor = registry.call("smartlombardia_case_list")
    assert (visitor["cases"], visitor["facets"]) == ([], {})
    assert visitor["totals"]["same_product"] >= 1
    suello, cremona = registry.user("c_i996"), registry.user("c_d150")
    assert [one["title"] for one in waiting(registry, suello)] == ["GlobaLeaks"]
    assert waiting(registry, cremona) == []
    number = case_of(registry, office, "GlobaLeaks")["id"]
    assert registry.call("smartlombardia_case_show", suello, id=number)["id"] == number
    for user in (None, cremona):
        with pytest.raises(tk.NotAuthorized):
            registry.call("smartlombardia_case_show", user, id=number)


def test_only_editors_of_the_office_decide(registry, office):
    number = case_of(registry, office, "GlobaLeaks")["id"]
    for user in (registry.user("c_i996"), registry.user("r_lombar", capacity="member"), registry.user()):
        with pytest.raises(tk.NotAuthorized):
            registry.call("smartlombardia_case_decide", user, id=number, verdict="same")


def test_saying_the_same_links_the_platforms_and_undoing_it_unlinks_them(registry, office):
    case = case_of(registry, office, "GlobaLeaks")
    promised = registry.call("smartlombardia_case_show", office, id=case["id"])["consequences"]["same"]
    decided = registry.call("smartlombardia_case_decide", office, id=case["id"], verdict="same", reason="same-site")
    assert decided["plan"]["links"] == promised["links"] != []
    for one in promised["links"]:
        facts = registry.call("smartlombardia_record_facts", id=one)
        assert (facts["software"]["source"], facts["software"]["value"]) == ("decision", promised["product"])
    registry.by_office("smartlombardia_match")
    assert [one for one in waiting(registry, office, relation="same_product") if one["title"] == "GlobaLeaks"] == []

    registry.call("smartlombardia_decision_undo", office, id=decided["id"])
    assert registry.call("smartlombardia_record_facts", id=promised["links"][0])["software"]["source"] == "catalogue"
    registry.by_office("smartlombardia_match")
    assert case_of(registry, office, "GlobaLeaks")["id"] == case["id"]


def test_a_harvest_does_not_undo_a_decision(registry, office):
    case = case_of(registry, office, "GlobaLeaks")
    decided = registry.call("smartlombardia_case_decide", office, id=case["id"], verdict="same")
    one = decided["plan"]["links"][0]
    changed = platform("leaks#3", "c_i996", "GlobaLeaks", software_guid="copy", vendor_name="GlobaLeaks", version="6")
    registry.by_office("smartlombardia_records_take", source="catalogue", records=[changed])
    assert registry.by_office("package_show", id=one)["software"] == decided["plan"]["product"]
    registry.call("smartlombardia_decision_undo", office, id=decided["id"])


def test_a_rejected_pair_is_never_proposed_again(registry, office):
    case = case_of(registry, office, "GlobaLeaks")
    registry.call("smartlombardia_case_decide", office, id=case["id"], verdict="different", reason="generic-name")
    registry.by_office("smartlombardia_records_take", source="catalogue", records=[
        platform("leaks#6", "c_e897", "GlobaLeaks", software_guid="copy", vendor_name="GlobaLeaks")])  # fmt: skip
    registry.by_office("smartlombardia_match")
    assert [one for one in waiting(registry, office, relation="same_product") if one["title"] == "GlobaLeaks"] == []
    assert case["id"] in [one["id"] for one in waiting(registry, office, state="decided")]


def test_platforms_that_state_one_product_become_users_of_a_new_software(registry, office):
    case = case_of(registry, office, "Municipium")
    decided = registry.call("smartlombardia_case_decide", office, id=case["id"], verdict="same")
    made = registry.by_office("package_show", id=decided["plan"]["product"])
    assert (made["type"], made["vendor_name"]) == ("software", VENDOR)
    assert {registry.by_office("package_show", id=one)["software"] for one in decided["plan"]["links"]} == {made["id"]}
    found = registry.call("smartlombardia_similar", name="municip", body="c_e507")
    assert (found[0]["bodies"], bool(found[0]["own"])) == (len(decided["plan"]["links"]), True)

    registry.call("smartlombardia_decision_undo", office, id=decided["id"])
    assert not registry.by_office("package_show", id=decided["plan"]["links"][0]).get("software")
    assert registry.by_office("package_show", id=made["id"])["state"] == "deleted"


def test_a_decision_is_kept_with_the_values_as_they_were_seen(registry, office):
    decision = core.Session.scalars(sa.select(Decision).where(Decision.verdict == "different")).first()
    assert decision.seen["relation"] == "same_product"
    assert {one["name"] for one in decision.seen["records"].values()} == {"GlobaLeaks"}
    assert decision.model.startswith("registrations")
    with pytest.raises(tk.ValidationError):
        registry.call("smartlombardia_case_decide", office, id=int(decision.subject), verdict="same")


def test_every_fifth_place_of_the_queue_is_for_the_random_stream():
    cases = [
        Case(id=n, bodies=n, detail={"probability": 1, "random": n <= 2}, relation="derived") for n in range(1, 12)
    ]
    assert [case.id for case in queue.rank_by_impact(cases)] == [11, 10, 9, 8, 1, 7, 6, 5, 4, 2, 3]


def test_a_lone_group_that_is_no_product_is_not_asked_about_again(registry, office):
    for body in ("c_g388", "c_l682"):
        record = platform(f"albo#{body}", body, "Albo online", vendor_name="Halley", function="notice-board")
        registry.by_office("smartlombardia_records_take", source="catalogue", records=[record])
    registry.by_office("smartlombardia_match")
    case = case_of(registry, office, "Albo")
    registry.call("smartlombardia_case_decide", office, id=case["id"], verdict="different", reason="generic-name")
    registry.by_office("smartlombardia_match")
    assert [
        one for one in waiting(registry, office) if "Albo" in one["title"] and one["relation"] == "same_product"
    ] == []


def test_the_office_reads_who_decided_what_and_nobody_else_does(registry, office):
    one = waiting(registry, office, relation="same_product")[0]
    taken = registry.call("smartlombardia_case_decide", office, id=one["id"], verdict="different")
    found = registry.call("smartlombardia_decision_list", office, verdict="different")["decisions"][0]
    assert (found["id"], found["case"], found["by"], found["undone"]) == (taken["id"], one["id"], office, False)
    assert found["model"]
    assert one["title"] in registry.page("/doppioni/decisioni", office)
    registry.call("smartlombardia_decision_undo", office, id=taken["id"])
    assert registry.call("smartlombardia_decision_list", office, verdict="different")["decisions"][0]["undone"]
    for other in (registry.user("c_f205"), None):
        with pytest.raises(tk.NotAuthorized):
            registry.call("smartlombardia_decision_list", other)
        registry.page("/doppioni/decisioni", other, status=403)


def test_the_queue_is_narrowed_by_how_sure_the_machine_is_and_by_who_took_the_case(registry, office):
    every = waiting(registry, office)
    sure = waiting(registry, office, band="certain")
    assert {one["band"] for one in sure} <= {"certain"}
    assert len(sure) + len(waiting(registry, office, band="candidate")) == len(every)
    as_office = {"user": office, "auth_user_obj": core.User.get(office)}
    tk.get_action("smartlombardia_case_assign")(as_office, {"id": every[0]["id"], "user": office})
    assert [one["id"] for one in waiting(registry, office, assigned_to=office)] == [every[0]["id"]]
    registry.call("smartlombardia_case_assign", office, id=every[0]["id"])
