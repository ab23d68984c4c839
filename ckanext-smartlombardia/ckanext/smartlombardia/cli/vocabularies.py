"""`ckan smartlombardia vocabularies`"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.logic.network import client
from ckanext.smartlombardia.vocabularies import newer, table

__all__ = ["vocabularies"]
MAX_CODES = 10


@click.command(short_help="Check the bundled vocabularies against newer official files.")
@click.argument("names", nargs=-1, metavar="[TABLE]...")
def vocabularies(names: tuple[str, ...]) -> None:
    """Say which entries joined, left or changed since a table was made. Changes nothing, and works without a network:
    what cannot be had is named. Exit 1 where something differs."""
    differing = False
    for row in newer.files():
        if names and row["table"] not in names:
            continue
        differing |= _check(row)
    sys.exit(int(differing))


def _check(row: newer.Row) -> bool:
    """Check one table; whether it differs."""
    title = f"{row['table']} ({table(row['table']).date})"
    try:
        with TemporaryDirectory() as folder:
            difference = newer.compare(row, client.content(row["url"]), Path(folder))
    except FetchError as error:
        click.echo(f"{title}: not checked. {error.why}")
        return False
    except newer.Unreadable as error:
        click.echo(f"{title}: not checked, the official file cannot be read: {error}")
        return False
    click.echo(f"{title}: {'as published' if not difference else 'a newer file says otherwise'}")
    for word in ("joined", "left", "changed"):
        codes = getattr(difference, word)
        if codes:
            more = f" and {len(codes) - MAX_CODES} more" if len(codes) > MAX_CODES else ""
            click.echo(f"  {len(codes)} {word}: {', '.join(codes[:MAX_CODES])}{more}")
    return bool(difference)
