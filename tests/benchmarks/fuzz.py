"""Give 20,000 broken documents to every reader: what was uncaught, the slowest, and what took most memory.

python tests/benchmarks/fuzz.py [COUNT] [SEED] [FOLDER]

Each hundred runs in a process of its own that may use 60 s of processor and 1 GiB; what kills it counts as a fault.
Inputs that fail are written to FOLDER, if one is given: once mended, one of them belongs in `tests/seeds`.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ckanext.smartlombardia.formats import isolation
from tests import fuzzing

BATCH = 100
BUDGET = isolation.Budget(cpu_seconds=60, wait_seconds=300, memory_bytes=2**30)


def main(count: int = 20_000, seed: int = 0, folder: Path | None = None) -> int:
    """Print the figures; 1 where anything was uncaught or over the limits."""
    logging.disable(logging.CRITICAL)
    targets, began = fuzzing.load_targets(), time.monotonic()
    fitting = fuzzing.find_fitting(targets)  # which loads tables and shapes before anything is measured
    stream, outcomes = fuzzing.inputs(targets, fitting, count, seed), list[fuzzing.Outcome]()
    while batch := list(islice(stream, BATCH)):
        while batch:
            done = []
            try:
                for outcome in isolation.iterate(
                    lambda batch=batch: (fuzzing.give(targets, *pair) for pair in batch), BUDGET
                ):
                    done.append(outcome)
            except isolation.TooHeavy as heavy:
                done.append(fuzzing.Outcome(*batch[len(done)], heavy.why, BUDGET.cpu_seconds, BUDGET.memory_bytes))
            outcomes += done
            batch = batch[len(done) :]
    faults = [one for one in outcomes if one.error]
    slow = [one for one in outcomes if one.seconds > fuzzing.MAX_SECONDS]
    large = [one for one in outcomes if one.grown_bytes > fuzzing.MAX_BYTES]
    print(f"{len(outcomes)} inputs, {len(targets)} readers, {time.monotonic() - began:.0f} s")
    print(f"uncaught {len(faults)}, over {fuzzing.MAX_SECONDS:.0f} s {len(slow)}, over 500 MB {len(large)}")
    for one in sorted(outcomes, key=lambda one: -one.seconds)[:5]:
        print(f"slowest {one.seconds:6.2f} s  {one.target}")
    for one in sorted(outcomes, key=lambda one: -one.grown_bytes)[:5]:
        print(f"largest {one.grown_bytes / 2**20:6.0f} MB {one.target}")
    for one in {(one.target, one.error[:60]): one for one in faults}.values():
        digest = hashlib.sha256(one.content).hexdigest()[:10]
        print(f"fault   {one.target} {digest} {one.error[:140]}")
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{one.target}-{digest}").write_bytes(one.content)
    return 1 if faults or slow or large else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(
        main(
            int(arguments[0]) if arguments else 20_000,
            int(arguments[1]) if len(arguments) > 1 else 0,
            Path(arguments[2]) if len(arguments) > 2 else None,
        )
    )
