"""Rows as they should not be: nothing falls over, and nothing is said to be one product for want of a name."""

import pytest

from ckanext.smartlombardia.matching import MatchRecord, match
from ckanext.smartlombardia.matching.comparisons.titles import Titled
from ckanext.smartlombardia.matching.link import link

NORMAL = [
    MatchRecord(id="n1", name="Civitas Protocollo", vendor="Alfa S.r.l.", function="Protocollo"),
    MatchRecord(id="n2", name="CIVITAS", vendor="Alfa srl", function="Protocollo"),
]


def together(result, one, other):
    return any({one, other} <= set(cluster.members) for cluster in result.clusters)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"name": "🚌🚏"},
        {"name": "x" * 10_000},
        {"name": "Civitas " * 1_250},
        {"name": "\x00\u202e", "vendor": "\n", "description": "\ufeff"},
        {"url": "http://[rotto", "version": "9" * 400},
        {"name": "'; DROP TABLE records; --", "vendor": '"', "function": "{0}{both}"},
    ],
)
def test_an_odd_row_disturbs_nobody(odd):
    result = match([*NORMAL, MatchRecord(id="o1", **odd), MatchRecord(id="o2", name="Zelkova", vendor="Beta")])
    assert together(result, "n1", "n2")
    assert not together(result, "o1", "o2")


def test_empty_rows_of_two_vendors_are_not_one_product():
    result = match([MatchRecord(id="a", vendor="Alfa"), MatchRecord(id="b", vendor="Beta"), *NORMAL])
    assert not together(result, "a", "b")


def test_a_vendor_that_changed_its_name_is_the_same_vendor():
    rows = [
        MatchRecord(id="a", name="Posta elettronica Nimbus", vendor="ARCA S.p.A.", function="Posta"),
        MatchRecord(id="b", name="Nimbus", vendor="ARIA S.p.A.", function="Posta"),
    ]
    assert together(match(rows), "a", "b")


def test_a_thousand_identical_rows_are_compared_once():
    rows = [MatchRecord(id=f"r{at}", name="Civitas", vendor="Alfa", body=f"c_{at}") for at in range(1_000)]
    result = match(rows)
    assert len(result.variants) == 1
    assert len(result.clusters[0].members) == 1_000


def test_odd_rows_of_two_tables_are_linked_to_nothing():
    odd = [Titled("", "", "", None), Titled("🚌", "", "", 0.0), Titled("x" * 10_000, "", "y" * 10_000, 1e308)]
    links = link(
        [Titled("Alfa Office 2024", "Alfa", "", 9.0), *odd], [Titled("alfa office 2024", "", "", 9.0), *odd[:1]]
    )
    assert {(one.left, one.right) for one in links.links if one.band} == {(0, 0)}
