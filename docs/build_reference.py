"""Write `docs/reference/`: actions, settings, commands, tables and template helpers, from the code itself.

    .venv/bin/python docs/build_reference.py

`make docs` runs it before it builds the site, so no page of the reference is older than the code.
"""

from __future__ import annotations

import csv
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import yaml

from ckanext.smartlombardia import discovery

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "ckanext-smartlombardia/ckanext/smartlombardia"
TABLES = REPOSITORY / "vocabularies/tables"
NOTICE = "<!-- written by docs/build_reference.py -->\n\n"


def pages() -> dict[str, str]:
    """Text of each page of the reference, by file name."""
    return {
        "actions.md": actions(),
        "commands.md": commands(),
        "settings.md": settings(),
        "tables.md": tables(),
        "template-helpers.md": template_helpers(),
    }


def actions() -> str:
    """Actions that the API offers: who may call each, by which method, and what ours do."""
    functions = discovery.functions("logic/*/action.py")
    with (TABLES / "api_actions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    offered = [
        (row["action"], row["origin"], row["caller"], row["method"]) for row in rows if row["caller"] != "closed"
    ]
    table = _table(("action", "origin", "caller", "method"), sorted(offered))
    ours = "\n".join(f"### {name}\n\n{_text_block(inspect.getdoc(functions[name]))}" for name in sorted(functions))
    intro = "What is not in this table is closed over the API (`vocabularies/tables/api_actions.csv`)."
    return f"# Actions\n\n{NOTICE}{intro}\n\n{table}\n\n## Ours\n\n{ours}"


def commands() -> str:
    """Every `ckan smartlombardia ...` command with its options."""
    blocks = [_command_help(command, f"ckan smartlombardia {command.name}") for command in _cli()]
    return f"# Commands\n\n{NOTICE}" + "\n".join(blocks)


def settings() -> str:
    """Every setting with its default."""
    declaration = yaml.safe_load((PACKAGE / "config_declaration.yaml").read_text(encoding="utf-8"))
    options = [option for group in declaration["groups"] for option in group["options"]]
    rows = [
        (f"`{option['key']}`", option.get("type", "text"), f"`{option.get('default', '')}`", option["description"])
        for option in options
    ]
    return f"# Settings\n\n{NOTICE}{_table(('setting', 'type', 'default', 'meaning'), rows)}\n"


def tables() -> str:
    """Every table that an office keeps, with source, date and licence."""
    with (TABLES / "index.csv").open(encoding="utf-8", newline="") as lines:
        rows = [
            (f"`{row['name']}`", row["title_en"], _columns(row["name"]), row["source"], row["date"], row["licence"])
            for row in csv.DictReader(lines)
        ]
    return f"# Tables\n\n{NOTICE}{_table(('table', 'holds', 'columns', 'source', 'date', 'licence'), rows)}\n"


def template_helpers() -> str:
    """Every `h.sl_...` that templates may call."""
    helpers = discovery.functions("views/helpers/*.py")
    rows = [
        (f"`{name}{inspect.signature(function)}`", (inspect.getdoc(function) or "").partition("\n\n")[0])
        for name, function in sorted(helpers.items())
    ]
    return f"# Template helpers\n\n{NOTICE}{_table(('helper', 'gives'), rows)}\n"


def _cli() -> Iterator[click.Command]:
    found = discovery.functions("cli/*.py")
    yield from (found[name] for name in sorted(found))


def _command_help(command: click.Command, path: str) -> str:
    """Help of a command, and of the commands in it where it is a group."""
    options = [
        (
            " ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts)),
            getattr(parameter, "help", "") or "",
        )
        for parameter in command.params
    ]
    table = _table(("option", "meaning"), options) + "\n" if options else ""
    inner = [_command_help(sub, f"{path} {name}") for name, sub in sorted(getattr(command, "commands", {}).items())]
    return f"## {path}\n\n{inspect.cleandoc(command.help or '')}\n\n{table}" + "\n".join(inner)


def _columns(table: str) -> str:
    path = TABLES / f"{table}.csv"
    if not path.exists():
        return ""
    with path.open(encoding="utf-8", newline="") as lines:
        return ", ".join(next(csv.reader(lines)))


def _text_block(docstring: str | None) -> str:
    return f"```text\n{docstring or ''}\n```\n"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(_table_cell(cell) for cell in line) + " |" for line in lines)


def _table_cell(text: Any) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def write(texts: Mapping[str, str], folder: Path) -> None:
    """Write the pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(pages(), REPOSITORY / "docs/reference")
