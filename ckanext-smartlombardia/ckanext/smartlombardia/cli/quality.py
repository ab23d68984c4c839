"""`ckan smartlombardia quality`"""

from __future__ import annotations

import time

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["hvd", "quality"]
MAX_LINES = 10


@click.command(short_help="Score the metadata of datasets as data.europa.eu does.")
@click.option("--body", metavar="IPA", help="Show only the datasets of a body.")
def quality(body: str | None) -> None:
    """Judge every dataset, then say the score of the catalogue and what to change first."""
    start = time.perf_counter()
    counts = tk.get_action("smartlombardia_quality_judge")(itself.context(), {})
    click.echo(f"{counts['judged']:,} datasets judged ({time.perf_counter() - start:.1f} s)")
    summary = tk.get_action("smartlombardia_quality_list")(itself.context(), {"body": body} if body else {})
    catalogue = summary["catalogue"]
    if not catalogue["datasets"]:
        click.echo("No public dataset.")
        return
    points = f"{_span(catalogue)} of {catalogue['full']}, {catalogue['rating']}"
    click.echo(f"Score: {points}; {catalogue['datasets']:,} public datasets")
    for dimension in catalogue["dimensions"]:
        click.echo(f"  {dimension['label']['en']:18} {_span(dimension)} of {dimension['full']}")
    click.echo("What gives most, in points of the mean:")
    for change in catalogue["changes"][:MAX_LINES]:
        click.echo(f"  +{change['points']:<5} {change['ask']['en']} ({change['datasets']:,} datasets)")


@click.command(short_help="High-value datasets: what is missing and where.")
@click.option("--body", metavar="IPA", help="Only those of a body.")
def hvd(body: str | None) -> None:
    """Check high-value datasets against Implementing Regulation (EU) 2023/138."""
    datasets = tk.get_action("smartlombardia_hvd_list")(itself.context(), {"body": body} if body else {})
    click.echo(f"{len(datasets)} high-value datasets, {sum(dataset['complete'] for dataset in datasets)} complete")
    for dataset in datasets:
        click.echo(f"  {dataset['title']} ({dataset['body']})")
        for missing in dataset["missing"]:
            click.echo(f"    {missing['severity']} {missing['rule']}: {missing['message']} {missing['remedy']}")


def _span(points: dict[str, float]) -> str:
    """Points, or from which to which number they may be."""
    return f"{points['lo']:g}" if points["lo"] == points["hi"] else f"{points['lo']:g} to {points['hi']:g}"
