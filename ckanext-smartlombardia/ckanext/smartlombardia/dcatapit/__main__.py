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
    options = parser.parse_args(arguments)
    if options.command == "mend":
        return mend_file(options.file, options.out)
    return (
        score_files(options.files, options.format)
        if options.command == "score"
        else check_files(options.files, options.format)
    )


def mend_file(path: Path, out: Path) -> int:
    """Write the repaired catalogue, and what was repaired as CSV on the standard output."""
    try:
        graph = files.load(path)
    except files.Unreadable as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    log = csv.writer(sys.stdout)
    log.writerow(("dataset", "property", "old", "new"))
    log.writerows(normaliser.mend(graph, path.resolve().as_uri()))
    terms.bind(graph)
    graph.serialize(out, format="turtle")
    return 0


def check_files(paths: list[Path], form: str) -> int:
    """Print what is wrong with each catalogue."""
    status, reports = 0, {}
    for path in paths:
        try:
            findings = checker.check(files.load(path))
        except files.Unreadable as error:
            status = 2
            remedy = "Correggete il file e riprovate."
            findings = [checker.Finding("error", checker.UNREADABLE, str(path), str(error), remedy)]
        if any(finding.severity == "error" for finding in findings):
            status = max(status, 1)
        reports[str(path)] = findings
    if form == "json":
        payload = {path: [asdict(finding) for finding in findings] for path, findings in reports.items()}
        print(json.dumps(payload, ensure_ascii=False, indent=2))
    else:
        for name, findings in reports.items():
            print(format_findings(name, findings))
    return status


def score_files(paths: list[Path], form: str) -> int:
    """Print the score of each catalogue, and what to change in each of its datasets."""
    status, reports = 0, {}
    for path in paths:
        try:
            graph = files.load(path)
        except files.Unreadable as error:
            print(f"{path}: {error}", file=sys.stderr)
            status = 2
            continue
        reports[str(path)] = score.scores(graph, lambda _: None, checker.find_invalid_nodes(graph))
    if form == "json":
        print(json.dumps({path: _as_json(scores) for path, scores in reports.items()}, ensure_ascii=False, indent=2))
    else:
        for name, scores in reports.items():
            print(format_scores(name, scores))
    return status


def format_scores(path: str, scores: list[score.Score]) -> str:
    """A report for people: the catalogue, then each dataset with the change that gives most."""
    lo, hi = score.total(scores)
    lines = [f"{path}: {len(scores)} dataset, da {lo:.0f} a {hi:.0f} punti su {score.MAX_POINTS}"]
    for dataset_score in scores:
        lines.append(f"  {dataset_score.lo}–{dataset_score.hi} {dataset_score.dataset}")
        for change in score.changes(dataset_score.marks)[:1]:
            upto = "fino a " if change.up_to else ""
            lines.append(f"    → {score.metrics()[change.metric].ask['it']}: {upto}+{change.points}")
    lines.append("  Gli indirizzi non sono stati provati: i loro punti non sono noti.")
    return "\n".join(lines)


def _as_json(scores: list[score.Score]) -> dict[str, object]:
    lo, hi = score.total(scores)
    datasets = [
        {"dataset": result.dataset, "lo": result.lo, "hi": result.hi, "rating": score.rating(result.lo),
         "marks": {code: mark.state for code, mark in result.marks.items()},
         "changes": [{**asdict(change), "ask": score.metrics()[change.metric].ask["it"]}
                     for change in score.changes(result.marks)]}
        for result in scores
    ]  # fmt: skip
    return {"lo": lo, "hi": hi, "full": score.MAX_POINTS, "datasets": datasets}


def format_findings(path: str, findings: list[checker.Finding]) -> str:
    """A report for people: what is wrong, how often, where first, what to do."""
    counts = Counter(finding.severity for finding in findings)
    lines = [f"{path}: {counts['error']} errori, {counts['warning']} avvisi"]
    for finding in findings:
        value = f" ({finding.value[:80]})" if finding.value else ""
        lines += [
            f"  {WORDS[finding.severity]} {finding.rule}: {finding.message}{value}",
            f"    {finding.subject}",
            f"    → {finding.remedy}",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
