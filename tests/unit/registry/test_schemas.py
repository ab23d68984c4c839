"""The YAML of the five types: every field can be read, labelled and checked."""

from pathlib import Path

import pytest
import yaml

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry import schemas, validators

FOLDER = Path(schemas.__file__).parent
PRESETS = {
    preset["preset_name"]: preset["values"]
    for preset in yaml.safe_load((FOLDER.parent / "presets.yaml").read_text(encoding="utf-8"))["presets"]
}


def schema(kind):
    return yaml.safe_load((FOLDER / f"{kind}.yaml").read_text(encoding="utf-8"))


def fields(kind):
    """Every field of a type and its subfields, presets put in."""
    found = schema(kind)
    for field in [*found["dataset_fields"], *found["resource_fields"]]:
        for one in [field, *field.get("repeating_subfields", ())]:
            yield {**PRESETS.get(one.get("preset"), {}), **one}


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_field_has_labels_in_both_languages(kind):
    for field in fields(kind):
        assert set(field["label"]) == {"it", "en"}, field["field_name"]
        assert all(field["label"].values()), field["field_name"]


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_field_that_a_form_asks_for_says_what_to_write(kind):
    found = schema(kind)
    for field in [*found["dataset_fields"], *found["resource_fields"]]:
        asked = {**PRESETS.get(field["preset"], {}), **field}
        if asked.get("form_snippet") and not field["field_name"].endswith("_translated"):
            assert set(asked.get("help_text", ())) == {"it", "en"}, field["field_name"]


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_vocabulary_of_a_field_is_there(kind):
    for field in fields(kind):
        if field.get("choices_helper") and "choices" not in field:
            assert vocabularies.concepts(field["vocabulary"]), field["field_name"]


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_field_stands_in_a_group_that_the_page_shows(kind):
    groups = {group["name"] for group in schema(kind)["groups"]}
    assert {field["group"] for field in schema(kind)["dataset_fields"] if "group" in field} == groups


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_few_fields_are_required(kind):
    required = {field["field_name"] for field in fields(kind) if field.get("required")}
    assert required <= {"title", "owner_org"}


def test_every_validator_that_a_preset_names_exists():
    named = {name for preset in PRESETS.values() for name in preset.get("validators", "").split()}
    assert {name for name in named if name.startswith(("smartlombardia_", "fluent_"))} <= set(validators.__all__)


def test_lists_of_datasets_are_lists_for_ckanext_dcat():
    """Its profiles look for the word in the validators to know a list from its JSON."""
    for field in fields("dataset"):
        if field.get("display_snippet") in ("sl_list.html", "sl_codes.html"):
            assert "scheming_multiple_text" in field["validators"], field["field_name"]
