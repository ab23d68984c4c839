"""A product of hundreds of towns is one product: large blocks are sampled; what was not compared counts neither way."""

from collections import Counter
from random import Random

import pyarrow as pa
import pytest

from ckanext.smartlombardia.matching import bulk
from ckanext.smartlombardia.matching.blocking import LARGEST_BLOCK, SAMPLED_NEIGHBOURS, sample_pairs
from ckanext.smartlombardia.matching.pipeline import match
from ckanext.smartlombardia.matching.resolution.clusters import clusters
from ckanext.smartlombardia.matching.values import MatchRecord


@pytest.mark.parametrize("size", [LARGEST_BLOCK + 1, 1_500])
def test_every_record_of_a_large_block_is_compared_with_some_forty_others(size):
    block = [f"r{number}" for number in range(size)]
    pairs = {tuple(sorted(pair)) for pair in sample_pairs(block)}
    counts = Counter(record for pair in pairs for record in pair)
    assert set(counts) == set(block)
    assert min(counts.values()) >= SAMPLED_NEIGHBOURS
    assert max(counts.values()) <= 2 * SAMPLED_NEIGHBOURS
    assert {tuple(sorted(pair)) for pair in sample_pairs(block)} == pairs


def test_a_sampled_block_whose_pairs_are_all_linked_is_one_cluster():
    block = [f"r{number}" for number in range(800)]
    pairs = list(sample_pairs(block))
    found = clusters(block, dict.fromkeys(pairs, 9.0), sampled={record: ["x"] for record in block}, compared=pairs)
    assert len(found) == 1


def test_two_products_in_one_sampled_block_stay_two():
    block = [f"r{number}" for number in range(800)]
    pairs = list(sample_pairs(block))
    first = set(block[:300])
    links = {pair: 9.0 for pair in pairs if (pair[0] in first) == (pair[1] in first)}
    found = clusters(block, links, sampled={record: ["x"] for record in block}, compared=pairs)
    assert sorted(map(len, found)) == [300, 500]


def test_what_people_told_apart_stays_apart_in_a_sampled_block():
    block = [f"r{number}" for number in range(400)]
    pairs = list(sample_pairs(block))
    found = clusters(
        block, dict.fromkeys(pairs, 9.0), apart=[("r1", "r2")], sampled={one: ["x"] for one in block}, compared=pairs
    )
    group = {record: number for number, members in enumerate(found) for record in members}
    assert group["r1"] != group["r2"]


WORDS = ("servizi {town}", "per {town} {number}", "Comune di {town}", "{town}", "ufficio {town} {number}")


def registrations(count):
    """One product as clerks of so many towns type it: nearly each row differs, the name stands in all."""
    drawn = Random(3)  # noqa: S311  the same rows each time
    for number in range(count):
        town = f"Paese{number}"
        name = drawn.choices(("Zorblax", "ZORBLAX", "zorblax"), (55, 30, 15))[0]
        if drawn.random() < 0.95:
            name += " " + drawn.choice(WORDS).format(town=town, number=number)
        yield {
            "reg_id": f"r{number}",
            "name": name,
            "vendor": drawn.choice(("Fornitore Uno srl", "Fornitore Uno S.r.l.", "FORNITORE UNO", "")),
            "function": "whistleblowing" if drawn.random() < 0.9 else "",
            "description": f"Gestione per il comune di {town} n {number}" if drawn.random() < 0.6 else "",
            "url": "",
        }


def test_four_hundred_towns_run_one_product():
    records = [
        MatchRecord(row["reg_id"], name=row["name"], vendor=row["vendor"], function=row["function"],
                    description=row["description"], body=row["reg_id"])
        for row in registrations(400)
    ]  # fmt: skip
    assert len(match(records).clusters) == 1


def test_seven_hundred_towns_run_one_product_in_the_engine_for_many():
    rows = list(registrations(700))
    table = pa.table({name: [row[name] for row in rows] for name in bulk.COLUMNS})
    assert len(set(bulk.match_many(table).cluster.tolist())) == 1
