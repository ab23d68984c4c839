"""`ckan smartlombardia sources load | try ADDRESS | import TABLE`"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.formats import lists
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.logic.previews import preview_store
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


@sources.command("try")
@click.argument("address")
@click.option("--type", "source_type", default="", help="The type of source; recognised if not given.")
@click.option("--body", default="", help="IPA code of the body whose source it would be; the office if not given.")
def try_address(address: str, source_type: str, body: str) -> None:
    """See what would come in from an address, from whom, and what is wrong. Nothing is written."""
    result = preview_store.read_source({"address": address, "type": source_type, "body": body})
    if refused := result.get("refused_address"):
        raise click.ClickException(f"{refused['why']} {refused['remedy']}")
    click.echo(
        f"{result['type']} at {result['address']}, {result['pages']} documents{' (there are more)' * result['more']}"
    )
    click.echo("  " + (", ".join(f"{n} {kind}" for kind, n in result["kinds"].items()) or "nothing would come in"))
    click.echo("  " + ", ".join(f"{n} {what}" for what, n in result["counts"].items()))
    for ipa, n in result["bodies"]:
        click.echo(f"  {n:6} {ipa or 'of no body'}")
    for what in ("faults", "refused"):
        for group in result[what]:
            _tell(what, group)
    for group in result["repaired"]:
        click.echo(f"  mended, {group['count']}: {group['field']}: {group['why']}")


def _tell(what: str, group: dict[str, Any]) -> None:
    click.echo(f"  {what}, {group['count']}: {group['why']} {group['remedy']}")
    for case in group["cases"][:5]:
        click.echo(f"      {case['where']}")


@sources.command("import")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be made.")
def import_table(table: Path, dry_run: bool) -> None:
    """Make the sources of a list, CSV, XLSX, ODS or JSON: address (or url), title, type, body, frequency."""
    try:
        rows = lists.read(table.read_bytes())
    except NotReadable as error:
        raise click.ClickException(str(error)) from error
    parameters = {"rows": rows, "dry_run": dry_run}
    for row in tk.get_action("smartlombardia_sources_import")(itself.context(), parameters)["rows"]:
        outcome = row.get("wrong") or f"{row.get('there') or row.get('name') or 'new'} ({row['type']}, {row['body']})"
        click.echo(f"  {row['row']}: {row['title']}: {outcome}")
