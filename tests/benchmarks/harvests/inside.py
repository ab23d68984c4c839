"""One source harvested twice in this process: `inside.py ours|stock INI URL`. Prints seconds and records as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk


def main(role: str, ini: str, url: str) -> None:
    """Harvest, and harvest again."""
    app = make_app(load_config(ini))
    with app._wsgi_app.test_request_context():
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        tk.get_action("harvest_source_create")(
            {"user": user, "ignore_auth": True},
            {
                "name": "timed",
                "title": "timed",
                "url": url,
                "source_type": "dcat_rdf",
                "owner_org": model.Group.get("r_lombar").id,
                "frequency": "MANUAL",
            },
        )
        harvest = ours if role == "ours" else stock
        seconds = [timed(harvest), timed(harvest)]
        kind = model.Package.type == "dataset"
        there = model.Session.scalar(sa.select(sa.func.count()).where(kind, model.Package.state == "active"))
    print(json.dumps({"first": seconds[0], "again": seconds[1], "records": there}))


def timed(harvest: Callable[[], None]) -> float:
    """Seconds from the start to the end of one job."""
    start = time.perf_counter()
    harvest()
    return time.perf_counter() - start


def ours() -> None:
    """The registry's own engine."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    tk.get_action("smartlombardia_harvest")({"user": user, "ignore_auth": True}, {"source": "timed"})


def stock() -> None:
    """The stages of ckanext-harvest, without its queue."""
    from ckanext.harvest import queue
    from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource

    source = HarvestSource.get(model.Package.get("timed").id)
    harvester = queue.get_harvester("dcat_rdf")
    job = HarvestJob(source=source, status="Running")
    job.save()
    for number in queue.gather_stage(harvester, job) or ():
        with suppress(Exception):
            queue.fetch_and_import_stages(harvester, HarvestObject.get(number))
    job = HarvestJob.get(job.id)
    job.status = "Finished"
    job.save()


main(*sys.argv[1:])
