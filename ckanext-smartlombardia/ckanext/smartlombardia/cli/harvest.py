"""`ckan smartlombardia harvest --all | SOURCE…`"""

from __future__ import annotations

import logging
import time

import click

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.harvests import sources
from ckanext.smartlombardia.logic.harvests.report import COUNTS

__all__ = ["harvest"]
log = logging.getLogger(__name__)


@click.command(short_help="Harvest sources in this process.")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "everything", is_flag=True, help="Every active source.")
def harvest(names: tuple[str, ...], everything: bool) -> None:
    """Harvest sources one after the other; one that fails does not stop the others."""
    if not names and not everything:
        raise click.UsageError("Name a source, or say --all.")
    start = time.perf_counter()
    failed = [name for name in (sources.names() if everything else names) if not _one(name)]
    click.echo(f"All sources in {time.perf_counter() - start:.1f} s")
    if failed:
        raise click.ClickException(
            f"Not harvested: {', '.join(failed)}. `ckan smartlombardia harvest SOURCE` tries again."
        )


def _one(name: str) -> bool:
    """Harvest a source and say how it went; whether it went to its end."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        done = tk.get_action("smartlombardia_harvest")({"user": user, "ignore_auth": True}, {"source": name})
    except Exception as error:
        model.Session.rollback()
        log.exception("Harvest of %s", name)
        click.echo(f"  {name}: did not end ({type(error).__name__}: {error})")
        return False
    words = ", ".join(f"{done['counts'][what]} {what}" for what in COUNTS if done["counts"].get(what))
    faults = f", {done['faults']} documents not had" if done["faults"] else ""
    click.echo(f"  {name}: {words or 'nothing'}{faults} ({done['seconds']:.1f} s)")
    return True
