"""The documentation names files that are there, and its reference covers what the code offers."""

from __future__ import annotations

import csv
import importlib.util
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = "ckanext-smartlombardia/ckanext/smartlombardia"
PLACEHOLDERS = ("NAME", "TYPE", "TOPIC", "FAMILY", "FILE")


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    """The pages of the reference, as `make docs` writes them."""
    spec = importlib.util.spec_from_file_location("build_reference", CHECKOUT / "docs/build_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", "docs/layout.md", "docs/sources.md"])
def test_files_that_a_page_names_are_there(page):
    text = (CHECKOUT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:P|harvesters|vocabularies|tests|docker|docs)/[\w./*-]+)`", text)
    paths = [path.replace("P/", f"{PACKAGE}/", 1) if path.startswith("P/") else path for path in named]
    concrete = [path for path in paths if not any(word in path for word in PLACEHOLDERS)]
    assert [path for path in concrete if not list(CHECKOUT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        *sorted(
            str(path.relative_to(CHECKOUT))
            for path in (CHECKOUT / "docs").rglob("*.md")
            if path.parent.name != "reference"
        ),
    ],
)
def test_links_of_a_page_lead_somewhere(page):
    path = CHECKOUT / page
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_reference_holds_every_action_setting_command_and_table(reference):
    tables = CHECKOUT / "vocabularies/tables"
    with (tables / "api_actions.csv").open(encoding="utf-8", newline="") as lines:
        actions = [row["action"] for row in csv.DictReader(lines) if row["caller"] != "closed"]
    settings = re.findall(r"key: (\S+)", (CHECKOUT / PACKAGE / "config_declaration.yaml").read_text(encoding="utf-8"))
    commands = [path.stem for path in (CHECKOUT / PACKAGE / "cli").glob("*.py") if path.stem != "__init__"]
    assert [name for name in actions if f"| {name} |" not in reference["actions.md"]] == []
    assert [name for name in settings if f"| `{name}` |" not in reference["settings.md"]] == []
    assert [name for name in commands if f"smartlombardia {name}" not in reference["commands.md"]] == []
    assert [path.stem for path in tables.glob("*.csv") if f"`{path.stem}`" not in reference["tables.md"]] == ["index"]


def test_everything_in_the_reference_says_what_it_does(reference):
    assert "```text\n\n```" not in reference["actions.md"], "an action without a docstring"
    assert not re.search(r"^\| `h?\.?sl_[^|]*\|  \|$", reference["template-helpers.md"], re.MULTILINE)
    assert not re.search(r"^## .*\n\n\n\n", reference["commands.md"], re.MULTILINE), "a command without help"
