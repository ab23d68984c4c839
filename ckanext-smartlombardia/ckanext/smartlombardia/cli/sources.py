"""`ckan smartlombardia sources load`"""

from __future__ import annotations

import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["sources"]


@click.group(short_help="Where records come from.")
def sources() -> None:
    """The sources that are harvested."""


@sources.command()
def load() -> None:
    """Make the sources of a new installation; loading again changes only what differs."""
    start = time.perf_counter()
    counts = tk.get_action("smartlombardia_sources_load")(itself.context(), {})
    words = ", ".join(f"{number} {what}" for what, number in counts.items())
    click.echo(f"Sources: {words} ({time.perf_counter() - start:.1f} s)")
