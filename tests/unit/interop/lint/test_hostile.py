"""Nothing that is handed in makes the reader or a rule crash or hang."""

from __future__ import annotations

import json
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia.interop import lint

BOMB = "openapi: 3.0.0\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
)
CIRCLE = {
    "openapi": "3.0.0",
    "paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}},
    "components": {
        "schemas": {
            "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}, "example": {"b": 1}},
            "B": {"type": "array", "items": {"$ref": "#/components/schemas/A"}, "example": [1]},
            "C": {"$ref": "#/components/schemas/C"},
        }
    },
}
WIDE = {
    "openapi": "3.0.0",
    "components": {
        "schemas": {
            f"S{level}": {
                "type": "object",
                "example": {},
                "properties": {str(n): {"$ref": f"#/components/schemas/S{level + 1}"} for n in range(10)},
            }
            for level in range(30)
        }
    },
}


def with_schema(schema):
    return json.dumps({"openapi": "3.0.0", "components": {"schemas": {"a": schema}}})


HOSTILE = {
    "an alias bomb": BOMB,
    "references in a circle": json.dumps(CIRCLE),
    "references that open into everything": json.dumps(WIDE),
    "not YAML": "a: [b",
    "a binary file": bytes(range(256)) * 10,
    "nothing": b"",
    "a word": "ciao",
    "six megabytes": b"x" * 6_000_000,
    "very deep": "[" * 100_000,
    "an alias of itself": "a: &a [*a]",
    "a key that is a list": "? [a, b]\n: c\nopenapi: 3.0.0",
    "an evil expression": with_schema({"type": "string", "pattern": "^(a+)+$", "example": "a" * 40 + "!"}),
    "an unreadable expression": with_schema({"type": "string", "pattern": "\\p{L}(?<!x)[", "example": "a"}),
    "a number without end": "openapi: 3.0.0\nx: " + "9" * 5000 + "\ny: .inf\nz: .nan",
    "a surrogate alone": '{"openapi": "3.0.0", "info": {"title": "\\ud83d"}}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_answered_at_once(name):
    start = time.process_time()
    findings = lint.lint(HOSTILE[name])
    assert time.process_time() - start < 5
    assert findings, "something is always wrong with it"


def test_nothing_is_fetched(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    document = {"openapi": "3.1.0", "components": {"schemas": {"a": {"$ref": "http://127.0.0.1:9/x", "example": 1}}}}
    assert any("non viene scaricato" in one.says["it"] for one in lint.lint(json.dumps(document)))


KEYS = st.sampled_from(
    """openapi swagger info paths /status /a/{b} get patch responses 200 404 content headers parameters in name schema
    schemas components type format example default $ref enum servers url variables tags security securitySchemes flows
    properties items required nullable pattern multipleOf allOf definitions discriminator examples version operationId
    """.split()  # noqa: SIM905  a list of them is a page long
)
WORDS = st.sampled_from(
    """3.0.0 3.1.0 2.0 string integer number array object oauth2 apiKey header query path #/components/schemas/a #/paths
    # #/ x.yaml ( ^a$ int32 date uri""".split()  # noqa: SIM905
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=6),
    max_leaves=40,
)
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(st.dictionaries(KEYS, VALUES, max_size=6), st.sampled_from(["3.0.3", "3.1.0", "3.2.0", "2.0", 3, None]))
def test_no_document_crashes_a_rule(document, version):
    document["swagger" if version == "2.0" else "openapi"] = version
    for finding in lint.lint(json.dumps(document)):
        assert finding.says["it"]
        assert "{saw}" not in finding.says["it"]


@SLOW
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_bytes_crash_the_reader(content):
    lint.lint(content)
