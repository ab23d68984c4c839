"""`ckan smartlombardia migrate FROM [--dry-run] [--body IPA] [--report FILE]`"""

from __future__ import annotations

import json
from pathlib import Path

import click

from ckanext.smartlombardia import config
from ckanext.smartlombardia.logic.harvests.report import COUNTS
from ckanext.smartlombardia.logic.migration import dcatapit_import

__all__ = ["migrate"]
PARTS = {"faults": "could not be read", "refused": "not taken", "noted": "to be put right", "repaired": "mended"}


@click.command(short_help="Move a CKAN portal's datasets here.")
@click.argument("start", metavar="FROM")
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would be taken, mended and refused.")
@click.option("--body", help="IPA code of who keeps the records whose body cannot be told; the office if not given.")
@click.option(
    "--report", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the report (JSON)."
)
def migrate(start: str, dry: bool, body: str | None, report: Path | None) -> None:
    """FROM is the address of a CKAN portal, with or without ckanext-dcatapit, or a dump of its packages (JSON lines).

    Migrating again changes only what differs.
    """
    body = (body or config.office()).lower()
    if not dcatapit_import.is_body(body):
        raise click.UsageError(f"There is no body with the IPA code {body}.")
    done = dcatapit_import.import_portal(start, body, dry)
    content = dcatapit_import.to_json(done)
    words = ", ".join(f"{done.counts[what]} {what}" for what in COUNTS if done.counts.get(what))
    click.echo(f"{'Would be' if dry else 'Records'}: {words or 'none'}")
    for part, title in PARTS.items():
        for group in content[part]:
            click.echo(f"  {group['count']} {title}: {group['why']} {group.get('remedy', '')}")
    if report:
        report.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
