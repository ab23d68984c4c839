"""`ckan smartlombardia index`: what the search index lacks is added, what the database does not have is taken out."""

from __future__ import annotations

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["index"]
PERIOD_SECONDS = 600  # seconds between two comparisons that the clock asks for


def enqueue() -> None:
    """Ask a worker to compare the index with the database."""
    tk.enqueue_job(mend, title="Compare the index with the database", rq_kwargs={"timeout": 3600})


def mend(settled: int | None = None) -> dict[str, int]:
    """Compare in this process; returns counts. `settled` are the seconds after which a difference counts."""
    parameters = {} if settled is None else {"settled": settled}
    return tk.get_action("smartlombardia_index_mend")(itself.context(), parameters)


@click.command(short_help="Compare the search index with the database and mend it.")
@click.option("--settled", type=int, help="Seconds after which a difference counts; five minutes if not given.")
def index(settled: int | None) -> None:
    """Take ghosts out of the search index, add what it lacks and what is older there than in the database."""
    counts = mend(settled)
    click.echo(
        f"{counts['ghosts']:,} ghosts taken out, {counts['missing']:,} records added, {counts['stale']:,} renewed"
    )
