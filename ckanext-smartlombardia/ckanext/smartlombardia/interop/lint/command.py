"""`lint` of the command line: files -> findings as text for people or JSON for programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ckanext.smartlombardia import vocabularies as v

from .check import PROFILE, ApiFinding, lint

WORDS = {
    "it": {"error": "errore", "warn": "avviso", "info": "nota", "hint": "suggerimento"},
    "en": {"error": "error", "warn": "warning", "info": "note", "hint": "hint"},
}
REST = {
    "it": ("riga", "Rimedio", "nessun errore trovato dal nostro controllo", "errori"),
    "en": ("line", "Remedy", "our check found no error", "errors"),
}


def add_to(doors: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    door = doors.add_parser("lint", help="check descriptions of APIs (OpenAPI, Swagger)")
    door.add_argument("files", nargs="+", type=Path, metavar="FILE")
    door.add_argument("--format", choices=("text", "json"), default="text")
    door.add_argument("--lang", choices=("it", "en"), default="it")
    door.add_argument("--profile", choices=[one.code for one in v.concepts("api_profiles")], default=PROFILE)
    door.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when no file has an error, 1 when one has, 2 when one cannot be opened."""
    found: dict[str, list[ApiFinding]] = {}
    lost = 0
    for file in options.files:
        try:
            found[str(file)] = lint(file.read_bytes(), options.profile)
        except OSError as problem:
            lost = 2
            sys.stderr.write(f"{file}: {problem.strerror}\n")
    sys.stdout.write(as_json(found) if options.format == "json" else as_text(found, options.lang))
    return lost or int(any(one.severity == "error" for findings in found.values() for one in findings))


def as_json(found: dict[str, list[ApiFinding]]) -> str:
    """One object a finding, a line each."""
    rows = [json.dumps(_row(file, one), ensure_ascii=False) for file, findings in found.items() for one in findings]
    return "[" + ",\n".join(rows) + "]\n"


def _row(file: str, one: ApiFinding) -> dict[str, object]:
    kept = {"rule": one.rule, "number": one.number, "severity": one.severity, "path": one.pointer, "line": one.line}
    return {"file": file, **kept, "message": one.says, "remedy": one.remedy, "legal_source": one.legal_source}


def as_text(found: dict[str, list[ApiFinding]], lang: str) -> str:
    """For people: the place, what is wrong, what to do; and the count."""
    lines = [line for file, findings in found.items() for line in _of_file(file, findings, lang)]
    return "\n".join(lines) + "\n"


def _of_file(file: str, findings: Sequence[ApiFinding], lang: str) -> list[str]:
    line, remedy, none, errors = REST[lang]
    out = [file]
    for one in findings:
        out.append(f"  {line} {one.line}  {WORDS[lang][one.severity]}  {one.rule}  {one.pointer or '/'}")
        out.append(f"      {one.says[lang]}")
        out.append(f"      {remedy}: {one.remedy[lang]} [{one.legal_source[lang]}]")
    count = Counter(one.severity for one in findings)["error"]
    return [*out, f"  {count} {errors}" if count else f"  {none}", ""]
