"""A name that is being typed against a hundred thousand registrations, warm, beside comparing it with each of them.

    python tests/benchmarks/matching/one.py [ROWS]

Both give the same names. Prints milliseconds of processor of the median and of the slowest, and the ratio.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Collection

import generator

from ckanext.smartlombardia.matching import name_index

ASKED = 40  # names, each as far as a part of it is typed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=100_000)
    rows = parser.parse_args().rows
    known = {str(key): row["name"] for key, row in enumerate(generator.registrations(rows))}
    names = name_index.Names()
    for key, name in known.items():
        names.put(key, name)
    asked = [row["name"][: 3 + 2 * place % 20] for place, row in enumerate(generator.registrations(ASKED, seed=2))]

    def one_by_one(name: str) -> Collection[str]:
        return {key for key, one in known.items() if name_index.likeness(name, one) >= name_index.ALIKE}

    one_by_one("")  # both begin warm
    ours, found = timed(lambda name: names.alike(name, rows), asked)
    plain, expected = timed(one_by_one, asked)
    if found != expected:
        sys.exit("they do not find the same")
    for title, took in (("ours", ours), ("one by one", plain)):
        sys.stdout.write(f"{title:12} median {statistics.median(took):7.1f} ms  slowest {max(took):7.1f} ms\n")
    sys.stdout.write(f"ratio        {statistics.median(ours) / statistics.median(plain):7.3f}\n")


def timed(method: Callable[[str], Collection[str]], asked: list[str]) -> tuple[list[float], list[Collection[str]]]:
    took, found = [], []
    for name in asked:
        start = time.process_time()
        found.append(method(name))
        took.append(1000 * (time.process_time() - start))
    return took, found


if __name__ == "__main__":
    main()
