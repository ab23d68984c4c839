"""Which record a source means, whose it is, and whose word counts: the owner's, whoever else copies the record."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ckan import model

from ckanext.smartlombardia import config
from ckanext.smartlombardia.logic.records import absence, ingest
from ckanext.smartlombardia.model import SourceRecord
from ckanext.smartlombardia.types import BodyRef, Observation, Record

LECCO, COMO = "c_e507", "c_c933"


@pytest.fixture
def take(registry):
    """Take records of a source: the office's, or with a body that body's own."""

    def take(source: str, *records: Record, own: str | None = None):
        org = registry.by_office("organization_show", id=own or "r_lombar")["id"]
        return ingest.take(source, list(records), home=ingest.Home(org, all=own is not None))

    return take


def dataset(guid: str, site: str, body: str | None = LECCO, **fields: object) -> Record:
    return Record("dataset", guid, {"title": "Parcheggi", **fields}, BodyRef(ipa=body) if body else None, url=site)


def service(address: str, description: str, title: str = "Mappe") -> Record:
    fields = {"title": title, "endpoint_url": address, "endpoint_description": description, "protocol": "ogc"}
    return Record("dataservice", description, fields, BodyRef(ipa=LECCO), "E2", url=description)


def show(registry, outcome):
    (uuid,) = outcome.written
    return registry.by_office("package_show", id=uuid)


def owner(registry, outcome) -> str:
    return show(registry, outcome)["organization"]["name"]


def test_the_owners_own_source_wins_whoever_speaks_last(registry, take):
    region, town = "https://dati.regione.example.it/c.ttl", "https://dati.lecco.example.it/c.ttl"
    take("regione-f1", dataset("r1", region, identifier="lecco:f1", title="Regione v1", version="7"))
    take("lecco-f1", dataset("l1", town, None, identifier="lecco:f1", title="Del Comune"), own=LECCO)
    outcome = take("regione-f1", dataset("r1", region, identifier="lecco:f1", title="Regione v2", version="8"))
    record = show(registry, outcome)
    assert (record["title"], record["version"]) == ("Del Comune", "8")
    facts = registry.call("smartlombardia_record_facts", id=record["id"])
    assert (facts["title"]["source"], facts["title"]["source_title"]) == ("lecco-f1@c_e507", "lecco-f1")


def test_services_at_one_address_are_one_record_each(registry, take):
    ows = "https://sit.example.it/geoserver/ows"
    wms, wfs = (service(ows, f"{ows}?service={kind}&request=GetCapabilities") for kind in ("WMS", "WFS"))
    outcome = take("mappe-f2", wms, wfs)
    assert (outcome.counts["new"], len(outcome.written)) == (2, 2)
    again = take("altra-f2", service(ows, f"{ows}?service=WFS&request=GetCapabilities"))
    assert again.counts["joined"] == 1
    wsdl = "https://nodo.example.it/spc?wsdl"
    parts = [service("https://nodo.example.it/spc", wsdl, title) for title in ("Pagamenti", "Avvisi")]
    for part in parts:
        part.guid += f"#{part.fields['title']}"
    assert take("nodo-f2", *parts).counts["new"] == 2
    assert take("nodo-f2-copia", *parts).counts["joined"] == 2


def test_one_iri_is_one_record_and_its_own_site_says_whose(registry, take):
    iri = "https://dati.como.example.it/d/1"
    first = take("copia-f3", dataset(iri, "https://a.example.it/c.ttl", None, uri=iri))
    assert owner(registry, first) == "r_lombar"
    second = take("altra-f3", dataset(iri, "https://b.example.it/c.ttl", LECCO, uri=iri, title="Altra copia"))
    assert (second.written, owner(registry, second)) == (first.written, "r_lombar")
    assert "resta a" in second.noted[0].why
    third = take("como-f3", dataset(iri, "https://dati.como.example.it/c.ttl", None, uri=iri), own=COMO)
    assert (third.written, owner(registry, third)) == (first.written, COMO)
    stale = take("altra-f3", dataset(iri, "https://b.example.it/c.ttl", LECCO, uri=iri, title="Vecchia", notes="n"))
    record = show(registry, stale)
    assert (record["title"], record.get("notes") or "") == ("Parcheggi", "")


def test_our_own_record_that_comes_back_is_ours_and_says_nothing(registry, take):
    ours = registry.add("dataset", LECCO, title="Nostro", notes="Come l'abbiamo scritto")
    iri = f"{config.uri_base()}/id/dataset/{ours['id']}"
    outcome = take("peer-f3", dataset(iri, "https://peer.example.it/c.ttl", COMO, uri=iri, title="Vecchio", notes="x"))
    record = show(registry, outcome)
    assert (record["id"], record["title"], record["notes"]) == (ours["id"], "Nostro", "Come l'abbiamo scritto")
    assert (record["organization"]["name"], outcome.counts["joined"]) == (LECCO, 1)
    gone = f"{config.uri_base()}/id/dataset/00000000-0000-4000-8000-000000000000"
    refused = take("peer-f3", dataset(gone, "https://peer.example.it/c.ttl", uri=gone))
    assert "questo registro" in refused.refused[0].why


def test_an_owner_that_changes_at_the_only_source_moves_the_record(registry, take):
    site = "https://dati.example.it/f5.ttl"
    first = take("f5", dataset("f5", site, LECCO))
    second = take("f5", dataset("f5", site, COMO))
    assert (second.written, owner(registry, second)) == (first.written, COMO)
    third = take("f5", Record("dataset", "f5", {"title": "Parcheggi"}, BodyRef(name="Comune di Torino"), url=site))
    assert third.written <= first.written
    (uuid,) = first.written
    assert registry.by_office("package_show", id=uuid)["organization"]["name"] == COMO
    assert "Torino" in third.noted[0].why
    assert "Comune di Como" in third.noted[0].why


def test_a_record_that_somebody_typed_on_stays_and_the_report_says_so(registry, take):
    site = "https://dati.example.it/f5b.ttl"
    record = show(registry, take("f5b", dataset("f5b", site, LECCO)))
    registry.call("package_patch", registry.user(LECCO), id=record["id"], title="Parcheggi in centro")
    outcome = take("f5b", dataset("f5b", site, COMO))
    assert owner(registry, outcome) == LECCO
    assert "Comune di Como" in outcome.noted[0].why
    assert model.Package.get(record["id"]).title == "Parcheggi in centro"


def test_modules_of_a_suite_are_systems_of_one_product_each(registry, take):
    def module(area: str, function: str | None = None) -> Record:
        fields = {
            "title": "Civilia Next",
            "product_name": "Civilia Next F9",
            **({"function": function} if function else {}),
        }
        return Record("platform", f"civilia#{area}", fields, BodyRef(ipa=LECCO), apart=True)

    rows = [module("anagrafe", "civil-registry"), module("tributi", "local-taxes"), module("messi")]
    assert take("inventario-f9", *rows).counts["new"] == 3
    elsewhere = Record("platform", "p", {"title": "Civilia", "product_name": "Civilia Next F9"}, BodyRef(ipa=LECCO))
    assert take("altrove-f9", elsewhere).counts["joined"] == 1


def test_a_project_that_several_sources_tell_counts_once(registry):
    def project(state: str, day: int) -> Observation:
        value = {"measure": "1.3.1", "service": "pdnd", "call": "PDND", "amount": 100.0, "state": state, "cup": "CUPF4"}
        moment = datetime(2024, 1, day, tzinfo=timezone.utc)
        return Observation(BodyRef(ipa=LECCO), "funded_service", value, "c_e507/F4", "CUPF4", observed_at=moment)

    def told() -> list[tuple[str, str]]:
        facts = registry.call("smartlombardia_body_facts", ipa=LECCO, name="funded_service")
        return [(fact["value"]["state"], fact["source"]) for fact in facts if fact["value"]["cup"] == "CUPF4"]

    def take(source: str, observation: Observation) -> dict[str, int]:
        return registry.by_office("smartlombardia_observations_take", source=source, observations=[observation]).counts

    assert take("fondi-a", project("A", 1))["new"] == 1
    assert take("fondi-b", project("A", 1))["joined"] == 1
    assert told() == [("A", "fondi-a")]
    take("fondi-c", project("E", 2))
    assert told() == [("E", "fondi-c")]
    row = model.Session.query(SourceRecord).filter_by(source="fondi-c", guid="c_e507/F4").one()
    absence.archive([row.id])
    model.Session.commit()
    assert len(told()) == 1
    assert told()[0][0] == "A"
