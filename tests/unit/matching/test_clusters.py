"""Links become clusters without chains, and what people decided stands."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia.matching.resolution.clusters import LEAST_LINKED, clusters

IDS = [f"r{number}" for number in range(9)]
PAIRS = list(combinations(IDS, 2))
LINKS = st.dictionaries(st.sampled_from(PAIRS), st.floats(0, 20), max_size=20)
SOME_PAIRS = st.lists(st.sampled_from(PAIRS), max_size=5, unique=True)


def group_of(found):
    return {one: at for at, group in enumerate(found) for one in group}


def test_a_chain_of_links_is_not_one_cluster():
    chain = dict.fromkeys(zip("abcdef", "bcdefg", strict=True), 5.0)
    assert max(map(len, clusters("abcdefg", chain))) <= 3


def test_half_of_the_pairs_linked_is_enough():
    links = {("a", "b"): 9.0, ("c", "d"): 9.0, ("a", "c"): 3.0, ("b", "d"): 3.0}
    assert clusters("abcd", links) == [("a", "b", "c", "d")]


def test_confirmed_pairs_are_together_without_any_link():
    assert clusters("abc", {}, together=[("a", "c")]) == [("a", "c"), ("b",)]


def test_rejected_pairs_are_never_together_however_strong_the_link():
    assert clusters("ab", {("a", "b"): 99.0}, apart=[("a", "b")]) == [("a",), ("b",)]


def test_a_rejection_holds_for_everything_confirmed_with_its_ends():
    found = clusters("abc", {("b", "c"): 99.0}, together=[("a", "b")], apart=[("a", "c")])
    assert found == [("a", "b"), ("c",)]


def test_unknown_ids_in_links_and_verdicts_are_passed_over():
    assert clusters("a", {("a", "x"): 9.0}, together=[("x", "a")], apart=[("x", "y")]) == [("a",)]


@given(LINKS, SOME_PAIRS, SOME_PAIRS)
def test_every_record_is_in_exactly_one_cluster(links, together, apart):
    found = clusters(IDS, links, together, apart)
    assert sorted(one for group in found for one in group) == sorted(IDS)


@given(LINKS, SOME_PAIRS)
def test_no_cluster_has_a_rejected_pair(links, apart):
    of = group_of(clusters(IDS, links, apart=apart))
    assert all(of[left] != of[right] for left, right in apart)


@given(LINKS, SOME_PAIRS)
def test_every_confirmed_pair_is_in_one_cluster(links, together):
    of = group_of(clusters(IDS, links, together))
    assert all(of[left] == of[right] for left, right in together)


@given(LINKS)
def test_no_two_clusters_are_left_with_half_of_their_pairs_linked(links):
    for one, other in combinations(clusters(IDS, links), 2):
        linked = sum((a, b) in links or (b, a) in links for a in one for b in other)
        assert linked / (len(one) * len(other)) < LEAST_LINKED


@given(LINKS)
def test_the_order_in_which_links_are_given_does_not_matter(links):
    backwards = dict(reversed(list(links.items())))
    assert clusters(IDS, links) == clusters(IDS, backwards)
