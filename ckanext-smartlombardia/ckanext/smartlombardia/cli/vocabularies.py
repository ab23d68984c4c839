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
SHOWN = 10


@click.command(short_help="Check the bundled vocabularies against newer official files.")
@click.argument("names", nargs=-1, metavar="[TABLE]...")
def vocabularies(names: tuple[str, ...]) -> None:
    """Say which entries joined, left or changed since a table was made. Changes nothing, and works without a network:
    what cannot be had is named. Exit 1 where something differs."""
    differing = False
    for row in newer.files():
        if names and row["table"] not in names:
            continue
        differing |= _checked(row)
    sys.exit(int(differing))


def _checked(row: newer.Row) -> bool:
    """Check one table; whether it differs."""
    about = f"{row['table']} ({table(row['table']).date})"
    try:
        with TemporaryDirectory() as folder:
            found = newer.compare(row, client.content(row["url"]), Path(folder))
    except FetchError as error:
        click.echo(f"{about}: not checked. {error.why}")
        return False
    except newer.Unreadable as error:
        click.echo(f"{about}: not checked, the official file cannot be read: {error}")
        return False
    click.echo(f"{about}: {'as published' if not found else 'a newer file says otherwise'}")
    for word in ("joined", "left", "changed"):
        codes = getattr(found, word)
        if codes:
            more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
            click.echo(f"  {len(codes)} {word}: {', '.join(codes[:SHOWN])}{more}")
    return bool(found)
