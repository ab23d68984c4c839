"""`ckan smartlombardia judge`"""

from __future__ import annotations

import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.interop import on_groups
from ckanext.smartlombardia.registry import itself

__all__ = ["judge"]
SHOWN = 12


@click.command(short_help="Find what cannot talk to each other.")
def judge() -> None:
    """Judge every town, system and group by the rules, and say in words what was found."""
    start = time.perf_counter()
    context = itself.context()
    counts = tk.get_action("smartlombardia_judge")({**context}, {})
    click.echo(
        f"{counts['towns']:,} municipalities and {counts['systems']:,} systems judged: {counts['judged']:,} verdicts, "
        f"{counts['changed']:,} of them new ({time.perf_counter() - start:.1f} s)"
    )
    click.echo(
        f"Findings: {counts['open']} open, {counts['found']} found now, {counts['returned']} returned, "
        f"{counts['closed']} closed"
    )
    found = tk.get_action("smartlombardia_finding_list")({**context}, {"limit": 1000})
    groups = [one for one in found["results"] if one["rule"] in on_groups()]
    for one in groups[:SHOWN]:
        click.echo(f"  {one['rule']}  {one['says']['it']}")
    alone = len(found["results"]) - len(groups)
    if alone:
        click.echo(f"  and {alone} on single systems or towns")
