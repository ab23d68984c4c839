"""`ckan smartlombardia sites`: which products do the sites of bodies show? One page a body, once a month."""

from __future__ import annotations

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config
from ckanext.smartlombardia.registry import itself

__all__ = ["sites"]


def enqueue() -> None:
    """Ask a worker for a round, where the setting `ckanext.smartlombardia.sites` is on."""
    if config.sites():
        tk.enqueue_job(check, title="Read the sites of bodies", rq_kwargs={"timeout": 3600})


def check(limit: int = 50) -> dict[str, int]:
    """One round; returns its counts."""
    return tk.get_action("smartlombardia_sites_check")(itself.context(), {"limit": limit})


@click.command(short_help="Read which products the sites of bodies show.")
@click.option("--limit", default=50, show_default=True, help="At most this many sites.")
def sites(limit: int) -> None:
    """One round in this process, also where the clock does not ask for it. robots.txt is respected."""
    counts = check(limit)
    click.echo(
        f"{counts['read']:,} sites read, {counts['forbidden']:,} keep robots out, {counts['silent']:,} do not answer; "
        f"of {counts['changed']:,} something else is known now"
    )
