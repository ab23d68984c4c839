"""`ckan smartlombardia territory load`"""

from __future__ import annotations

import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["territory"]


@click.group(short_help="Municipalities, provinces and the Region.")
def territory() -> None:
    """The bodies of Lombardy as organizations."""


@territory.command()
@click.option("--only", multiple=True, metavar="IPA", help="Only these bodies, with those above them. May be repeated.")
def load(only: tuple[str, ...]) -> None:
    """Load the bodies from the compiled tables; loading again changes only what differs."""
    start = time.perf_counter()
    counts = tk.get_action("smartlombardia_territory_load")(itself.context(), {"only": only})
    words = ", ".join(f"{number} {what}" for what, number in counts.items())
    click.echo(f"Territory: {words} ({time.perf_counter() - start:.1f} s)")
