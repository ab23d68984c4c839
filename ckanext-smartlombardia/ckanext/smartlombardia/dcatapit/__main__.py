"""Catalogues in files, without a portal.

    python -m ckanext.smartlombardia.dcatapit check [--format text|json] FILE...    DCAT-AP_IT, DCAT-AP, high value
    python -m ckanext.smartlombardia.dcatapit score [--format text|json] FILE...    the score of data.europa.eu
    python -m ckanext.smartlombardia.dcatapit mend FILE OUT.ttl                     repair spellings; the log is CSV

Exit 0 where nothing is wrong (warnings apart), 1 where something is, 2 at an unreadable file.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from . import checker, files, normaliser, score, terms

WORDS = {"error": "errore", "warning": "avviso"}


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m ckanext.smartlombardia.dcatapit")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (
        ("check", "controlla cataloghi: DCAT-AP_IT, DCAT-AP 3, serie di elevato valore"),
        ("score", "il punteggio di data.europa.eu; nessun indirizzo viene provato"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("files", nargs="+", type=Path, metavar="FILE")
        command.add_argument("--format", choices=("text", "json"), default="text")
    mend = commands.add_parser("mend", help="ripara formati, licenze, temi, caselle scritti male")
    mend.add_argument("file", type=Path, metavar="FILE")
    mend.add_argument("out", type=Path, metavar="OUT.ttl")
    said = parser.parse_args(arguments)
    if said.command == "mend":
        return mended(said.file, said.out)
    return scored(said.files, said.format) if said.command == "score" else checked(said.files, said.format)


def mended(path: Path, out: Path) -> int:
    """Write the repaired catalogue, and what was repaired as CSV on the standard output."""
    try:
        graph = files.load(path)
    except files.Unreadable as wrong:
        print(f"{path}: {wrong}", file=sys.stderr)
        return 2
    log = csv.writer(sys.stdout)
    log.writerow(("dataset", "property", "old", "new"))
    log.writerows(normaliser.mend(graph, path.resolve().as_uri()))
    terms.bind(graph)
    graph.serialize(out, format="turtle")
    return 0


def checked(paths: list[Path], form: str) -> int:
    """Print what is wrong with each catalogue."""
    status, reports = 0, {}
    for path in paths:
        try:
            found = checker.check(files.load(path))
        except files.Unreadable as wrong:
            status = 2
            remedy = "Correggete il file e riprovate."
            found = [checker.Finding("error", checker.UNREADABLE, str(path), str(wrong), remedy)]
        if any(one.severity == "error" for one in found):
            status = max(status, 1)
        reports[str(path)] = found
    if form == "json":
        told = {path: [asdict(one) for one in found] for path, found in reports.items()}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for name, found in reports.items():
            print(text(name, found))
    return status


def scored(paths: list[Path], form: str) -> int:
    """Print the score of each catalogue, and what to change in each of its datasets."""
    status, reports = 0, {}
    for path in paths:
        try:
            graph = files.load(path)
        except files.Unreadable as wrong:
            print(f"{path}: {wrong}", file=sys.stderr)
            status = 2
            continue
        reports[str(path)] = score.scores(graph, lambda _: None, checker.invalid(graph))
    if form == "json":
        print(json.dumps({path: _as_json(found) for path, found in reports.items()}, ensure_ascii=False, indent=2))
    else:
        for name, found in reports.items():
            print(points(name, found))
    return status


def points(path: str, found: list[score.Score]) -> str:
    """A report for people: the catalogue, then each dataset with the change that gives most."""
    lo, hi = score.total(found)
    lines = [f"{path}: {len(found)} dataset, da {lo:.0f} a {hi:.0f} punti su {score.FULL}"]
    for one in found:
        lines.append(f"  {one.lo}–{one.hi} {one.dataset}")
        for change in score.changes(one.marks)[:1]:
            upto = "fino a " if change.up_to else ""
            lines.append(f"    → {score.metrics()[change.metric].ask['it']}: {upto}+{change.points}")
    lines.append("  Gli indirizzi non sono stati provati: i loro punti non sono noti.")
    return "\n".join(lines)


def _as_json(found: list[score.Score]) -> dict[str, object]:
    lo, hi = score.total(found)
    datasets = [
        {"dataset": one.dataset, "lo": one.lo, "hi": one.hi, "rating": score.rating(one.lo),
         "marks": {code: mark.state for code, mark in one.marks.items()},
         "changes": [{**asdict(change), "ask": score.metrics()[change.metric].ask["it"]}
                     for change in score.changes(one.marks)]}
        for one in found
    ]  # fmt: skip
    return {"lo": lo, "hi": hi, "full": score.FULL, "datasets": datasets}


def text(path: str, found: list[checker.Finding]) -> str:
    """A report for people: what is wrong, how often, where first, what to do."""
    counts = Counter(one.severity for one in found)
    lines = [f"{path}: {counts['error']} errori, {counts['warning']} avvisi"]
    for one in found:
        value = f" ({one.value[:80]})" if one.value else ""
        lines += [
            f"  {WORDS[one.severity]} {one.rule}: {one.message}{value}",
            f"    {one.subject}",
            f"    → {one.remedy}",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
