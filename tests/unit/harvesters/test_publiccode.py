"""publiccode.yml of repositories."""

from __future__ import annotations

import json

import pytest

from ckanext.smartlombardia.fetch import Client, FetchError, FetchSettings
from ckanext.smartlombardia.harvesters.publiccode import reader
from ckanext.smartlombardia.types import BodyRef, Record, Refused

from .documents import document, library

FILE = """
publiccodeYmlVersion: "0.5.0"
name: GlobaLeaks
url: https://github.com/globaleaks/globaleaks.git
legal: {license: AGPL-3.0-only}
organisation: {name: GlobaLeaks, uri: https://www.globaleaks.org}
description: {en: {shortDescription: Whistleblowing.}}
usedBy: ["Comune di Livo (CO)", "comune di Livò  (co)", "Ministero dell'Interno (MI)", "!"]
supports: [{id: "https://gtfs.org"}, {id: "alias:gdpr"}]
"""
RAW = "https://raw.githubusercontent.com/{}/HEAD/publiccode.yml"


def read(text=FILE, repository="globaleaks/globaleaks"):
    return list(reader.read(document(text, RAW.format(repository))))


def test_a_file_becomes_a_product_and_the_platforms_that_it_names():
    software, livo, interno = read()
    assert software.kind == "software"
    assert software.body is None
    assert software.fields == {
        "title": "GlobaLeaks",
        "notes_translated": {"en": "Whistleblowing."},
        "vendor_name": "GlobaLeaks",
        "publiccode_version": "0.5.0",
        "repository": "https://github.com/globaleaks/globaleaks",
        "licence": "AGPL-3.0-only",
        "standards": [{"standard": "gtfs"}],
        "source_url": RAW.format("globaleaks/globaleaks"),
        "publiccode_url": RAW.format("globaleaks/globaleaks"),
    }
    assert livo.body == BodyRef(name="Comune di Livo", province="CO")
    assert interno.body == BodyRef(name="Ministero dell'Interno")
    assert livo.guid == f"{software.guid}#comune di livo co"
    assert livo.grade == "E1"
    assert livo.fields == {
        "title": "GlobaLeaks",
        "product_name": "GlobaLeaks",
        "vendor_name": "GlobaLeaks",
        "status": "in_use",
        "software_guid": software.guid,
        "source_url": software.url,
    }


def test_a_product_released_by_a_lombard_body_is_its_own():
    (software,) = read(
        "name: Whistleblowing\nurl: https://github.com/Comune-Milano/W\nit: {riuso: {codiceIPA: c_f205}}",
        "Comune-Milano/W",
    )
    assert software.body == BodyRef(ipa="c_f205")
    assert software.repairs == []


def test_a_fork_that_still_carries_the_address_of_its_parent_is_mended():
    software, *_ = read(repository="ASLBrindisi/GlobaLeaks")
    assert software.fields["repository"] == "https://github.com/ASLBrindisi/GlobaLeaks"
    assert [(repair.field, repair.was) for repair in software.repairs] == [
        ("url", "https://github.com/globaleaks/globaleaks.git")
    ]


@pytest.mark.parametrize(
    ("url", "repository"),
    [
        ("https://raw.githubusercontent.com/a/b/main/x/publiccode.yml", "https://github.com/a/b"),
        ("https://gitlab.com/a/b/c/-/raw/main/publiccode.yml", "https://gitlab.com/a/b/c"),
        ("https://example.org/publiccode.yml", None),
    ],
)
def test_the_repository_is_told_by_where_the_file_was_found(url, repository):
    assert reader.repository_of(url) == repository


def test_a_missing_file_and_a_broken_one_do_not_stop_the_others():
    get = library(good=FILE, broken="name: [")
    found = list(reader.pages(get, [f"https://example.org/{name}" for name in ("gone", "broken", "good")]))
    assert isinstance(found[0], Refused)
    assert "404" in found[0].why
    records = [one for page in found[1:] for one in reader.read(page)]
    assert isinstance(records[0], Refused)
    assert records[0].where == "https://example.org/broken"
    assert sum(isinstance(one, Record) for one in records) == 3


def test_the_real_files_by_their_addresses(mirror_server, shared):
    index = (shared / "mirror/index.csv").read_text().splitlines()
    addresses = [line.split(",")[0] for line in index if "publiccode/" in line]
    client = Client(FetchSettings(mirror=mirror_server))
    found = list(reader.pages(lambda url: client.get(url).document, addresses))
    records = [one for page in found for one in reader.read(page)]
    software = [one for one in records if one.kind == "software"]
    assert len(software) == len(addresses) > 50
    assert len({one.guid for one in records}) == len(records)
    forks = {one.guid.split("/")[4] for one in software if one.repairs and one.repairs[-1].field == "url"}
    assert {"bootstrap-lombardia", "design-angular-kit"} <= forks


def test_of_all_real_files_the_only_one_that_is_no_yaml_is_reported(shared):
    files = sorted((shared / "data/publiccode").glob("*.yml"))
    first = [next(reader.read(document(path.read_bytes(), f"https://e.it/{path.name}"))) for path in files]
    (refused,) = [one for one in first if isinstance(one, Refused)]
    assert (len(files), "seedoo-core" in refused.where) == (105, True)
    assert "riga 29" in refused.why


def hosted(pages):
    """A `get` that knows whole addresses, and misses all others."""

    def get(url):
        if url in pages:
            return document(pages[url], url)
        raise FetchError("unreachable" if "lontano" in url else "missing", url, status=404)

    return get


def test_every_project_of_an_organization_is_looked_at():
    projects = [
        {"full_name": "comune/albo"},
        {"full_name": "comune/senza"},
        {"full_name": "comune/vecchio", "archived": True},
    ]
    pages = {
        "https://api.github.com/orgs/comune/repos?per_page=100&page=1": json.dumps(projects),
        "https://raw.githubusercontent.com/comune/albo/HEAD/publiccode.yml": "name: Albo",
    }
    found = list(reader.pages(hosted(pages), ["https://github.com/comune"]))
    assert [page.url for page in found] == ["https://raw.githubusercontent.com/comune/albo/HEAD/publiccode.yml"]


def test_a_group_on_gitlab_and_one_repository_on_github():
    listing = "https://gitlab.comune.it/api/v4/groups/a%2Fb/projects?include_subgroups=true&archived=false&per_page=100&page=1"
    pages = {
        listing: json.dumps([{"web_url": "https://gitlab.comune.it/a/b/c"}]),
        "https://gitlab.comune.it/a/b/c/-/raw/HEAD/publiccode.yml": "name: C",
        "https://raw.githubusercontent.com/comune/albo/HEAD/publiccode.yml": "name: Albo",
    }
    found = reader.pages(hosted(pages), ["https://gitlab.comune.it/a/b", "https://github.com/comune/albo.git"])
    assert [page.url for page in found] == list(pages)[1:]


def test_an_organization_that_cannot_be_listed_is_named():
    (refused,) = reader.pages(hosted({}), ["https://github.com/comune"])
    assert isinstance(refused, Refused)
    pages = {"https://api.github.com/orgs/comune/repos?per_page=100&page=1": '{"message": "API rate limit"}'}
    (refused,) = reader.pages(hosted(pages), ["https://github.com/comune"])
    assert "elenco dei progetti" in refused.why


def test_an_account_that_is_no_organization_and_one_repository_on_gitlab():
    pages = {
        "https://api.github.com/users/tecnico/repos?per_page=100&page=1": json.dumps([{"full_name": "tecnico/albo"}]),
        "https://raw.githubusercontent.com/tecnico/albo/HEAD/publiccode.yml": "name: Albo",
        "https://gitlab.com/a/b/-/raw/HEAD/publiccode.yml": "name: B",
    }
    found = list(reader.pages(hosted(pages), ["https://github.com/tecnico", "https://gitlab.com/a/b"]))
    assert [page.url for page in found] == list(pages)[1:]
    assert set(reader.places("https://gitlab.com/a/b").values()) == {"https://gitlab.com/a/b"}


def test_who_registers_a_project_reads_what_the_standard_asks_for():
    (software,) = read("name: Albo\nmaintenance: {type: contract}\nlegal: {license: EUPL-1.2}")
    named = {one.why.split("«")[1].split("»")[0] for one in software.noted}
    assert {"url", "softwareType", "description", "maintenance/contractors"} <= named
    assert not {"name", "legal/license"} & named
    assert all("yml.publiccode.tools" in one.remedy for one in software.noted)


def test_a_real_file_that_is_whole_misses_nothing(shared):
    files = sorted((shared / "data/publiccode").glob("*.yml"))
    first = [next(reader.read(document(path.read_bytes(), f"https://e.it/{path.name}"))) for path in files]
    records = [one for one in first if isinstance(one, Record)]
    named = [[noted for noted in one.noted if "maintenance/contacts" not in noted.why] for one in records]
    assert named.count([]) >= 88  # the copies of the files are without the contacts, who are persons
