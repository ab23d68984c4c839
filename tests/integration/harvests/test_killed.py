"""A worker that dies in the middle: the next run goes on, nothing is lost, nothing is there twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.model import SourceRecord

from .test_absence import YAML
from .test_bad_input import catalogue, entry

ENTRIES = 300
KILLS = 3
COMMAND = Path(sys.executable).parent / "ckan"


def test_a_run_that_is_killed_is_taken_up_again(harvests, registry, elsewhere):
    elsewhere["/example.org/killed/software"] = catalogue(
        *(entry(f"killed-{number}", YAML.format(name=f"killed-{number}")) for number in range(ENTRIES))
    )
    source = harvests.add("killed", "developers_italia", "https://example.org/killed/software")
    ini = mirrored(registry.portal.ini, elsewhere.address)
    states = []
    for _ in range(KILLS):
        running = subprocess.Popen(
            [COMMAND, "-c", ini, "smartlombardia", "harvest", source],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_a_run(source)
        time.sleep(random.uniform(0, 2))  # noqa: S311
        running.kill()
        running.wait()
        model.Session.remove()
        states.append(harvests.last(source)["state"])
    assert "interrupted" in states
    assert harvests.run(source)["state"] == "done"
    query = sa.select(SourceRecord.record).where(SourceRecord.source == source)
    records = list(model.Session.scalars(query))
    assert len(records) == len(set(records)) == ENTRIES
    there = model.Session.scalars(sa.select(model.Package.id).where(model.Package.title.like("killed-%"))).all()
    assert set(there) == set(records)
    indexed = tk.get_action("package_search")({"ignore_auth": True}, {"fq": "+dataset_type:software", "rows": 1000})
    assert {one["id"] for one in indexed["results"]} >= set(records)


def mirrored(ini: Path, address: str) -> Path:
    """The settings of the registry under test for another process, which asks our site instead of the network."""
    copy = ini.with_name("killed.ini")
    copy.write_text(ini.read_text().replace("[app:main]", f"[app:main]\nckanext.smartlombardia.mirror = {address}", 1))
    return copy


def wait_for_a_run(source: str, seconds: float = 60) -> None:
    """Until the run's row is there and it has not ended."""
    running = sa.text("SELECT count(*) FROM smartlombardia_run WHERE source = :source AND finished IS NULL")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with model.meta.engine.connect() as connection:
            if connection.scalar(running, {"source": source}):
                return
        time.sleep(0.05)
    raise AssertionError("no run began")
