"""`ckan smartlombardia quality`"""

from __future__ import annotations

import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["hvd", "quality"]
SHOWN = 10


@click.command(short_help="Score the metadata of datasets as data.europa.eu does.")
@click.option("--body", metavar="IPA", help="Show only the datasets of a body.")
def quality(body: str | None) -> None:
    """Judge every dataset, then say the score of the catalogue and what to change first."""
    start = time.perf_counter()
    counts = tk.get_action("smartlombardia_quality_judge")(itself.context(), {})
    click.echo(f"{counts['judged']:,} datasets judged ({time.perf_counter() - start:.1f} s)")
    found = tk.get_action("smartlombardia_quality_list")(itself.context(), {"body": body} if body else {})
    shown = found["catalogue"]
    if not shown["datasets"]:
        click.echo("No public dataset.")
        return
    click.echo(f"Score: {_span(shown)} of {shown['full']}, {shown['rating']}; {shown['datasets']:,} public datasets")
    for one in shown["dimensions"]:
        click.echo(f"  {one['label']['en']:18} {_span(one)} of {one['full']}")
    click.echo("What gives most, in points of the mean:")
    for one in shown["changes"][:SHOWN]:
        click.echo(f"  +{one['points']:<5} {one['ask']['en']} ({one['datasets']:,} datasets)")


@click.command(short_help="High-value datasets: what is missing and where.")
@click.option("--body", metavar="IPA", help="Only those of a body.")
def hvd(body: str | None) -> None:
    """Check high-value datasets against Implementing Regulation (EU) 2023/138."""
    found = tk.get_action("smartlombardia_hvd_list")(itself.context(), {"body": body} if body else {})
    click.echo(f"{len(found)} high-value datasets, {sum(one['complete'] for one in found)} complete")
    for one in found:
        click.echo(f"  {one['title']} ({one['body']})")
        for missing in one["missing"]:
            click.echo(f"    {missing['severity']} {missing['rule']}: {missing['message']} {missing['remedy']}")


def _span(one: dict[str, float]) -> str:
    """Points, or from which to which number they may be."""
    return f"{one['lo']:g}" if one["lo"] == one["hi"] else f"{one['lo']:g} to {one['hi']:g}"
