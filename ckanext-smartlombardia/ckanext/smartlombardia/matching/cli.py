"""The commands: tables in, tables out."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import pyarrow as pa

from ckanext.smartlombardia.formats.text import decoded

from . import bulk
from .comparisons import titles
from .comparisons.titles import Titled
from .functions.suggest import suggest
from .link import link as link_rows
from .pipeline import match
from .projects import Project, classify
from .scoring import model
from .systems.cli import add_parser as systems
from .values import MatchRecord, Pair, Result

Row = Mapping[str, str]

MANY = 30_000
"""Registrations from which names are compared without reading every text for the words that name products."""

PAIR_COLUMNS = ("left", "right", "score", "band", "relation", "reasons")


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


def link(doors: Any) -> None:
    door = doors.add_parser("link", help="which rows of two tables are the same thing")
    door.add_argument("left", type=Path, metavar="LEFT.csv", help="a table with a column title or name")
    door.add_argument("right", type=Path, metavar="RIGHT.csv", help="the same")
    door.add_argument("--labels", type=Path, metavar="PAIRS.csv", help="label, left_id, right_id: 1 same, 0 different")
    door.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="gets pairs.csv and model.json")
    door.set_defaults(run=_link)


def projects(doors: Any) -> None:
    door = doors.add_parser("projects", help="what funded projects are about")
    door.add_argument(
        "table", type=Path, metavar="TEXTS.csv", help="id, text, and cup_category and submeasure if known"
    )
    door.add_argument("--out", type=Path, required=True, metavar="ANSWERS.csv", help="gets id, domain, function, smart")
    door.set_defaults(run=_projects)


DOORS = (products, functions, link, systems, projects)


def _products(options: argparse.Namespace) -> None:
    """clusters.csv: reg_id, cluster. pairs.csv: left, right, score, band, relation, reasons of pairs of one product.

    others.csv has the same columns for one body's double registrations, derived products and common functions. Of MANY
    registrations only products are sought, by their names; others.csv is not written and pairs have no reasons.
    """
    rows = read(options.table, ("reg_id", "name"))
    options.out.mkdir(parents=True, exist_ok=True)
    if len(rows) > MANY:
        _many(rows, options.out)
        return
    records = [_registration(row) for row in rows]
    result = match(records)
    cluster_of = {member: cluster.id for cluster in result.clusters for member in cluster.members}
    write(
        options.out / "clusters.csv", ("reg_id", "cluster"), ((record.id, cluster_of[record.id]) for record in records)
    )
    merging = _product_pairs(result, cluster_of)
    write(options.out / "pairs.csv", PAIR_COLUMNS, merging)
    others = (_row(pair.left, pair.right, pair) for pair in result.pairs if pair.relation != "same_product")
    write(options.out / "others.csv", PAIR_COLUMNS, others)


def _many(rows: Sequence[Row], out: Path) -> None:
    table = pa.table({name: [row.get(name) or "" for row in rows] for name in bulk.COLUMNS})
    linked = bulk.match_many(table)
    members, certain = linked.members, model.shipped().certain
    write(out / "clusters.csv", ("reg_id", "cluster"), _clusters(linked))
    inside = ((*pair, "", "certain", "same_product", "") for group in members for pair in combinations(group, 2))
    across = (
        (*pair, f"{bits:.2f}", "certain" if bits >= certain else "candidate", "same_product", "")
        for left, right, bits in zip(linked.left.tolist(), linked.right.tolist(), linked.bits.tolist(), strict=True)
        if linked.cluster[left] == linked.cluster[right]
        for pair in product(members[left], members[right])
    )
    write(out / "pairs.csv", PAIR_COLUMNS, chain(inside, across))


def _clusters(linked: bulk.Linked) -> Iterable[Sequence[str]]:
    return (
        (member, linked.members[cluster][0])
        for group, cluster in zip(linked.members, linked.cluster.tolist(), strict=True)
        for member in group
    )


def _functions(options: argparse.Namespace) -> None:
    """Codes of the scheme `functions`, best first, empty where the text does not tell."""
    answers = []
    for row in read(options.table, ("id", "text")):
        codes = [guess.code for guess in suggest("", row["text"])]
        answers.append([row["id"], *codes, *[""] * (3 - len(codes))])
    write(options.out, ("id", "first", "second", "third"), answers)


def _projects(options: argparse.Namespace) -> None:
    """Domain (or none), functions, kind, smartness, confidence (0 to 1) and the codes of reasons, joined by `|`."""
    answers = []
    for row in read(options.table, ("id", "text")):
        project = Project(row["text"] or "", row.get("cup_category") or "", row.get("submeasure") or "")
        answer = classify(project)
        fields = (answer.domain, answer.function, answer.second, answer.kind, answer.smart)
        answers.append((row["id"], *fields, f"{answer.confidence:.2f}", "|".join(answer.reasons)))
    columns = ("id", "domain", "function", "function_second", "kind", "smart", "confidence", "reasons")
    write(options.out, columns, answers)


def _link(options: argparse.Namespace) -> None:
    """pairs.csv: left, right, score, band, weights of all candidates, best first; model.json: the weights.

    `score` (bits, 0 from where a person should look) is what the pairs are ordered by, `weights` the readable sum. An
    id that a table has not is a row number, from 0.
    """
    left, right = _titled(options.left), _titled(options.right)
    labels = {}
    if options.labels:
        lefts, rights = ({ident: at for at, (ident, _) in enumerate(table)} for table in (left, right))
        for row in read(options.labels, ("label", "left_id", "right_id")):
            pair = (_place(row["left_id"], lefts, options.left), _place(row["right_id"], rights, options.right))
            labels[pair] = row["label"].strip() == "1"
    links, used = link_rows([row for _, row in left], [row for _, row in right], labels)
    options.out.mkdir(parents=True, exist_ok=True)
    lines = (
        (left[link.left][0], right[link.right][0], f"{link.order:.2f}", link.band or "unlikely", f"{link.weights:.2f}")
        for link in links
    )
    write(options.out / "pairs.csv", ("left", "right", "score", "band", "weights"), lines)
    model.save(used, options.out / "model.json")


def _titled(path: Path) -> list[tuple[str, Titled]]:
    """(id, row) of a table; rows without an id have their number, from 0."""
    rows = read(path, ())
    if rows and not set(titles.TITLES) & set(rows[0]):
        raise NotUsable(f"{path}: manca una colonna con il titolo ({', '.join(titles.TITLES)}). Aggiungila e riprova.")
    return [(row.get("id") or str(at), titles.read(row)) for at, row in enumerate(rows)]


def _place(ident: str, table: Mapping[str, int], path: Path) -> int:
    if ident not in table and ident.isdigit() and int(ident) < len(table):
        return int(ident)
    if ident not in table:
        raise NotUsable(f"{path}: la riga {ident}, nominata nelle coppie, non c’è. Correggi le coppie.")
    return table[ident]


def _product_pairs(result: Result, cluster_of: Mapping[str, str]) -> Iterable[Sequence[Any]]:
    """Pairs of registrations of one cluster, each once: within a variant, and across variants that are linked."""
    members = {variant.id: variant.members for variant in result.variants}
    for variant in result.variants:
        for left, right in combinations(variant.members, 2):
            yield (left, right, "", "certain", "same_product", "Dichiarano le stesse cose.")
    for pair in result.pairs:
        if pair.relation == "same_product" and cluster_of[pair.left] == cluster_of[pair.right]:
            for left, right in product(members[pair.left], members[pair.right]):
                yield _row(left, right, pair)


def _row(left: str, right: str, pair: Pair) -> Sequence[Any]:
    reasons = " ".join(f"{reason.text['it']} ({reason.weight:+.1f})" for reason in pair.reasons)
    return (left, right, f"{pair.score:.2f}", pair.band, pair.relation, reasons)


def _registration(row: Row) -> MatchRecord:
    def cell(column: str) -> str:
        return row.get(column) or ""

    return MatchRecord(
        id=row["reg_id"],
        name=row["name"],
        vendor=cell("vendor"),
        function=cell("function"),
        description=cell("description"),
        url=cell("url"),
        version=cell("version"),
        body=cell("municipality"),
    )


def read(path: Path, needed: Sequence[str]) -> list[Row]:
    """Rows of a CSV in UTF-8 or Windows-1252. Raises NotUsable where it is not there or lacks a needed column."""
    try:
        content, _ = decoded(path.read_bytes())
    except OSError as problem:
        raise NotUsable(f"{path}: non si può leggere ({problem.strerror}). Controlla il percorso.") from problem
    table = csv.DictReader(StringIO(content, newline=""))
    missing = [name for name in needed if name not in (table.fieldnames or ())]
    if missing:
        raise NotUsable(f"{path}: manca la colonna {', '.join(missing)}. Aggiungila e riprova.")
    return list(table)


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
