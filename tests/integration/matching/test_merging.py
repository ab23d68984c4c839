"""One record that two sources brought: merged into one, its old addresses lead on, and undoing brings it back."""

from __future__ import annotations

import pytest

from ckan import model as core

from ckanext.smartlombardia.model import Case
from ckanext.smartlombardia.types import Record


@pytest.fixture(scope="module")
def twins(registry) -> list[str]:
    """Two software records of one thing, and the case that asks about them."""
    found = []
    for source in ("one catalogue", "another catalogue"):
        said = {"title": "GEA", "repository": f"https://example.org/{source.split()[0]}/gea", "licence": "EUPL-1.2"}
        said |= {"version": "2.1"} if source == "another catalogue" else {"vendor_name": "Consiglio regionale"}
        outcome = registry.by_office(
            "smartlombardia_records_take", source=source, records=[Record("software", "gea", said)]
        )
        found += outcome.written
    core.Session.add(Case(relation="same_record", members=sorted(found), title="GEA"))
    core.Session.commit()
    return found


def test_a_merged_record_leads_to_the_one_that_stays_and_undoing_brings_it_back(registry, twins):
    office = registry.user("r_lombar")
    case = registry.call("smartlombardia_case_list", office, relation="same_record")["cases"][0]
    names = {one: registry.by_office("package_show", id=one)["name"] for one in twins}
    plan = registry.call("smartlombardia_case_decide", office, id=case["id"], verdict="same")["plan"]
    kept, (gone,) = plan["survivor"], plan["merged"]
    shown = registry.by_office("package_show", id=kept)
    assert (shown["version"], shown["vendor_name"]) == ("2.1", "Consiglio regionale")
    assert registry.call("smartlombardia_record_resolve", id=gone)["id"] == kept
    assert "GEA" in registry.page(f"/software/{names[gone]}")
    assert "GEA" in registry.page(f"/id/software/{gone}")
    core.Session.get_one(core.Package, kept).private = True
    core.Session.commit()
    registry.page(f"/software/{names[gone]}", status=404)  # not even the name of what the reader may not see
    core.Session.get_one(core.Package, kept).private = False
    core.Session.commit()

    registry.call("smartlombardia_decision_undo", office)
    assert registry.call("smartlombardia_record_resolve", id=gone)["id"] == gone
    back, left = (registry.by_office("package_show", id=one) for one in (gone, kept))
    assert back["state"] == "active"
    assert not (left.get("version") and left.get("vendor_name"))
