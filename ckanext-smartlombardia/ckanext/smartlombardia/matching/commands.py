"""The commands: tables in, tables out."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from .engine import match
from .functions import classify
from .relations import MERGING
from .values import MatchRecord, Pair, Result

Row = Mapping[str, str]


class NotUsable(Exception):
    """A table that cannot be used, in words that say what to change (Italian)."""


def products(doors: Any) -> None:
    door = doors.add_parser("products", help="which registrations are of one product")
    door.add_argument("table", type=Path, metavar="REGISTRATIONS.csv", help="reg_id, name and whatever else is known")
    door.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="gets clusters.csv and pairs.csv")
    door.set_defaults(run=_products)


def functions(doors: Any) -> None:
    door = doors.add_parser("functions", help="what described platforms are for")
    door.add_argument("table", type=Path, metavar="TEXTS.csv", help="id and text")
    door.add_argument("--out", type=Path, required=True, metavar="ANSWERS.csv", help="gets id, first, second, third")
    door.set_defaults(run=_functions)


DOORS = (products, functions)


def _products(options: argparse.Namespace) -> None:
    """clusters.csv: reg_id, cluster. pairs.csv: left, right, score, band, relation, reasons; derived.csv likewise."""
    records = [_registration(row) for row in read(options.table, ("reg_id", "name"))]
    result = match(records)
    options.out.mkdir(parents=True, exist_ok=True)
    of = {member: cluster.id for cluster in result.clusters for member in cluster.members}
    write(options.out / "clusters.csv", ("reg_id", "cluster"), ((record.id, of[record.id]) for record in records))
    columns = ("left", "right", "score", "band", "relation", "reasons")
    merging = _stated(result, of)
    write(options.out / "pairs.csv", columns, merging)
    others = (_row(pair.left, pair.right, pair) for pair in result.pairs if pair.relation not in MERGING)
    write(options.out / "others.csv", columns, others)


def _functions(options: argparse.Namespace) -> None:
    """Codes of the scheme `functions`, best first, empty where the text does not tell."""
    answers = []
    for row in read(options.table, ("id", "text")):
        codes = [guess.code for guess in classify("", row["text"])]
        answers.append([row["id"], *codes, *[""] * (3 - len(codes))])
    write(options.out, ("id", "first", "second", "third"), answers)


def _stated(result: Result, of: Mapping[str, str]) -> Iterable[Sequence[Any]]:
    """Pairs of registrations of one cluster: within a variant, and across variants that are linked."""
    members = {variant.id: variant.members for variant in result.variants}
    for variant in result.variants:
        for left, right in combinations(variant.members, 2):
            yield (left, right, "", "certain", "same_product", "Dichiarano le stesse cose.")
    for pair in result.pairs:
        across = pair.left in members and pair.right in members
        if across and pair.relation in MERGING and of[pair.left] == of[pair.right]:
            for left in members[pair.left]:
                for right in members[pair.right]:
                    yield _row(left, right, pair)


def _row(left: str, right: str, pair: Pair) -> Sequence[Any]:
    reasons = " ".join(f"{reason.text['it']} ({reason.weight:+.1f})" for reason in pair.reasons)
    return (left, right, f"{pair.score:.2f}", pair.band, pair.relation, reasons)


def _registration(row: Row) -> MatchRecord:
    def said(column: str) -> str:
        return row.get(column) or ""

    return MatchRecord(
        id=row["reg_id"],
        name=row["name"],
        vendor=said("vendor"),
        function=said("function"),
        description=said("description"),
        url=said("url"),
        version=said("version"),
        body=said("municipality"),
    )


def read(path: Path, needed: Sequence[str]) -> list[Row]:
    """Rows of a CSV in UTF-8. Raises NotUsable where it is not there, not text or lacks a needed column."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            table = csv.DictReader(lines)
            missing = [name for name in needed if name not in (table.fieldnames or ())]
            if missing:
                raise NotUsable(f"{path}: manca la colonna {', '.join(missing)}. Aggiungila e riprova.")
            return list(table)
    except OSError as problem:
        raise NotUsable(f"{path}: non si può leggere ({problem.strerror}). Controlla il percorso.") from problem
    except UnicodeDecodeError as problem:
        raise NotUsable(f"{path}: non è un testo in UTF-8. Salva la tabella come CSV UTF-8.") from problem


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
