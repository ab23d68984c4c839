"""What a harvester gets: the catalogue page by page, each record, each body's part, and nothing that is not public."""

from __future__ import annotations

import gzip
from contextvars import Context

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.rdf import action

DCATAPIT = "http://dati.gov.it/onto/dcatapit#"
HYDRA = "http://www.w3.org/ns/hydra/core#"
SCHEMA = "http://schema.org/"
CSV = "http://publications.europa.eu/resource/authority/file-type/CSV"
CC_BY = "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40"
FORMATS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "n3": "n3"}


def read(registry, path: str, form: str = "ttl", user: str | None = None) -> Graph:
    return Graph().parse(data=registry.page(path, user), format=FORMATS[form])


def iri(record) -> URIRef:
    return URIRef(f"{tk.config['ckan.site_url']}/id/{record['type']}/{record['id']}")


@pytest.fixture(scope="module")
def trees(registry):
    return registry.add(
        "dataset",
        title_translated={"it": "Alberi", "en": "Trees"},
        notes="Gli alberi dei viali.",
        theme=["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
        license_id=CC_BY,
        temporal_coverage=[{"start": "2024-01-01"}],
        contact=[{"name": "Verde", "email": "verde@comune.example.it", "telephone": "+39021234567"}],
        tags=[{"name": "verde/alberi"}],
        resources=[{"url": "https://dati.example.it/alberi.csv", "name": "Alberi", "format": "CSV", "size": 10}],
    )


@pytest.fixture(scope="module")
def service(registry, trees):
    return registry.add(
        "dataservice",
        title="Alberi, API",
        endpoint_url="https://api.example.it/alberi",
        endpoint_description="https://api.example.it/openapi.yaml",
        access="open",
        serves_datasets=[trees["id"]],
    )


def test_an_empty_catalogue_is_a_catalogue(registry):
    graph = read(registry, "/organization/c_l400/catalog.ttl")
    (catalogue,) = [one for one in graph.subjects(RDF.type, DCAT.Catalog) if "c_l400" in one]
    assert graph.value(catalogue, DCTERMS.publisher)
    assert not list(graph.objects(catalogue, DCAT.dataset))


@pytest.mark.parametrize("form", FORMATS)
def test_a_dataset_is_dcat_ap_it_in_every_format(registry, trees, form):
    graph = read(registry, f"/dataset/{trees['name']}.{form}", form)
    ref = iri(trees)
    assert (ref, RDF.type, URIRef(DCATAPIT + "Dataset")) in graph
    assert (ref, RDF.type, DCAT.Dataset) in graph
    assert set(graph.objects(ref, DCTERMS.title)) == {Literal("Alberi", lang="it"), Literal("Trees", lang="en")}
    holder = graph.value(ref, DCTERMS.rightsHolder)
    assert holder == URIRef(f"{tk.config['ckan.site_url']}/id/body/c_f205")
    assert graph.value(holder, DCTERMS.identifier) == Literal("c_f205")
    assert "Milano" in graph.value(holder, FOAF.name)
    assert graph.value(ref, DCTERMS.identifier) == Literal(f"c_f205:{trees['id']}")


def test_files_carry_format_licence_and_size_and_nothing_made_up(registry, trees):
    graph = read(registry, f"/dataset/{trees['name']}.ttl")
    (file,) = graph.objects(iri(trees), DCAT.distribution)
    assert graph.value(file, DCTERMS.format) == URIRef(CSV)
    licence = graph.value(file, DCTERMS.license)
    assert licence == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert URIRef(CC_BY) in set(graph.objects(licence, SKOS.exactMatch))
    assert graph.value(file, DCAT.byteSize).toPython() == 10
    assert not list(graph.objects(file, DCTERMS.issued))
    assert not list(graph.objects(file, DCTERMS.modified))
    assert not list(graph.objects(iri(trees), DCTERMS.accessRights))


def test_a_period_has_its_dates_in_italian_and_european_terms(registry, trees):
    graph = read(registry, f"/dataset/{trees['name']}.ttl")
    period = graph.value(iri(trees), DCTERMS.temporal)
    assert graph.value(period, URIRef(DCATAPIT + "startDate")) == graph.value(period, DCAT.startDate)
    assert not list(graph.objects(period, DCAT.endDate))


def test_a_data_service_is_a_service_of_the_catalogue_and_serves_its_dataset(registry, trees, service):
    graph = read(registry, "/catalog.ttl")
    catalogue = URIRef(f"{tk.config['ckan.site_url']}/catalog")
    assert iri(service) in set(graph.objects(catalogue, DCAT.service))
    assert iri(service) not in set(graph.objects(catalogue, DCAT.dataset))
    assert (iri(service), RDF.type, DCAT.DataService) in graph
    assert graph.value(iri(service), DCAT.servesDataset) == iri(trees)
    assert graph.value(iri(service), DCAT.endpointURL) == URIRef("https://api.example.it/alberi")


def test_platforms_software_and_projects_are_listed_but_never_as_datasets(registry):
    software = registry.add("software", title="Sportello", licence="EUPL-1.2")
    platform = registry.add("platform", title="Sportello di Milano", software=software["id"], status="in_use")
    project = registry.add("project", title="Sportello unico", cup="J41B21000000001")
    graph = read(registry, "/catalog.ttl")
    for record, kind in ((platform, "SoftwareApplication"), (software, "SoftwareSourceCode")):
        assert (iri(record), RDF.type, URIRef(SCHEMA + kind)) in graph
    assert graph.value(iri(platform), URIRef(SCHEMA + "exampleOfWork")) == iri(software)
    assert (iri(project), RDF.type, FOAF.Project) in graph
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    assert not datasets & {iri(software), iri(platform), iri(project)}
    one = read(registry, f"/platform/{platform['name']}.jsonld", "jsonld")
    assert (iri(platform), DCTERMS.title, Literal("Sportello di Milano", lang="it")) in one


def test_what_is_for_bodies_only_is_in_no_rdf_even_for_those_who_may_read_it(registry):
    hidden = registry.add("platform", title="Telecamere nascoste", visibility="bodies")
    teller = registry.add("project", title="Sicurezza", platforms=[hidden["id"]])
    member = registry.user("c_f205")
    for user in (None, member):
        assert hidden["id"] not in registry.page("/catalog.ttl", user)
        assert hidden["id"] not in registry.page(f"/project/{teller['name']}.ttl", user)
        registry.page(f"/platform/{hidden['name']}.ttl", user, status=404)


def test_a_harvested_dataset_keeps_the_iri_of_its_source(registry):
    source = "https://opendata.example.org/dataset/7"
    made = registry.add("dataset", title="Piste ciclabili", uri=source)
    graph = read(registry, f"/dataset/{made['name']}.ttl")
    assert (URIRef(source), RDF.type, DCAT.Dataset) in graph
    assert not list(graph.objects(URIRef(source), DCTERMS.rightsHolder))


def test_pages_hold_every_record_once(registry, trees, service, ckan_config_page_size):
    path, seen = "/catalog.ttl", []
    while path:
        graph = read(registry, path)
        listed = [o for p in (DCAT.dataset, DCAT.service, DCAT.resource) for o in graph.objects(None, p)]
        assert len(listed) <= ckan_config_page_size
        seen += listed
        following = next(iter(graph.objects(None, URIRef(HYDRA + "next"))), None)
        path = str(following).removeprefix(tk.config["ckan.site_url"]) if following else None
    assert len(seen) == len(set(seen)) == registry.call("package_search", rows=0)["count"]


def test_the_whole_catalogue_is_one_file_without_what_is_private(registry, trees, service, monkeypatch):
    monkeypatch.setattr(action, "DUMPED", 2)
    registry.page("/catalog/dump.nt.gz", status=404)
    hidden = registry.add("dataset", title="Bozza", private=True)
    with pytest.raises(tk.NotAuthorized):
        registry.call("smartlombardia_catalogue_dump", registry.user("c_f205", "admin"))
    done = registry.by_office("smartlombardia_catalogue_dump")
    assert done["records"] == registry.call("package_search", rows=0)["count"]
    content = Context().run(registry.client().get, "/catalog/dump.nt.gz").data
    graph = Graph().parse(data=gzip.decompress(content), format="nt")
    listed = {o for p in (DCAT.dataset, DCAT.service, DCAT.resource) for o in graph.objects(None, p)}
    assert {iri(trees), iri(service)} <= listed
    assert len(listed) == done["records"]
    assert iri(hidden) not in listed


def test_a_record_that_goes_while_pages_are_read_takes_no_other_with_it(registry, trees, ckan_config_page_size):
    for number in range(3):
        registry.add("dataset", "c_l400", title=f"Pagina {number}")
    path = "/organization/c_l400/catalog.ttl"
    first = read(registry, path)
    gone, kept = sorted(set(first.subjects(RDF.type, DCAT.Dataset)))
    registry.by_office("package_delete", id=str(gone).rpartition("/")[2])
    (following,) = first.objects(None, URIRef(HYDRA + "next"))
    second = read(registry, str(following).removeprefix(tk.config["ckan.site_url"]))
    (last,) = set(second.subjects(RDF.type, DCAT.Dataset))
    assert last not in (gone, kept)
    registry.page(f"{path}?page=2&after=qui", status=400)


@pytest.fixture
def ckan_config_page_size(monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.dcat.datasets_per_page", 2)
    return 2


def test_a_body_has_a_catalogue_of_its_own(registry, trees):
    other = registry.add("dataset", "c_b157", title="Musei")
    graph = read(registry, "/organization/c_f205/catalog.ttl")
    assert iri(trees) in set(graph.subjects(RDF.type, DCAT.Dataset))
    assert iri(other) not in set(graph.subjects(RDF.type, DCAT.Dataset))
    registry.page("/organization/c_z999/catalog.ttl", status=404)


def test_a_page_that_is_no_number_is_refused_with_words(registry):
    with pytest.raises(tk.ValidationError):
        registry.call("dcat_catalog_show", page="due", format="ttl")


def test_who_has_the_page_already_is_not_sent_it_again(registry, trees):
    client = registry.client()
    for address in ("/catalog.ttl", f"/dataset/{trees['name']}.jsonld", "/organization/c_f205/catalog.rdf"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)
        assert client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304


def test_a_page_says_what_changed_at_once(registry):
    record = registry.add("dataset", "c_b157", title="Prima")
    address = f"/dataset/{record['name']}.ttl"
    etag = registry.client().get(address).headers["ETag"]
    registry.by_office("package_patch", id=record["id"], title="Dopo")
    answer = registry.client().get(address, headers={"If-None-Match": etag})
    assert "Dopo" in answer.get_data(as_text=True)
    registry.by_office("package_patch", id=record["id"], state="deleted")
    assert registry.client().get(address).status_code == 404
