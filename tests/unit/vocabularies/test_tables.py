"""Every table can be read, says where it comes from, and names only codes that exist."""

import time

import pytest

from ckanext.smartlombardia import vocabularies as v

SCHEMES = [name for name in v.names() if {"code", "label_it", "label_en"} <= set(v.rows(name)[0])]

# table, column, scheme whose codes it holds (several joined by "|")
REFERENCES = [
    ("functions", "domain", "domains"),
    ("needs", "function_a", "functions"),
    ("needs", "function_b", "functions"),
    ("other_bodies", "kind", "body_kinds"),
    ("other_bodies", "province", "provinces"),
    ("bodies", "province", "provinces"),
    ("subthemes", "theme", "themes"),
    ("funded_services", "platform", "national_platforms"),
    ("padigitale_services", "service", "funded_services"),
    ("functions", "typical_standards", "standards"),
    ("standards", "kind", "standard_kinds"),
    ("admitted", "function", "functions"),
    ("admitted", "standard", "standards"),
    ("admitted", "force", "forces"),
    ("needs", "force", "forces"),
    ("compatibility", "standard_a", "standards"),
    ("compatibility", "standard_b", "standards"),
    ("identifier_lexicon", "scheme", "standards"),
    ("licence_aliases", "licence", "licences"),
    ("licences", "type", "licences"),
    ("channel_hosts", "channel", "channels"),
    ("source_endings", "type", "source_types"),
    ("sources", "type", "source_types"),
    ("frequency_periods", "frequency", "frequencies"),
]


@pytest.mark.parametrize("name", v.names())
def test_every_table_says_where_it_comes_from(name):
    about = v.table(name)
    assert all(about.title.values())
    assert about.source
    assert about.date
    assert about.licence
    assert about.source_url or about.source.startswith("Smart Lombardia")


def test_every_file_is_described_and_every_description_has_a_file():
    files = {path.stem for path in v.FOLDER.glob("*.csv")} - {"index"}
    assert files == set(v.names())


@pytest.mark.parametrize("name", SCHEMES)
def test_every_concept_has_a_code_of_its_own_and_both_labels(name):
    concepts = v.concepts(name)
    assert len({one.code for one in concepts}) == len(concepts)
    assert all(one.code and one.label["it"].strip() and one.label["en"].strip() for one in concepts)


@pytest.mark.parametrize(("name", "column", "scheme"), REFERENCES)
def test_codes_that_a_table_refers_to_exist(name, column, scheme):
    codes = {one.code for one in v.concepts(scheme)}
    used = {code for row in v.rows(name) for code in row[column].split("|") if code}
    assert used <= codes


@pytest.mark.parametrize("name", v.names())
def test_no_cell_is_missing_and_none_has_stray_space(name):
    for row in v.rows(name):
        assert None not in row
        assert all(isinstance(value, str) and value == value.strip() for value in row.values())


def test_labels_in_two_languages():
    assert v.label("functions", "notice-board") == "Albo pretorio"
    assert v.label("functions", "notice-board", "en") == "Public notice board"
    assert v.label("functions", "no-such-function") == "no-such-function"
    assert v.concept("functions", "no-such-function") is None


def test_a_table_that_does_not_exist_is_named_in_the_error():
    with pytest.raises(KeyError, match="no table 'functon'"):
        v.rows("functon")


def test_values_are_read_only():
    with pytest.raises(TypeError):
        v.rows("domains")[0]["label_it"] = "Altro"


def test_loading_everything_is_quick():
    v.rows.cache_clear()
    v.concepts.cache_clear()
    start = time.process_time()
    for name in v.names():
        v.concepts(name) if name in SCHEMES else v.rows(name)
    assert time.process_time() - start < 1
