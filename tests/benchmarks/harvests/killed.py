"""Faults and deaths: every fault of the stored copies at 0.1, the worker killed at random, then one run without faults.

    python tests/benchmarks/harvests/killed.py SHARED [--kills 100] [--seed 1]

Prints what a quiet portal has of the same sources, what this one has after the last run, and whether they are the same:
which records, none twice, none archived.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from pathlib import Path

import psycopg2

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "docker")]
SOURCES = ("developers-italia", "publiccode", "pdnd-eservice", "pad2026-131")
FAULTS = ("drop", "error", "slow", "garbage", "huge", "redirect", "gone")
RATE = 0.1
# what each of the source's own identifiers led to: the record by what names it, never by its number
RECORDS = """
    SELECT s.source, s.guid, p.type, p.title, p.owner_org, p.state FROM smartlombardia_source_record s
    LEFT JOIN package p ON p.id = s.record ORDER BY 1, 2
"""
TWICE = """
    SELECT type, title, owner_org FROM package WHERE state = 'active' AND type <> 'harvest'
    AND id NOT IN (SELECT record FROM smartlombardia_source_record WHERE record IS NOT NULL)
"""
ARCHIVED = "SELECT count(*) FROM package WHERE state = 'deleted'"
ENDED = "SELECT count(*) FROM smartlombardia_run WHERE finished IS NOT NULL"
CUT_SHORT = "SELECT count(*) FROM smartlombardia_run WHERE report ->> 'interrupted' IS NOT NULL"
NEWEST = "SELECT coalesce(max(id), 0) FROM smartlombardia_run"
SILENT = """
    SELECT count(*) FROM smartlombardia_run r WHERE finished IS NOT NULL AND report ->> 'failed' IS NULL
    AND report ->> 'interrupted' IS NULL AND coalesce(jsonb_array_length(report -> 'faults'), 0) = 0
    AND id < (SELECT max(id) - 3 FROM smartlombardia_run) AND counts = '{}'
"""


def main() -> None:
    """Two portals: one that nothing disturbs, one that everything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)  # noqa: S311
    from local.processes import Process, free_port
    from local.stack import Stack

    from tests.servers import server_folder

    with server_folder() as folder:
        stack = Stack(folder, durable=True)
        stack.start(cores=("quiet", "hit"))
        try:
            calm = served(Process("calm", folder), asked.shared, free_port(), ())
            rough = served(Process("rough", folder), asked.shared, free_port(), FAULTS)
            quiet, hit = made(stack, "quiet", calm), made(stack, "hit", rough)
            harvest(quiet, SOURCES).wait()
            for kill in range(asked.kills):
                before = newest(stack)
                running = harvest(hit, dice.sample(SOURCES, len(SOURCES)))
                while running.poll() is None and newest(stack) == before:  # CKAN starts: there is nothing to cut short
                    time.sleep(0.1)
                time.sleep(dice.uniform(0, 25))
                running.kill()
                running.wait()
                if kill % 10 == 9:
                    print(f"killed {kill + 1} times", flush=True)
            hit.settings["ckanext.smartlombardia.mirror"] = calm
            hit.configure()
            harvest(hit, SOURCES).wait()
            report(stack)
        finally:
            stack.stop()
            stack.postgres.remove()


def served(process, shared: Path, port: int, faults: tuple[str, ...]) -> str:  # type: ignore[no-untyped-def]
    """The address of a server of the stored copies."""
    words = [word for fault in faults for word in ("--fault", f"{fault}={RATE}")]
    process.start([sys.executable, shared / "mirror/serve.py", "--port", str(port), *words])
    process.wait_for(port)
    return f"http://127.0.0.1:{port}"


def made(stack, name: str, address: str):  # type: ignore[no-untyped-def]
    """A portal with its sources."""
    portal = stack.portal(name, settings={"ckanext.smartlombardia.mirror": address})
    portal.configure()
    portal.prepare_database()
    for words in (("territory", "load"), ("sources", "load")):
        portal.ckan("smartlombardia", *words)
    return portal


def harvest(portal, sources) -> subprocess.Popen:  # type: ignore[no-untyped-def, type-arg]
    """A worker that reads the sources one after the other."""
    command = [Path(sys.executable).parent / "ckan", "-c", portal.ini, "smartlombardia", "harvest", *sources]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def newest(stack) -> int:  # type: ignore[no-untyped-def]
    """The number of the last run that began."""
    with psycopg2.connect(stack.postgres.url("hit")) as connection, connection.cursor() as cursor:
        cursor.execute(NEWEST)
        return int(cursor.fetchone()[0])


def report(stack) -> None:  # type: ignore[no-untyped-def]
    """What both portals have."""
    seen = {}
    for name in ("quiet", "hit"):
        with psycopg2.connect(stack.postgres.url(name)) as connection, connection.cursor() as cursor:

            def ask(query: str, cursor=cursor) -> list:  # type: ignore[no-untyped-def, type-arg]
                cursor.execute(query)
                return cursor.fetchall()

            seen[name] = ask(RECORDS)
            ((runs,),), ((cut,),), ((archived,),), ((silent,),) = map(ask, (ENDED, CUT_SHORT, ARCHIVED, SILENT))
            print(
                f"{name:6} {len(seen[name])} records of sources, {len(ask(TWICE))} that no source leads to, "
                f"{archived} archived, {runs} runs, {cut} cut short, {silent} of them silent"
            )
    same = seen["quiet"] == seen["hit"]
    print("the same records" if same else f"DIFFERENT: {len(set(seen['quiet']) ^ set(seen['hit']))} rows")


if __name__ == "__main__":
    main()
