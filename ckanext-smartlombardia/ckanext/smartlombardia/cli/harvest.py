"""`ckan smartlombardia harvest --all | SOURCE…`"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import click

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.harvests import jobs, sources
from ckanext.smartlombardia.logic.harvests.report import COUNTS
from ckanext.smartlombardia.registry import itself

__all__ = ["harvest"]
log = logging.getLogger(__name__)


@click.command(short_help="Harvest sources in this process.")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "all_sources", is_flag=True, help="Every active source.")
@click.option("--processes", default=1, show_default=True, help="So many hosts at once.")
def harvest(names: tuple[str, ...], all_sources: bool, processes: int) -> None:
    """Harvest sources, those of one host one after the other; one that fails does not stop the others."""
    if not names and not all_sources:
        raise click.UsageError("Name a source, or say --all.")
    start = time.perf_counter()
    hosts = jobs.group_by_host(sources.names() if all_sources else names)
    if processes > 1:
        model.Session.remove()
        with ProcessPoolExecutor(processes, get_context("fork"), model.meta.engine.dispose, (False,)) as pool:
            ended = [failed for host in pool.map(_each, hosts) for failed in host]
    else:
        ended = [failed for host in hosts for failed in _each(host)]
    click.echo(f"All sources in {time.perf_counter() - start:.1f} s")
    if ended:
        raise click.ClickException(
            f"Not harvested: {', '.join(ended)}. `ckan smartlombardia harvest SOURCE` tries again."
        )


def _each(names: Sequence[str]) -> list[str]:
    """Harvest sources one after the other; returns those that did not go to their end."""
    return [name for name in names if not _harvest_one(name)]


def _harvest_one(name: str) -> bool:
    """Harvest a source and say how it went; whether it went to its end."""
    try:
        done = tk.get_action("smartlombardia_harvest")(itself.context(), {"source": name})
    except Exception as error:
        model.Session.rollback()
        log.exception("Harvest of %s", name)
        click.echo(f"  {name}: did not end ({type(error).__name__}: {error})")
        return False
    words = ", ".join(f"{done['counts'][what]} {what}" for what in COUNTS if done["counts"].get(what))
    faults = f", {done['faults']} documents not had" if done["faults"] else ""
    click.echo(f"  {name}: {words or 'nothing'}{faults} ({done['seconds']:.1f} s)")
    return True
