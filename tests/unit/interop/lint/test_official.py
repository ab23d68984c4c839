"""Verdicts are those of the official linter, on real descriptions."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from ckanext.smartlombardia.interop import lint


@pytest.fixture(scope="module")
def golden(shared):
    return json.loads((shared / "data/openapi/spectral_golden.json").read_text(encoding="utf-8"))["docs"]


@pytest.mark.parametrize("severity", ["error", "warn", "info", "hint"])
def test_no_verdict_differs_from_the_official_linter(shared, golden, severity):
    known = set(lint.all_rules())
    for name, verdicts in golden.items():
        content = (shared / "data/openapi" / name).read_bytes()
        ours = Counter(
            one.rule for one in lint.lint(content) if one.severity == severity and not one.rule.startswith("SL-")
        )
        official = {rule: n for rule, n in verdicts["spectral"].get(severity, {}).items() if rule in known}
        assert set(ours) == set(official), name
        if severity == "error":
            counted = {rule for rule in official if lint.all_rules()[rule].source.startswith("api-oas")}
            assert {rule: ours[rule] for rule in counted} == {rule: official[rule] for rule in counted}, name


def test_every_real_description_is_read(shared):
    for file in sorted((shared / "data/openapi").iterdir()):
        if file.name != "spectral_golden.json":
            assert all(one.line for one in lint.lint(file.read_bytes())), file.name
