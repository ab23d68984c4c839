"""ISTAT, changes to municipalities: a report of SITUAS in JSON, or the table since 1991 -> one value a change.

https://situas.istat.it (reports 98 and 129) and "Variazioni amministrative e territoriali dal 1991" (CSV, XLSX). Codes
of change: CS a town is founded, ES it ends, CD it is renamed, AP it passes to another province; others move land only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from . import sheets
from .errors import NotReadable

KINDS = ("CS", "ES", "CD", "AP")
WRONG = (
    "Il file non è un elenco di variazioni dell’ISTAT.",
    "Serve un report di SITUAS in JSON, o la tabella CSV o XLSX.",
)
# a part of our names -> how a column of the table begins, in small letters
COLUMNS = {
    "kind": "tipo variazione",
    "istat": "codice istat del comune",
    "name": "denominazione comune",
    "other_istat": "codice istat del comune associato",
    "other_name": "denominazione comune associata",
    "day": "data decorrenza",
}
HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Variation:
    """A change. `istat` and `name` are the town's; the others are those of the town that it goes into (ES), from which
    it comes (CS), or its own from then on (CD, AP). `day` is the first of the new state. Cadastral codes where given.
    """

    kind: str
    istat: str
    name: str
    other_istat: str
    other_name: str
    day: date
    cadastral: str = ""
    other_cadastral: str = ""


def variations(content: bytes) -> list[Variation]:
    """The changes of a file that bodies follow, by day. Raises NotReadable."""
    all_variations = list(
        _json(content) if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") else _table(content)
    )
    if not all_variations:
        raise NotReadable(*WRONG)
    return sorted(
        (variation for variation in all_variations if variation.kind in KINDS),
        key=lambda variation: (variation.day, variation.kind, variation.istat),
    )


def _json(content: bytes) -> Iterator[Variation]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotReadable(*WRONG) from error
    if isinstance(document, dict):
        document = document.get("resultset", document.get("items"))
    if not isinstance(document, list):
        raise NotReadable(*WRONG)
    for row in document:
        if isinstance(row, dict) and (variation := _of_report({name: str(value or "") for name, value in row.items()})):
            yield variation


def _of_report(row: Mapping[str, str]) -> Variation | None:
    kind = (row.get("COD_VARIAZIONE") or row.get("DESC_COD_VARIAZIONE", ""))[:2].upper()
    day = _day(row.get("DATA_INIZIO_AMMINISTRATIVA", ""))
    if not kind or day is None or not row.get("PRO_COM_T"):
        return None
    return Variation(
        kind,
        row["PRO_COM_T"].zfill(6),
        row.get("COMUNE", "").strip(),
        row.get("PRO_COM_T_REL", "").zfill(6),
        (row.get("COMUNE_REL") or row.get("COMUNE_A", "")).strip(),
        day,
        row.get("COD_CATASTO", ""),
        row.get("COD_CATASTO_REL", ""),
    )


def _table(content: bytes) -> Iterator[Variation]:
    rows = sheets.read(content)
    top, places = next(
        ((at, columns) for at, row in enumerate(rows[:HEADER_WITHIN]) if (columns := _places(row))), (0, {})
    )
    if not places:
        raise NotReadable(*WRONG)
    for cells in rows[top + 1 :]:
        values: dict[str, Any] = {part: cells[at].strip() if at < len(cells) else "" for part, at in places.items()}
        day = _day(values["day"])
        if values["kind"] and day and values["istat"].isdecimal():
            values |= {"day": day, "istat": values["istat"].zfill(6), "other_istat": values["other_istat"].zfill(6)}
            yield Variation(**values)


def _places(row: list[str]) -> dict[str, int] | None:
    """The column of each part; None where the row is not the header. The longest beginning that fits decides."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(row):
        name = " ".join(cell.lower().split())
        fitting = [part for part, start in COLUMNS.items() if name.startswith(start)]
        if fitting:
            columns.setdefault(max(fitting, key=lambda part: len(COLUMNS[part])), at)
    return columns if len(columns) == len(COLUMNS) else None


def _day(text: str) -> date | None:
    plain = text.strip()
    for form, length in (("%Y-%m-%d", 10), ("%d/%m/%Y", 10), ("%d/%m/%y", 8)):
        try:
            return datetime.strptime(plain[:length], form).date()
        except ValueError:
            continue
    return None
