"""`ckan smartlombardia links`: do the addresses of datasets answer? Looked at in the background, a few at a time."""

from __future__ import annotations

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["links"]
PERIOD_SECONDS = 900  # seconds between two rounds that the clock asks for


def enqueue() -> None:
    """Ask a worker for a round. Addresses that were looked at lately are not asked again."""
    tk.enqueue_job(check, title="Look at links", rq_kwargs={"timeout": 3600})


def check(limit: int = 200) -> dict[str, int]:
    """One round; returns its counts."""
    context = itself.context()
    return tk.get_action("smartlombardia_links_check")(context, {"limit": limit})


@click.command(short_help="Look whether the addresses of datasets answer.")
@click.option("--limit", default=200, show_default=True, help="At most this many addresses.")
def links(limit: int) -> None:
    """One round in this process. What cannot be told from here, such as without a network, stays not known."""
    done = check(limit)
    click.echo(
        f"{done['looked']:,} addresses looked at: {done['answering']:,} answer, {done['broken']:,} do not, "
        f"{done['untold']:,} tell nothing; {done['changed']:,} are not as they were"
    )
