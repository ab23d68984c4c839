"""CSV of any size, plain, zipped or gzipped -> rows by column name, one in memory at a time.

For tables that a register publishes by the million rows. A row that is broken is given as one of wrong width, and the
reader goes on with the next line: a quotation mark that is never closed costs its own row only.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO, cast

from . import archives
from .archives import GZIP, ZIP
from .errors import NotReadable
from .limits import MAX_CELL_CHARACTERS, MAX_CSV_COLUMNS, MAX_UNPACKED_BYTES
from .tables import DELIMITERS, Row

NO_TABLE = ("{", "[", "<")  # JSON and XML begin so
HEAD_BYTES = 64 * 1024
MAX_ROW_LINES = 100  # of text with line breaks in its cells; beyond it a quotation mark is missing
BROKEN = (csv.Error, *archives.BROKEN)


def stream_rows(content: bytes) -> Iterator[Row]:
    """The rows of a table, or of each table of an archive, by column names in lower case.

    Raises NotReadable where the content is no table, or an archive is broken or too large, after what could be read.
    """
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        with ExitStack() as opened:
            for binary in _members(content, opened):
                yield from _rows(io.TextIOWrapper(binary, "utf-8-sig", errors="surrogateescape", newline=""))
    except BROKEN as error:
        raise NotReadable(
            "L’archivio o la tabella sono interrotti.", "Scaricate di nuovo il file, o chiedetelo alla fonte."
        ) from error


def table_columns(content: bytes) -> frozenset[str]:
    """The column names of the first table, in lower case; none where the content is no table."""
    try:
        with ExitStack() as opened:
            for binary in _members(content, opened):
                start = binary.read(HEAD_BYTES).decode("utf-8-sig", errors="replace")
                columns, _ = _header(start.lstrip().partition("\n")[0])
                return frozenset(columns)
    except (NotReadable, *BROKEN):
        pass
    return frozenset()


def _members(content: bytes, opened: ExitStack) -> Iterator[BinaryIO]:
    """The files of an archive that are tables by name, or the content itself, unpacked as they are read."""
    if content.startswith(ZIP):
        archive = opened.enter_context(zipfile.ZipFile(io.BytesIO(content)))
        for member in archive.infolist():
            if member.filename.lower().endswith((".csv", ".txt")):
                yield cast("BinaryIO", _Bounded(opened.enter_context(archive.open(member))))
    elif content.startswith(GZIP):
        yield cast("BinaryIO", _Bounded(opened.enter_context(gzip.GzipFile(fileobj=io.BytesIO(content)))))
    else:
        yield io.BytesIO(content)


class _Bounded(io.BufferedReader):
    """A file that refuses to unfold without end."""

    def __init__(self, raw: Any) -> None:
        super().__init__(raw)
        self._unpacked = 0

    def read1(self, size: int = -1) -> bytes:
        chunk = super().read1(size)
        self._unpacked += len(chunk)
        if self._unpacked > MAX_UNPACKED_BYTES:
            raise NotReadable("Il file è troppo grande, una volta aperto.", "Dividete il file per mesi.")
        return chunk


def _rows(text: io.TextIOWrapper) -> Iterator[Row]:
    lines = enumerate(text, 1)
    columns, delimiter = _header(next((line for _, line in lines if line.strip()), ""))
    again: deque[tuple[int, str]] = deque()
    for number, line in _with_pushed_back(lines, again):
        if not line.strip():
            continue
        cells, rest = _record(line, lines, again, delimiter, len(columns))
        again.extendleft(reversed(rest))
        values = dict(zip(columns, cells, strict=False))
        yield Row(number, values, len(cells) != len(columns))


def _header(line: str) -> tuple[list[str], str]:
    """Column names and the sign between them."""
    delimiter = max(DELIMITERS, key=line.count)
    columns = [name.strip().lower() for name in _cells([line], delimiter)]
    if not 2 <= len(columns) <= MAX_CSV_COLUMNS or "\0" in line or line.lstrip().startswith(NO_TABLE):
        raise NotReadable(
            "Il file non è una tabella CSV.", "Controllate che l’indirizzo porti al file CSV e non a una pagina."
        )
    return columns, delimiter


def _with_pushed_back(lines: Iterator[tuple[int, str]], again: deque[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    while True:
        line = again.popleft() if again else next(lines, None)
        if line is None:
            return
        yield line


def _record(
    line: str, lines: Iterator[tuple[int, str]], again: deque[tuple[int, str]], delimiter: str, width: int
) -> tuple[list[str], list[tuple[int, str]]]:
    """The cells of the row that begins with a line, and the lines that were read ahead in vain."""
    if line.count('"') % 2 == 0:
        return _cells([line], delimiter), []
    ahead: list[tuple[int, str]] = []
    for following in _with_pushed_back(lines, again):
        ahead.append(following)
        if following[1].count('"') % 2:
            cells = _cells([line, *(text for _, text in ahead)], delimiter)
            return (cells, []) if len(cells) == width else ([line], ahead)
        if len(ahead) == MAX_ROW_LINES:
            break
    return [line], ahead


def _cells(lines: list[str], delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        return []
    return [_mended(cell).strip() for cell in cells]


def _mended(cell: str) -> str:
    """A cell whose bytes are no UTF-8 as Windows-1252."""
    if cell.isascii():
        return cell
    try:
        cell.encode()
        return cell
    except UnicodeEncodeError:
        return cell.encode("utf-8", errors="surrogateescape").decode("cp1252", errors="replace")
