"""A hundred thousand registrations, or a million, end to end, against Splink's default model and blocking.

    python tests/benchmarks/matching/many.py [ROWS]

Each runs in a process of its own on the same generated rows. Prints seconds, memory, pairwise precision, recall and F1,
and the ratio of ours to Splink's.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from math import comb
from typing import NamedTuple

import generator
import peers
import pyarrow as pa

from ckanext.smartlombardia.matching.bulk import COLUMNS, match_many


class Run(NamedTuple):
    """`seconds` by the clock, `used` of both processors; `memory` in MB at its peak."""

    seconds: float
    used: float
    memory: float
    precision: float
    recall: float
    f1: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=100_000)
    rows = parser.parse_args().rows
    runs = {}
    for name, method in (("ours", ours), ("Splink, default", peers.products)):
        run = runs[name] = apart(method, rows)
        sys.stdout.write(
            f"{name:16} {run.seconds:7.1f} s  {run.used:7.1f} s of processor  {run.memory:6.0f} MB  "
            f"precision {run.precision:.3f}  recall {run.recall:.3f}  F1 {run.f1:.3f}\n"
        )
        sys.stdout.flush()  # the next one may take long
    mine, theirs = runs.values()
    sys.stdout.write(
        f"ratio            {mine.seconds / theirs.seconds:7.2f}    {mine.used / theirs.used:7.2f}"
        f"                 {mine.memory / theirs.memory:6.2f}\n"
    )


def apart(method: Callable[[pa.Table], Mapping[str, str]], rows: int) -> Run:
    """Run in a new process, so that memory is its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(measured, (method, rows))


def measured(method: Callable[[pa.Table], Mapping[str, str]], rows: int) -> Run:
    made = list(generator.registrations(rows))
    truth = [row["product_id"] for row in made]
    table = pa.table({name: [row[name] for row in made] for name in COLUMNS})
    del made
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    cluster = method(table)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = [cluster[one] for one in table["reg_id"].to_pylist()]
    proposed, true, right = pairs(found), pairs(truth), pairs(list(zip(found, truth, strict=True)))
    precision, recall = right / max(proposed, 1), right / true
    return Run(seconds, used, after.ru_maxrss / 1024, precision, recall, 2 * right / (proposed + true))


def pairs(groups: list) -> int:
    return sum(comb(number, 2) for number in Counter(groups).values())


def ours(table: pa.Table) -> Mapping[str, str]:
    found = match_many(table)
    return {one: str(cluster) for some, cluster in zip(found.members, found.cluster, strict=True) for one in some}


if __name__ == "__main__":
    main()
