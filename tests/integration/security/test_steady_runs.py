"""A source with odd records: each of them is named with cause and remedy in Italian, the others are in."""

from __future__ import annotations

import json

import pytest

from ckanext.smartlombardia.logic.rdf import action as rdf
from ckanext.smartlombardia.logic.rdf import dump
from ckanext.smartlombardia.logic.records import ingest
from ckanext.smartlombardia.types import Record
from tests.integration.harvests.conftest import elsewhere, harvests  # noqa: F401 - fixtures

BODY = "c_i996"


def dataset(guid: str, **fields: object) -> Record:
    return Record("dataset", guid, {"title": f"Dati {guid}", "notes": "Un testo.", "uri": guid, **fields})


def take(registry, source: str, *records: Record):
    home = ingest.Home(registry.by_office("organization_show", id=BODY)["id"], True)
    return ingest.take(source, list(records), home=home)


def shown(registry, outcome, guid: str) -> dict:
    return registry.by_office("package_show", id=outcome.reached[guid][1])


def dumped(registry) -> int:
    """How many records the file of the whole catalogue holds; it is not left to other tests."""
    records = registry.by_office("smartlombardia_catalogue_dump")["records"]
    dump.path().unlink()
    return records


def counted(outcome) -> dict[str, int]:
    return {what: number for what, number in outcome.counts.items() if number}


def test_an_identifier_that_stands_twice_costs_the_second_record_only(registry):
    outcome = take(
        registry, "twice", dataset("urn:x:1"), dataset("urn:x:2"), dataset("urn:x:1", title="Altro"), dataset("urn:x:3")
    )
    assert counted(outcome) == {"new": 3, "refused": 1}
    (refused,) = outcome.refused
    assert refused.where == "urn:x:1"
    assert "più volte" in refused.why
    again = take(registry, "twice", dataset("urn:x:1"), dataset("urn:x:2"), dataset("urn:x:1", title="Altro"))
    assert counted(again) == {"unchanged": 2, "refused": 1}


def test_a_failure_of_any_kind_costs_one_record(registry, monkeypatch):
    real = ingest.fields.projected

    def projected(kind, facts, owner):
        found = real(kind, facts, owner)
        if found.get("title") == "Dati urn:y:2":
            raise OverflowError("Python int too large to convert to C long")
        return found

    monkeypatch.setattr(ingest.fields, "projected", projected)
    outcome = take(registry, "any", *(dataset(f"urn:y:{number}") for number in range(5)))
    assert counted(outcome) == {"new": 4, "refused": 1}
    (refused,) = outcome.refused
    assert "OverflowError" not in refused.why
    assert refused.remedy


@pytest.mark.parametrize(
    ("field", "value", "holds"),
    [
        ("tag_string", "alberi,a,verde pubblico", {"tags": ["alberi", "verde pubblico"]}),
        ("tag_string", "alberi," + "b" * 150, {"tags": ["alberi"]}),
        ("version", "v" * 130, {"version": None}),
        ("notes", "Un testo con mezza faccina \ud83d.", {"notes": "Un testo con mezza faccina \ufffd."}),
        ("resources", [{"url": "https://example.org/a.csv", "size": 10**19}], {"size": None}),
        ("resources", [{"url": "https://example.org/a.csv", "size": 10**5000}], {"size": None}),
    ],
)
def test_what_a_table_cannot_hold_is_mended_with_a_log_and_the_record_is_in(registry, field, value, holds):
    guid = f"urn:z:{field}:{len(str(holds))}:{len(value)}:{str(holds)[:12]}"
    outcome = take(registry, "bounds", dataset(guid, **{field: value}))
    assert outcome.refused == []
    record = shown(registry, outcome, guid)
    found = {
        "tags": sorted(tag["name"] for tag in record["tags"]),
        "version": record.get("version") or None,
        "notes": record["notes"],
        "size": record["resources"][0].get("size") if record["resources"] else None,
    }
    assert {name: found[name] for name in holds} == holds
    repairs = registry.by_office("smartlombardia_record_repairs", id=record["id"])
    assert any(one["was"] for one in repairs)
    assert take(registry, "bounds", dataset(guid, **{field: value})).counts == {"unchanged": 1}


def test_an_identifier_with_a_space_leaves_the_catalogue_readable(registry):
    guid = "https://geo.example.it/resources/0c456d2d https://geo.example.it/resources/0c456d2d"
    outcome = take(registry, "space", dataset(guid))
    assert outcome.refused == []
    record = shown(registry, outcome, guid)
    registry.by_office("smartlombardia_index_mend", settled=0)
    for path in ("/catalog.ttl", "/catalog.n3", "/catalog.rdf", "/catalog.jsonld", f"/dataset/{record['id']}.ttl"):
        text = registry.page(path)
        assert "0c456d2d%20https" in text, path
    assert dumped(registry)


def test_a_record_that_cannot_be_written_leaves_the_catalogue_to_the_others(registry, monkeypatch):
    outcome = take(registry, "rdf", dataset("urn:rdf:veleno"), dataset("urn:rdf:sano"))
    registry.by_office("smartlombardia_index_mend", settled=0)
    real = rdf.RDFSerializer.graph_from_dataset

    def graph_from_dataset(self, package):
        if package.get("uri") == "urn:rdf:veleno":
            raise AttributeError("'NoneType' object has no attribute 'strip'")
        return real(self, package)

    monkeypatch.setattr(rdf.RDFSerializer, "graph_from_dataset", graph_from_dataset)
    text = registry.page("/catalog.ttl?modified_since=2020-01-01")
    assert "urn:rdf:sano" in text
    assert "urn:rdf:veleno" not in text
    assert dumped(registry)
    aside = registry.by_office("smartlombardia_operations_show")["set_aside"]
    assert [(one["step"], one["subject"]) for one in aside] == [("rdf", outcome.reached["urn:rdf:veleno"][1])]
    monkeypatch.undo()
    registry.by_office("smartlombardia_quarantine_retry", step="rdf", subject=aside[0]["subject"])
    assert "urn:rdf:veleno" in registry.page("/catalog.ttl?modified_since=2020-01-02")


def test_one_odd_record_of_a_ckan_catalogue_leaves_the_others_in(harvests, elsewhere, registry):  # noqa: F811
    results = [
        {"id": str(number), "title": f"Insieme {number}", "name": f"insieme-{number}", "type": "dataset",
         "tags": [{"name": "alberi"}], "resources": []}
        for number in range(3)
    ]  # fmt: skip
    results[1]["resources"] = [{"url": {"odd": True}, "size": 10**400, "name": ["x"]}]
    results[1]["tags"] = [{"name": 5}]
    answer = {"success": True, "result": {"count": 3, "results": results}}
    address = "https://example.org/api/3/action/package_search"
    for path in ("?rows=100&start=0&sort=id+asc", ""):
        elsewhere["/example.org/api/3/action/package_search" + path] = json.dumps(answer).encode()
    run = harvests.run(harvests.add("odd", "ckan", address, body=BODY))
    assert run["state"] in ("done", "faults")
    assert run["counts"]["new"] >= 2
    assert run["counts"]["new"] + run["counts"].get("refused", 0) == 3
    for part in ("refused", "faults"):
        for group in run["report"][part]:
            assert "Error" not in group["why"]


def test_a_reader_that_cannot_go_on_keeps_what_it_had_read_and_names_the_document(
    harvests,  # noqa: F811
    elsewhere,  # noqa: F811
    registry,
    monkeypatch,
):
    from ckanext.smartlombardia.harvesters.data_json import reader

    catalogue = {"dataset": [{"title": f"Serie {one}", "identifier": f"serie-{one}"} for one in range(3)]}
    elsewhere["/example.org/data.json"] = json.dumps(catalogue).encode()
    real = reader.read

    def read(document):
        for number, found in enumerate(real(document)):
            if number == 2:
                raise AttributeError("'int' object has no attribute 'strip'")
            yield found

    monkeypatch.setattr(reader, "read", read)
    run = harvests.run(harvests.add("cut", "data_json", "https://example.org/data.json", body=BODY))
    assert run["counts"]["new"] == 2
    (fault,) = run["report"]["faults"]
    assert "AttributeError" not in json.dumps(run["report"])
    assert fault["remedy"]


def test_a_full_disk_is_told_as_such_and_leaves_no_half_file(harvests, elsewhere, registry, monkeypatch, tmp_path):  # noqa: F811
    import errno
    from pathlib import Path

    from ckanext.smartlombardia.logic.harvests import jobs

    elsewhere["/example.org/pieno.json"] = json.dumps({"dataset": []}).encode()
    name = harvests.add("pieno", "data_json", "https://example.org/pieno.json", body=BODY)
    monkeypatch.setattr(jobs, "store", lambda: jobs.Store(tmp_path))
    real = Path.write_bytes

    def write_bytes(path, content):
        if tmp_path in path.parents:
            real(path, content[:1])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(OSError, match="No space"):
        registry.by_office("smartlombardia_harvest", source=name)
    last = harvests.last(name)
    assert last["state"] == "failed"
    assert "disco" in last["report"]["failed"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
