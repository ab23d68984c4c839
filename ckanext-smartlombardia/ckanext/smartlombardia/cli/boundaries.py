"""`ckan smartlombardia boundaries load`"""

from __future__ import annotations

from pathlib import Path

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["boundaries"]


@click.group(short_help="Boundaries of the municipalities, for maps.")
def boundaries() -> None:
    """What maps are drawn from."""


@boundaries.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path | None) -> None:
    """Load a TopoJSON FILE, or the published one. Where it cannot be had, maps show points."""
    context = itself.context()
    try:
        counts = tk.get_action("smartlombardia_boundaries_load")(context, {"file": file})
    except tk.ValidationError as error:
        click.echo(f"No boundaries: {'; '.join(error.error_dict['boundaries'])} Maps show points.")
        return
    click.echo(f"Boundaries: {counts['shapes']} shapes, {counts['points']} points")
