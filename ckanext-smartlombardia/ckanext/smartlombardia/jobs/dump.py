"""`ckan smartlombardia dump`: the whole catalogue as one file, once a day."""

from __future__ import annotations

import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.rdf import dump as file
from ckanext.smartlombardia.registry import itself

__all__ = ["dump"]
PERIOD_SECONDS = 24 * 3600  # seconds


def is_due() -> bool:
    """Whether the file is a day old, or was never written."""
    path = file.path()
    return not path.is_file() or time.time() - path.stat().st_mtime >= PERIOD_SECONDS


def enqueue() -> None:
    """Ask a worker for a new file."""
    tk.enqueue_job(write, title="Write the whole catalogue", rq_kwargs={"timeout": 6 * 3600})


def write() -> dict[str, int]:
    """Write it in this process; how many records and bytes."""
    return tk.get_action("smartlombardia_catalogue_dump")(itself.context(), {})


@click.command(short_help="Write the whole catalogue as one file.")
def dump() -> None:
    """What `/catalog/dump.nt.gz` gives: every public record, as N-Triples."""
    done = write()
    click.echo(f"{done['records']:,} records, {done['bytes']:,} bytes")
