"""`ckan smartlombardia probes`: do APIs answer, and what do they say of themselves? A few at a time."""

from __future__ import annotations

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config
from ckanext.smartlombardia.registry import itself

__all__ = ["probes"]


def enqueue() -> None:
    """Ask a worker for a round, unless probes are switched off. APIs that were looked at lately are not asked again."""
    if config.probes():
        tk.enqueue_job(check, title="Look at APIs", rq_kwargs={"timeout": 3600})


def check(limit: int = 100) -> dict[str, int]:
    """One round; returns its counts."""
    return tk.get_action("smartlombardia_probes_check")(itself.context(), {"limit": limit})


@click.command(short_help="Look whether APIs answer and what they say of themselves.")
@click.option("--limit", default=100, show_default=True, help="At most this many APIs.")
def probes(limit: int) -> None:
    """One round in this process, also where the clock does not ask for it. Systems of security are never asked."""
    done = check(limit)
    click.echo(
        f"{done['looked']:,} APIs looked at: {done['answering']:,} answer, {done['silent']:,} do not, "
        f"{done['untold']:,} tell nothing; of {done['changed']:,} something else is known now"
    )
