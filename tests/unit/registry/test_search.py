"""What is sent to the search server, and how questions are asked of it."""

import json

import pytest

from ckanext.smartlombardia.registry import search

PLATFORM = {
    "type": "platform",
    "id": "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
    "name": "sosta-1b9d6bcd",
    "title": "Sosta",
    "title_translated": {"it": "Sosta", "en": "Parking spaces"},
    "notes": "Pagate le strisce blu.",
    "function": "parking",
    "organization": {"name": "c_i996"},
    "status": "in_use",
    "software": "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    "apis": ["7c9e6679-7425-40de-944b-e07fc1f90ae7"],
    "standards": [{"standard": "datex-ii", "version": "3"}],
}


def document(record, **more):
    return {"id": record["id"], "title": record["title"], "validated_data_dict": json.dumps(record), **more}


def test_a_platform_is_found_by_its_codes():
    found = search.index(document(PLATFORM))
    assert found["sl_type"] == "platform"
    assert found["sl_domain"] == ["mobility"]
    assert (found["sl_function"], found["sl_body"], found["sl_province"]) == (["parking"], ["c_i996"], ["LC"])
    assert (found["sl_status"], found["sl_standard"]) == ("in_use", ["datex-ii"])
    assert found["sl_link"] == [PLATFORM["software"], *PLATFORM["apis"]]


def test_a_platform_is_found_by_the_words_people_have_for_its_function_and_town():
    found = search.index(document(PLATFORM))
    assert {"Sosta", "Pagate le strisce blu.", "parcometri", "Comune di Suello", "Lecco"} <= set(found["sl_text_it"])
    assert {"Parking spaces", "Parking", "Mobility", "Suello"} <= set(found["sl_text_en"])


def test_nothing_is_sent_that_the_search_server_would_refuse():
    refused = {
        "standards": json.dumps(PLATFORM["standards"]),
        "title_translated": json.dumps(PLATFORM["title_translated"]),
        "contact": [{"name": "Ufficio"}],
        "plugin_data": {"x": 1},
        "results": "parola " * 10_000,
        "extras_function": "parking",
    }
    found = search.index(document(PLATFORM, **refused, tags=["sosta"], notes="parola " * 10_000, status="in_use"))
    assert refused.keys().isdisjoint(found)
    assert found["tags"] == ["sosta"]
    assert len(found["notes"]) > search.MAX_TERM_LENGTH
    assert found["status"] == "in_use"


def test_a_record_with_a_title_alone_is_indexed():
    found = search.index(document({"type": "software", "id": "x", "title": "Urbi"}))
    assert found["sl_title_it"] == "Urbi"
    assert "sl_body" not in found


def test_a_source_of_harvests_keeps_its_own_fields_only():
    found = search.index(document({"type": "harvest", "id": "x", "title": "Fonte"}, harvest_source_id="y"))
    assert found["harvest_source_id"] == "y"
    assert not any(name.startswith("sl_") for name in found)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://www.comune.suello.lc.it", "https //www.comune.suello.lc.it"),
        ("standard: TALQ", "standard  TALQ"),
        ("title:sosta", "title:sosta"),
        ("*:*", "*:*"),
        ("sl_type:platform AND sosta", "sl_type:platform AND sosta"),
        ("albo pretorio", "albo pretorio"),
    ],
)
def test_a_colon_in_plain_words_names_no_field(written, asked):
    assert search.plain(written) == asked


def test_two_choices_of_one_filter_ask_for_either():
    asked = search.any_of('sl_type:"platform" sl_type:"software" sl_province:"LC" +dataset_type:dataset')
    assert asked.split(" +sl_type", 1) == ['sl_province:"LC" +dataset_type:dataset', ':("platform" OR "software")']


@pytest.mark.parametrize("asked", ['sl_type:"platform"', 'sl_type:"a" OR sl_type:"b"', "+organization:c_f205"])
def test_other_filters_stay_as_they_are(asked):
    assert search.any_of(asked) == asked


def test_words_are_looked_for_in_the_texts_of_both_languages():
    assert "sl_text_en" in search.prepare({"q": "albo pretorio"})["qf"]
    assert "qf" not in search.prepare({"q": "title:albo"})


def test_the_author_of_a_record_is_found_by_themselves_and_read_by_nobody():
    author = "9f1c1e0a-3b1f-4f6e-8a54-0c2d7d1f5a10"
    raw = json.dumps({**PLATFORM, "creator_user_id": author, "notes": '"creator_user_id": "parola"'})
    found = search.index(document(PLATFORM, data_dict=raw, creator_user_id=author))
    assert author not in json.dumps(found)
    assert json.loads(found["data_dict"])["notes"] == '"creator_user_id": "parola"'
    asked = search.prepare({"q": "*:*", "fq": f"+creator_user_id:{author}"})["fq"]
    assert asked == f"+creator_user_id:{found['creator_user_id']}"
