"""What is found while a name is typed is what comparing with every name would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia.matching import name_index

KNOWN = [
    "OpenCity Italia - La Stanza del Cittadino",
    "GlobaLeaks",
    "Municipium",
    "Sicr@web",
    "Albo pretorio on line",
    "",
]
NAMES = st.lists(st.one_of(st.sampled_from(KNOWN), st.text(max_size=12), st.text("abc ", max_size=8)), max_size=12)


def names(known: list[str]) -> name_index.Names:
    made = name_index.Names()
    for key, name in enumerate(known):
        made.put(str(key), name)
    return made


def test_the_beginning_and_a_typing_error_are_enough():
    known = names(KNOWN)
    assert known.alike("stanza", 5) == {"0"}
    assert known.alike("cittadino st", 5) == {"0"}
    assert known.alike("globalekas", 5) == {"1"}
    assert known.alike("Albo pretorio del Comune di Suello", 5) == {"4"}
    assert known.alike("mu", 5) == set()


@given(NAMES, st.one_of(st.sampled_from(KNOWN), st.text("abc ", max_size=8), st.text(max_size=10)))
def test_nothing_is_missed_and_nothing_else_is_found(known, name):
    expected = {str(key) for key, one in enumerate(known) if name_index.likeness(name, one) >= name_index.ALIKE}
    assert names(known).alike(name, len(known) + 1) == expected


def test_a_name_that_changed_is_found_under_the_new_one_only():
    known = names(KNOWN)
    known.put("1", "Whistleblowing PA")
    assert known.alike("globaleaks", 5) == set()
    assert known.alike("whistle", 5) == {"1"}


def test_names_that_many_bear_come_first():
    known = names(["Portale A", "Portale B", "Portale B"])
    assert known.alike("portale", 1) == {"1", "2"}
