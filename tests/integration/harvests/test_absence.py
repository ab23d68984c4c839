"""Records that a source names no more: archived after repeated absence, never by a fault, back when it names them."""

from __future__ import annotations

import json

import pytest

from ckan.plugins import toolkit as tk

from .test_bad_input import HEADER, catalogue, entry, project

YAML = "publiccodeYmlVersion: '0.4'\nname: {name}\nurl: https://example.org/{name}/code\n"
PATIENCE = 3


class Catalogue:
    """A catalogue of software on a site of our own, whose entries come and go."""

    def __init__(self, harvests, site, name: str):
        self.harvests, self.site, self.path = harvests, site, f"/example.org/{name}/software"
        self.source = harvests.add(name, "developers_italia", f"https://example.org/{name}/software")

    def run(self, *names: str) -> dict:
        entries = [entry(f"{self.source}-{name}", YAML.format(name=f"{self.source}-{name}")) for name in names]
        self.site[self.path] = catalogue(*entries)
        return self.harvests.run(self.source)

    def page(self, name: str) -> tuple[int, str]:
        answer = self.harvests.page(f"/software/{self.names[name]}")
        return answer.status_code, answer.get_data(as_text=True)

    def remember(self) -> None:
        """The addresses of the records as they are now."""
        found = tk.get_action("package_search")({"ignore_auth": True}, {"fq": "dataset_type:software", "rows": 100})
        self.names = {one["title"].removeprefix(f"{self.source}-"): one["name"] for one in found["results"]}


SIX = ("uno", "due", "tre", "quattro", "cinque", "sei")


@pytest.fixture
def listed(harvests, elsewhere, request) -> Catalogue:
    made = Catalogue(harvests, elsewhere, request.node.name.replace("test_", "").replace("_", "-")[:40])
    made.run(*SIX)
    made.remember()
    return made


def test_absent_three_times_is_archived_and_back_when_it_is_named_again(listed):
    for _ in range(PATIENCE - 1):
        assert listed.run(*SIX[:-1])["counts"]["vanished"] == 1
        assert listed.page("sei")[0] == 200
    assert listed.run(*SIX[:-1])["counts"]["archived"] == 1
    status, page = listed.page("sei")
    assert status == 410
    assert "sei" in page
    assert listed.page("uno")[0] == 200
    assert "vanished" not in listed.run(*SIX[:-1])["counts"]
    assert listed.run(*SIX)["counts"]["changed"] == 1
    assert listed.page("sei")[0] == 200


def test_absence_is_forgiven_when_the_record_is_back(listed):
    listed.run(*SIX[:-1])
    listed.run(*SIX)
    listed.run(*SIX[:-1])
    listed.run(*SIX[:-1])
    assert listed.page("sei")[0] == 200


def test_more_than_a_fifth_at_once_waits_for_a_persons_word(listed, registry):
    for _ in range(PATIENCE + 1):
        counts = listed.run(*SIX[:-2])["counts"]
        assert counts["vanished"] == 2
        assert "archived" not in counts
    for user in (None, registry.user("c_f205")):
        with pytest.raises(tk.NotAuthorized):
            registry.call("smartlombardia_harvest_archive", user, source=listed.source)
    office = registry.user("r_lombar")
    assert "2" in registry.page(f"/fonti/{listed.source}", office)
    registry.call("smartlombardia_harvest_archive", office, source=listed.source)
    assert [listed.page(name)[0] for name in SIX] == [200, 200, 200, 200, 410, 410]


def test_a_run_with_a_fault_counts_nobody_as_absent(listed):
    listed.site[listed.path] = json.dumps({"data": [], "links": {"next": "?page[after]=lost"}}).encode()
    for _ in range(PATIENCE + 1):
        run = listed.harvests.run(listed.source)
        assert run["report"]["faults"]
        assert "vanished" not in run["counts"]
    assert listed.page("sei")[0] == 200


def test_what_an_office_confirmed_stays(listed, registry):
    office = registry.user("r_lombar")
    found = registry.call("package_show", office, id=listed.names["sei"])
    registry.call("smartlombardia_fact_confirm", office, id=found["id"])
    for _ in range(PATIENCE + 1):
        listed.run(*SIX[:-1])
    assert listed.page("sei")[0] == 200


def test_a_fact_on_a_body_ends(harvests, elsewhere, registry):
    rows = [project("c_f205", "Comune di Milano", f"CUP{number}") for number in range(6)]
    source = harvests.add("funded", "pad2026", "https://example.org/funded.csv")

    def run(kept: list[str]) -> set[str]:
        elsewhere["/example.org/funded.csv"] = "\n".join([HEADER, *kept]).encode()
        harvests.run(source)
        facts = registry.call("smartlombardia_body_facts", None, ipa="c_f205", name="funded_service")
        return {fact["value"]["cup"] for fact in facts}

    assert "CUP5" in run(rows)
    for _ in range(PATIENCE - 1):
        assert "CUP5" in run(rows[:-1])
    assert run(rows[:-1]) == {"CUP0", "CUP1", "CUP2", "CUP3", "CUP4"}
