"""Descriptions as they are written by people: lines, references, versions."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.formats import marked_yaml, openapi

TEXT = """\
openapi: 3.0.1
paths:
  /a:
    get:
      responses:
        200: {$ref: '#/components/responses/Ok'}
components:
  responses:
    Ok: {$ref: '#/components/x/Real'}
  x:
    Real:
      description: fine
  schemas:
    Node:
      properties:
        next: {$ref: '#/components/schemas/Node'}
"""


def test_a_place_behind_references_has_the_path_and_line_of_what_is_referred_to():
    api = openapi.read(TEXT)
    place = api.at("paths", "/a", "get", "responses", "200", "description")
    assert place.value == "fine"
    assert place.path == ("components", "x", "Real", "description")
    assert api.line(place.path) == 12


def test_a_reference_to_what_holds_it_is_not_followed():
    api = openapi.read(TEXT)
    assert api.at("components", "schemas", "Node", "properties", "next", "properties") is None


def test_keys_that_are_numbers_are_read_as_text_and_told():
    api = openapi.read(TEXT)
    (fault,) = api.faults
    assert (fault.kind, fault.path, fault.line) == ("key_not_text", ("paths", "/a", "get", "responses", "200"), 6)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("swagger: 2.0", "2.0"),
        ("swagger: '2.0'", "2.0"),
        ("openapi: 3.0.3", "3.0"),
        ("openapi: 3.1", "3.1"),
        ("openapi: '3.2.0'", "3.2"),
        ("openapi: 3.0.0-rc1", "3"),
        ("openapi: 4.0.0", ""),
        ("asyncapi: 2.0.0", ""),
        ("[]", ""),
    ],
)
def test_the_version_is_told(text, version):
    assert openapi.read(text).version == version


def test_of_a_key_written_twice_the_later_value_holds_and_it_is_told():
    marked = marked_yaml.load("a: 1\nb: 2\na: 3\n")
    assert marked.value == {"a": 3, "b": 2}
    assert [(fault.kind, fault.path, fault.line) for fault in marked.faults] == [("duplicate_key", ("a",), 3)]


def test_merged_entries_are_no_duplicates():
    marked = marked_yaml.load("base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\nmany: {<<: [{x: 5}, *b]}\n")
    assert marked.value["other"] == {"x": 1, "y": 3}
    assert marked.value["many"] == {"x": 5, "y": 2}
    assert marked.faults == []


def test_json_with_characters_beyond_the_first_plane_is_read():
    assert marked_yaml.load('{"a": "\\ud83d\\ude00", "b": "\\/"}').value == {"a": "😀", "b": "/"}


def test_words_and_numbers_are_those_of_yaml_1_2():
    text = "a: yes\nb: 012\nc: 0x1F\nd: 0o17\ne: 1.10\nf: 2020-01-01\ng: ~\nh:\ni: '1'\nj: !!str 1\n"
    assert marked_yaml.load(text).value == {
        "a": "yes", "b": 12, "c": 31, "d": 15, "e": 1.1, "f": "2020-01-01", "g": None, "h": None, "i": "1", "j": "1"
    }  # fmt: skip


def test_a_pointer_and_a_path_say_the_same():
    path = ("paths", "/a~b/{c d}", 0)
    assert openapi.pointer("#" + openapi.as_pointer(path)) == ("paths", "/a~b/{c d}", "0")
    assert openapi.pointer("altro.yaml#/a") is None
