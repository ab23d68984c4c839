"""The command `systems`: lots in a table, recognitions in another, written as they come; a stopped run goes on."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from itertools import islice
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from .engine import BATCH_LOTS, recognise_systems
from .lot import Lot, Recognition

ANSWER_COLUMNS = (
    "id", "system", "kind", "product", "product_as_written", "vendor", "vendor_basis", "function", "function_basis",
    "confidence", "band", "reasons",
)  # fmt: skip
MAX_FIELD_CHARACTERS = 1_000_000
PROCESSES = 2


def add_parser(doors: Any) -> None:
    """The command's own arguments."""
    door = doors.add_parser("systems", help="which systems lots of contracts buy or keep")
    door.add_argument("table", type=Path, metavar="LOTS.csv", help="id, object, and supplier, supplier_id, body")
    door.add_argument("--out", type=Path, required=True, metavar="ANSWERS.csv")
    door.add_argument("--resume", action="store_true", help="go on after the last answer that ANSWERS.csv has")
    door.set_defaults(run=recognise_table)


def recognise_table(options: argparse.Namespace) -> None:
    """Write an answer for each lot, in batches; a table of any length takes the memory of a few batches.

    Raises ValueError where the table lacks the columns id and object.
    """
    answered = _drop_broken_row(options.out) if options.resume and options.out.exists() else 0
    with (
        options.table.open(encoding="utf-8-sig", newline="", errors="replace") as source,
        options.out.open("a" if answered else "w", encoding="utf-8", newline="") as target,
    ):
        writer = csv.DictWriter(target, ANSWER_COLUMNS)
        if not answered:
            writer.writeheader()
        batches = _batches(islice(read_lots(source), answered, None))
        first = next(batches, None)
        if first is None:
            return
        if len(first) < BATCH_LOTS:
            writer.writerows(_answer_batch(first))
            return
        with Pool(PROCESSES) as pool:
            for rows in pool.imap(_answer_batch, _chain(first, batches)):
                writer.writerows(rows)
                target.flush()


def read_lots(lines: Iterator[str] | Any) -> Iterator[Lot]:
    """Lots of a CSV with a head. Raises ValueError where the columns id or object are missing."""
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    reader = csv.DictReader(line.replace("\0", " ") for line in lines)
    missing = {"id", "object"} - set(reader.fieldnames or ())
    if missing:
        raise ValueError(f"Mancano le colonne: {', '.join(sorted(missing))}.")
    for row in reader:
        fields = {name: row.get(name) or "" for name in ("id", "object", "supplier", "supplier_id", "body")}
        yield Lot(**fields)


def answer_row(recognition: Recognition) -> dict[str, str]:
    """A recognition as a row of the answers."""
    reasons = " | ".join(f"{code}: {words}" if words else code for code, words in recognition.reasons)
    return {
        "id": recognition.lot_id,
        "system": "yes" if recognition.is_system else "no",
        "kind": recognition.kind if recognition.is_system else "",
        "product": recognition.product,
        "product_as_written": recognition.product_as_written,
        "vendor": recognition.vendor,
        "vendor_basis": recognition.vendor_basis,
        "function": recognition.function,
        "function_basis": recognition.function_basis,
        "confidence": f"{recognition.confidence:.3f}",
        "band": recognition.band,
        "reasons": reasons,
    }


def _answer_batch(batch: list[Lot]) -> list[dict[str, str]]:
    return [answer_row(recognition) for recognition in recognise_systems(batch)]


def _batches(lots: Iterator[Lot]) -> Iterator[list[Lot]]:
    while batch := list(islice(lots, BATCH_LOTS)):
        yield batch


def _chain(first: list[Lot], rest: Iterator[list[Lot]]) -> Iterator[list[Lot]]:
    yield first
    yield from rest


def _drop_broken_row(path: Path) -> int:
    """Cut a last row that a stop left unfinished; how many answers stand before it."""
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    if end < len(content):
        with path.open("r+b") as file:
            file.truncate(end)
    with path.open(encoding="utf-8", newline="") as file:
        return max(0, sum(1 for _ in csv.reader(file)) - 1)
