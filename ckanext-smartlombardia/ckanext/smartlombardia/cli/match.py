"""`ckan smartlombardia match`"""

from __future__ import annotations

import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["match"]


@click.command(short_help="Find the same software.")
def match() -> None:
    """Compare platforms, software and data services; say what was found."""
    start = time.perf_counter()
    counts = tk.get_action("smartlombardia_match")(itself.context(), {})
    number = {name: int(counts.get(name, 0)) for name in ("platform", "software", "dataservice", "variants")}
    cases = {name: int(counts.get(name, 0)) for name in ("same_product", "derived", "same_record", "same_function")}
    click.echo(
        "Compared {platform} platforms, {software} software products and {dataservice} APIs, "
        "which state {variants} different things.".format(**number)
    )
    click.echo(
        "Waiting for a decision: {same_product} may be the same product, {derived} derived, "
        "{same_record} one record twice. {same_function} functions have several products.".format(**cases)
    )
    if not counts["changed"]:
        click.echo("Nothing changed since last time.")
    click.echo(f"({time.perf_counter() - start:.1f} s)")
