"""Lists as files, and their cells as spreadsheets open them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

FORMULA = ("=", "+", "-", "@", "\t")


def cell(value: Any) -> Any:
    """A value as a cell; a text that would be taken for a formula gets a mark before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def file(name: str, suffix: str, content: Any, rows: Iterable[Mapping[str, Any]]) -> ResponseReturnValue:
    """What a page shows, as a file: `found` as JSON, `rows` as CSV."""
    if suffix == "json":
        answer = Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")
    elif suffix == "csv":
        answer = Response(_csv(list(rows)), mimetype="text/csv")
    else:
        return tk.abort(404, tk._("Lists are given as CSV and JSON"))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return answer


def _csv(rows: list[Mapping[str, Any]]) -> str:
    """A CSV that spreadsheets open as it is; no cell is taken for a formula."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})
    return text.getvalue()
