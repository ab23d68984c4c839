"""`ckan smartlombardia judge`"""

from __future__ import annotations

import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.interop import on_groups
from ckanext.smartlombardia.registry import itself

__all__ = ["judge"]
MAX_LINES = 12


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
    page = tk.get_action("smartlombardia_finding_list")({**context}, {"limit": 1000})
    groups = [finding for finding in page["results"] if finding["rule"] in on_groups()]
    for finding in groups[:MAX_LINES]:
        click.echo(f"  {finding['rule']}  {finding['says']['it']}")
    alone = len(page["results"]) - len(groups)
    if alone:
        click.echo(f"  and {alone} on single systems or towns")
