"""YAML that tries to hurt, and YAML that only looks odd."""

from __future__ import annotations

import time

import pytest

from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.safe_yaml import load

BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
)


def test_an_alias_bomb_is_refused_before_it_goes_off():
    start = time.perf_counter()
    with pytest.raises(NotReadable, match="numero smisurato"):
        load(BOMB)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: &a [*a]", "riferimento a se stesso"),
        ("- " * 300 + "x", "numero smisurato"),
        ("a: [b", "riga 2, colonna 1"),
        ("a: !!python/object/apply:os.system [ls]", "non è YAML valido"),
        ("? [a, b]\n: c", "non è YAML valido"),
        ("a: \x00", "caratteri che YAML non ammette"),
        (b"a: " + b"x" * 6_000_000, "supera 5 MB"),
    ],
)
def test_it_says_why_a_document_is_refused(text, why):
    with pytest.raises(NotReadable, match=why):
        load(text)


def test_keys_are_text_and_words_stay_words():
    text = "2: 2020-01-01\nno: yes\non: off\nt: true\nn: ~\nold: 0123\nhour: 12:30\n"
    assert load(text) == {
        "2": "2020-01-01", "no": "yes", "on": "off", "t": True, "n": None, "old": "0123", "hour": "12:30"
    }  # fmt: skip


def test_numbers_are_numbers_or_stay_as_written():
    assert load("a: 1.10\nb: 7\nc: 1e3") == {"a": 1.1, "b": 7, "c": 1000.0}
    assert load("a: 1.10\nb: 7", numbers=False) == {"a": "1.10", "b": "7"}


def test_honest_aliases_and_merges_work():
    assert load("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}") == {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1, "y": 2}}


def test_bytes_in_other_encodings_are_read():
    assert load("à: è".encode()) == {"à": "è"}
    assert load("\ufeffà: è".encode("utf-16")) == {"à": "è"}
    assert load("à: è".encode("cp1252")) == {"à": "è"}


def test_a_tabulation_that_only_some_parsers_read_is_refused_when_strict():
    text = "a:\n- b\t\n- c\n"
    assert load(text) == {"a": ["b", "c"]}
    with pytest.raises(NotReadable, match=r"riga 2.*tabulazione"):
        load(text, strict=True)
