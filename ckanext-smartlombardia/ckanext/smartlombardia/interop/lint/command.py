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
    door.add_argument("--profile", choices=[profile.code for profile in v.concepts("api_profiles")], default=PROFILE)
    door.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when no file has an error, 1 when one has, 2 when one cannot be opened."""
    findings_by_file: dict[str, list[ApiFinding]] = {}
    lost = 0
    for file in options.files:
        try:
            findings_by_file[str(file)] = lint(file.read_bytes(), options.profile)
        except OSError as problem:
            lost = 2
            sys.stderr.write(f"{file}: {problem.strerror}\n")
    sys.stdout.write(as_json(findings_by_file) if options.format == "json" else as_text(findings_by_file, options.lang))
    return lost or int(
        any(finding.severity == "error" for findings in findings_by_file.values() for finding in findings)
    )


def as_json(findings_by_file: dict[str, list[ApiFinding]]) -> str:
    """One object a finding, a line each."""
    rows = [
        json.dumps(_row(file, finding), ensure_ascii=False)
        for file, findings in findings_by_file.items()
        for finding in findings
    ]
    return "[" + ",\n".join(rows) + "]\n"


def _row(file: str, finding: ApiFinding) -> dict[str, object]:
    fields = {
        "rule": finding.rule,
        "number": finding.number,
        "severity": finding.severity,
        "path": finding.pointer,
        "line": finding.line,
    }
    return {
        "file": file,
        **fields,
        "message": finding.says,
        "remedy": finding.remedy,
        "legal_source": finding.legal_source,
    }


def as_text(findings_by_file: dict[str, list[ApiFinding]], lang: str) -> str:
    """For people: the place, what is wrong, what to do; and the count."""
    lines = [line for file, findings in findings_by_file.items() for line in _of_file(file, findings, lang)]
    return "\n".join(lines) + "\n"


def _of_file(file: str, findings: Sequence[ApiFinding], lang: str) -> list[str]:
    line, remedy, none, errors = REST[lang]
    out = [file]
    for finding in findings:
        out.append(
            f"  {line} {finding.line}  {WORDS[lang][finding.severity]}  {finding.rule}  {finding.pointer or '/'}"
        )
        out.append(f"      {finding.says[lang]}")
        out.append(f"      {remedy}: {finding.remedy[lang]} [{finding.legal_source[lang]}]")
    count = Counter(finding.severity for finding in findings)["error"]
    return [*out, f"  {count} {errors}" if count else f"  {none}", ""]
