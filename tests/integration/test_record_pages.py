"""Pages, forms, list rows, downloads and RDF of records, also of those of which next to nothing is known."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import urlsplit

import pytest

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry.schemas import KINDS
from ckanext.smartlombardia.types import BodyRef, Record

BODY = "c_c933"


def nothing(kind: str) -> dict[str, None]:
    """Every field that may be left out, written as null; rows have no null."""
    kept = ("title", "owner_org", "name", "tag_string")
    fields = tk.h.scheming_get_dataset_schema(kind)["dataset_fields"]
    return {
        field["field_name"]: None
        for field in fields
        if field["field_name"] not in kept and "repeating_subfields" not in field
    }


def links(page: str, suffix: str) -> list[str]:
    return re.findall(rf'href="([^"]*/[^"]*\.{suffix}[^"]*)"', page)


@pytest.mark.parametrize("nulls", [False, True], ids=["left out", "null"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_emptiest_record_has_every_page(registry, kind, nulls):
    clerk, word = registry.user(BODY), f"Quasivuoto{kind}{'nulls' if nulls else ''}"
    fields = nothing(kind) if nulls else {}
    record = registry.add(kind, BODY, clerk, title=word, **fields)

    page = registry.page(f"/{kind}/{record['name']}")
    assert word in page
    assert "None" not in re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    assert f'value="{word}"' in registry.page(f"/{kind}/edit/{record['name']}", clerk)
    assert record["name"] in registry.page(f"/{kind}/?q={word}")
    rows = list(csv.DictReader(io.StringIO(registry.page(f"/records.csv?q={word}").lstrip("\ufeff"))))
    assert [row["title"] for row in rows] == [word]
    assert json.loads(registry.page(f"/records.json?q={word}"))["count"] == 1
    assert word in registry.page(f"/dataset/{record['id']}.ttl")


def test_the_page_offers_the_record_as_rdf_and_json(registry):
    record = registry.add("platform", BODY, title="Da portare via")
    page = registry.page(f"/platform/{record['name']}")
    for suffix in ("ttl", "jsonld", "rdf"):
        assert "Da portare via" in registry.page(urlsplit(links(page, suffix)[0]).path)
    assert f"/id/platform/{record['id']}" in page


def test_a_name_has_eight_digits_of_the_id_and_never_changes(registry):
    record = registry.add("platform", BODY, title="Così è: l’Albo")
    registry.by_office("package_patch", id=record["id"], title="Tutt’altro")
    assert record["name"] == f"cosi-e-l-albo-{record['id'][:8]}"
    assert registry.by_office("package_show", id=record["id"])["name"] == record["name"]


def test_we_use_it_too_opens_a_form_that_is_filled_in(registry):
    software = registry.add("software", None, title="Urbi", functions=["notice-board"], vendor_name="PA Digitale")
    clerk = registry.user(BODY)
    page = registry.page(f"/software/{software['name']}", clerk)
    address = re.search(r'href="([^"]*/platform/new\?[^"]*)"', page)[1].replace("&amp;", "&")
    form = registry.page(address, clerk)
    assert 'value="Urbi"' in form
    assert re.search(rf'name="software" value="{software["id"]}" checked', form)
    assert re.search(r'name="function" value="notice-board" checked', form)
    assert re.search(r'name="status" value="in_use" checked', form)


def test_that_a_body_says_no_is_offered_only_where_it_said_so(registry):
    clerk = registry.user(BODY)
    denied = registry.add("platform", BODY, status="not_used")
    assert 'value="not_used"' not in registry.page("/platform/new", clerk)
    assert re.search(r'value="not_used" checked', registry.page(f"/platform/edit/{denied['name']}", clerk))


def test_the_form_of_a_member_does_not_ask_which_body(registry):
    clerk = registry.user(BODY)
    form = registry.page("/platform/new", clerk)
    org = registry.by_office("organization_show", id=BODY)["id"]
    assert f'<input type="hidden" name="owner_org" value="{org}">' in form


def test_a_form_says_what_is_wrong_above_and_beside_the_field(registry):
    clerk = registry.user(BODY)
    org = registry.by_office("organization_show", id=BODY)["id"]
    sent = {"owner_org": org, "title": "", "contact_email": "mario", "save": "save"}
    answer = registry.page("/platform/new", clerk, sent=sent)
    assert 'href="#field-title"' in answer
    assert 'href="#field-contact_email"' in answer
    assert 'id="error-contact_email"' in answer
    assert "«mario» non è un indirizzo di posta" in answer


@pytest.mark.parametrize(("words", "code"), [("lampioni", "public-lighting"), ("albo", "notice-board")])
def test_a_function_is_found_by_the_words_people_use(registry, words, code):
    assert f'value="{code}"' in registry.page(f"/records/functions?words={words}")


def test_the_page_says_what_a_source_says_otherwise(registry):
    def said(version: str) -> Record:
        fields = {"title": "Conteso", "product_name": "Conteso", "version": version}
        return Record("platform", "conteso", fields, body=BodyRef(ipa=BODY))

    (record,) = registry.by_office("smartlombardia_records_take", source="catalogue", records=[said("1")]).written
    registry.call("package_patch", registry.user(BODY), id=record, version="7")
    registry.by_office("smartlombardia_records_take", source="catalogue", records=[said("9")])
    page = registry.page(f"/platform/{record}")
    assert "catalogue dice altro: 9" in page


def test_a_download_has_the_number_that_the_page_says(registry):
    for number in range(3):
        registry.add("dataservice", BODY, title=f"Conteggiata {number}", access="open")
    registry.add("platform", BODY, title="Conteggiata riservata", visibility="bodies")
    page = registry.page("/dataset/?q=Conteggiata")
    assert re.search(r"<b>3 risultati</b>", page)
    downloaded = json.loads(registry.page("/records.json?q=Conteggiata"))
    assert downloaded["count"] == len(downloaded["results"]) == 3
    member = json.loads(registry.page("/records.json?q=Conteggiata", registry.user("c_b157")))
    assert member["count"] == 4
