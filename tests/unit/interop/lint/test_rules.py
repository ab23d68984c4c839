"""Each rule fires where it must, and nowhere in a description without a fault."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.formats import openapi
from ckanext.smartlombardia.interop import lint

_spec = importlib.util.spec_from_file_location("lint_cases", Path(__file__).with_name("cases.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)

BY_TEXT = {
    "parser": ("openapi: 3.0.0\ninfo: {title: a, title: b}\n", "/info/title"),
    "unrecognized-format": ("titolo: niente\n", ""),
    "no-swagger-2": ("swagger: '2.0'\n", "/swagger"),
}


def found(document, rule):
    text = document if isinstance(document, str) else json.dumps(document)
    return [finding.pointer for finding in lint.lint(text) if finding.rule == rule]


@pytest.mark.parametrize(("rule", "path", "value", "where"), cases.FIRES)
def test_a_rule_fires_where_it_is_broken(rule, path, value, where):
    pointer = openapi.as_pointer(path) if where is None else where
    assert pointer in found(cases.changed(cases.DOCUMENT, path, value), rule)


@pytest.mark.parametrize(("rule", "path", "value", "where"), cases.FIRES_OLD)
def test_a_rule_of_swagger_2_fires_where_it_is_broken(rule, path, value, where):
    pointer = openapi.as_pointer(path) if where is None else where
    assert pointer in found(cases.changed(cases.OLD, path, value), rule)


@pytest.mark.parametrize("rule", BY_TEXT)
def test_a_rule_on_the_text_fires(rule):
    text, pointer = BY_TEXT[rule]
    assert pointer in found(text, rule)


@pytest.mark.parametrize(("rule", "path", "value"), cases.PASSES)
def test_what_only_looks_like_a_breach_is_none(rule, path, value):
    assert found(cases.changed(cases.DOCUMENT, path, value), rule) == []


def test_a_description_without_a_fault_has_no_finding():
    assert [(one.rule, one.pointer) for one in lint.lint(json.dumps(cases.DOCUMENT))] == []
    assert {one.rule for one in lint.lint(json.dumps(cases.OLD)) if one.severity == "error"} == {
        "no-swagger-2", "paths-status"
    }  # fmt: skip


def test_every_rule_of_the_table_has_a_case():
    fired = {case[0] for case in (*cases.FIRES, *cases.FIRES_OLD)} | set(BY_TEXT)
    assert fired == set(lint.all_rules())


def test_all_error_rules_of_the_national_catalogue_are_here():
    rules = [row for row in v.rows("api_rules") if row["source"].startswith("api-oas-checker-rules")]
    # two of the 23 never fire in the official linter: ratelimit-429-completeness and oas3-valid-media-example
    assert sum(row["severity"] == "error" for row in rules) == 21


def test_every_text_of_a_rule_is_a_sentence_in_both_languages():
    for row in v.rows("api_rules"):
        for name in ("finding_it", "finding_en", "remedy_it", "remedy_en"):
            assert row[name].rstrip("»”").endswith("."), (row["id"], name)
        assert all(row[name] for name in row if name != "versions")
        assert ("{saw}" in row["finding_it"]) == ("{saw}" in row["finding_en"])


def test_a_finding_names_the_line_and_says_what_to_do():
    (finding,) = [one for one in lint.lint("openapi: 3.0.0\ninfo:\n  version: uno\n") if one.rule == "use-semver"]
    assert (finding.line, finding.pointer, finding.saw) == (3, "/info/version", "uno")
    assert finding.says["it"] == "La versione «uno» non ha la forma 1.0.0."
    assert finding.remedy["it"].startswith("Scrivete")
    assert "RAC_GEN_002" in finding.legal_source["it"]


def test_a_map_service_is_not_judged_as_a_service_between_administrations():
    document = {"openapi": "3.0.0", "info": {"title": "Mappe", "version": "1.0.0"}, "paths": {"/collections": {}}}
    profile = lint.profile_of(openapi.read(json.dumps(document)))
    assert profile == "map"
    rules = {one.rule for one in lint.lint(json.dumps(document), profile)}
    assert "paths-status" not in rules
    assert "has-contact" in rules
    assert lint.profile_of(openapi.read(json.dumps(cases.DOCUMENT))) == "pdnd"


def test_the_page_of_documentation_lists_the_rules_as_they_are():
    page = (Path(__file__).parents[4] / "docs/api-rules.md").read_text(encoding="utf-8")
    for row in v.rows("api_rules"):
        versions, profiles = (row[name].replace("|", ", ") for name in ("versions", "profiles"))
        cells = (f"`{row['id']}`", row["number"], row["severity"], row["force"], versions, profiles, row["title_en"])
        assert f"| {' | '.join(cells)} |" in page
    assert page.count("| SL-API-") == len(v.rows("api_rules"))
