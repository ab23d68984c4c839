"""`ckan smartlombardia territory load | update`"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.logic.network import client
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


@territory.command()
@click.option("--istat", metavar="FILE|ADDRESS", help="Changes to municipalities: SITUAS in JSON, or the table.")
@click.option("--ipa", metavar="FILE|ADDRESS", help="The list of bodies of IndicePA: CSV, TSV or XLSX.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def update(istat: str | None, ipa: str | None, dry_run: bool) -> None:
    """Follow what ISTAT and IndicePA say now: towns that merged, were founded or renamed, bodies that joined.

    Without options both official files are fetched. Records of a body that ended go to its successor; nothing is
    deleted. Exit 1 where something waits for a register or a person.
    """
    places = {"istat": istat, "ipa": ipa}
    if not any(places.values()):
        places = {row["register"]: row["url"] for row in vocabularies.rows("territory_files")}
    files: dict[str, Any] = {name: _content(place) for name, place in places.items() if place}
    try:
        report = tk.get_action("smartlombardia_territory_update")(itself.context(), {**files, "dry_run": dry_run})
    except tk.ValidationError as error:
        raise click.ClickException(
            "; ".join(message for messages in error.error_dict.values() for message in messages)
        ) from error
    _tell(report, dry_run)
    sys.exit(int(bool(report["waiting"])))


def _content(place: str) -> bytes:
    try:
        return client.content(place) if "://" in place else Path(place).read_bytes()
    except FetchError as error:
        raise click.ClickException(f"{place}: {error.why} {error.remedy}") from error
    except OSError as error:
        raise click.ClickException(str(error)) from error


def _tell(report: dict[str, Any], dry_run: bool) -> None:
    click.echo("Would be done:" if dry_run else "Done:")
    for sentence in report["done"] or ["nothing"]:
        click.echo(f"  {sentence}")
    if report["tax_codes"]:
        click.echo(f"  {report['tax_codes']} tax codes")
    for move in report["moves"]:
        people = f"; {move['people']} people with access to {move['from']}: give it to them at {move['to']}" * bool(
            move["people"]
        )
        click.echo(f"  {move['from']} -> {move['to']}: {move['records']} records, {move['sources']} sources{people}")
    if report["waiting"]:
        click.echo("Waits for a register or a person:")
    for sentence in report["waiting"]:
        click.echo(f"  {sentence}")
    if report["absent_count"]:
        click.echo(f"Not in IndicePA any more, left as they are: {report['absent_count']}")
        for body in report["absent"]:
            click.echo(f"  {body['ipa']} {body['name']}")
