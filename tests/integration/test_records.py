"""Facts under every field: what harvests and people say of a record, and who wins."""

from __future__ import annotations

import pytest

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.types import BodyRef, Record


def platform(guid: str = "1", body: str = "c_f205", **fields: object) -> Record:
    said = {"title": "Segnalazioni", "product_name": "GlobaLeaks", "status": "in_use", **fields}
    return Record("platform", guid, said, body=BodyRef(ipa=body))


def take(registry, source: str, *records: Record):
    return registry.by_office("smartlombardia_records_take", source=source, records=list(records))


def show(registry, outcome):
    (record,) = outcome.written
    return registry.by_office("package_show", id=record)


def test_a_second_run_writes_nothing(registry):
    first = take(registry, "catalogue", platform("twice"))
    second = take(registry, "catalogue", platform("twice"))
    assert first.counts["new"] == 1
    assert second.counts == {"unchanged": 1}
    assert second.written == set()


def test_a_value_edited_by_hand_survives_the_next_harvest_and_the_page_says_so(registry):
    record = show(registry, take(registry, "catalogue", platform("hand", "c_b157")))
    clerk = registry.user("c_b157")
    registry.call("package_patch", clerk, id=record["id"], title="Parlate con noi")
    take(registry, "catalogue", platform("hand", "c_b157", title="Whistleblowing", version="5"))

    after = registry.by_office("package_show", id=record["id"])
    facts = registry.call("smartlombardia_record_facts", id=record["id"])
    assert (after["title"], after["version"]) == ("Parlate con noi", "5")
    assert facts["title"]["source"] == "owner:c_b157"
    assert facts["title"]["contradicted_by"] == ["catalogue"]


def test_a_value_emptied_by_hand_stays_empty(registry):
    record = show(registry, take(registry, "catalogue", platform("empty", "c_a794", version="4")))
    clerk = registry.user("c_a794")
    registry.call("package_patch", clerk, id=record["id"], version="")
    take(registry, "catalogue", platform("empty", "c_a794", version="6"))
    assert not registry.by_office("package_show", id=record["id"]).get("version")


def test_the_same_platform_from_two_catalogues_is_one_record_with_two_sources(registry):
    first = take(registry, "catalogue", platform("a", "c_e507"))
    second = take(registry, "other catalogue", platform("b", "c_e507", vendor_name="Whistleblowing Solutions"))
    assert second.counts == {"unchanged": 0, "joined": 1}
    assert second.written == first.written
    facts = registry.call("smartlombardia_record_facts", id=next(iter(first.written)))
    assert facts["vendor_name"]["source"] == "other catalogue"
    assert {facts["title"]["source"], *(one["source"] for one in facts["title"]["others"])} == {
        "catalogue",
        "other catalogue",
    }


def test_one_bad_record_does_not_keep_the_others_out(registry):
    outcome = take(registry, "catalogue", platform("good", "c_l400"), platform("bad", "c_d150", status="melted"))
    assert outcome.counts["new"] == 1
    assert [refused.where for refused in outcome.refused] == ["bad"]
    assert "status" in outcome.refused[0].why


def test_confirming_makes_the_value_the_owners_own(registry):
    record = show(registry, take(registry, "catalogue", platform("confirm", "c_i996")))
    clerk = registry.user("c_i996")
    registry.call("smartlombardia_fact_confirm", clerk, id=record["id"], fields=["product_name"])
    facts = registry.call("smartlombardia_record_facts", id=record["id"])
    assert facts["product_name"]["source"] == "owner:c_i996"


def test_a_visitor_may_not_confirm(registry):
    record = show(registry, take(registry, "catalogue", platform("visitor", "c_c933")))
    with pytest.raises(tk.NotAuthorized):
        registry.call("smartlombardia_fact_confirm", id=record["id"])
