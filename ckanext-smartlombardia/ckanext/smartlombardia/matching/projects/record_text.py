"""What the classifier reads of a project record: its fields -> one text, CUP category and measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .classifier import Project


def project_from_fields(fields: Mapping[str, Any]) -> Project:
    """The text of a record as the classifier takes it: title, summary and objects of tenders, each once.

    A title that only repeats the name of the measure says what the measure funds, not what this project is: the name of
    the call stands for it, which tells pagoPA from the app IO.
    """
    title = str(fields.get("title") or "")
    if title and title == fields.get("measure_name"):
        title = str(fields.get("call") or "")
    tenders = [str(tender.get("object") or "") for tender in fields.get("tenders") or ()]
    parts = [title, str(fields.get("notes") or ""), *tenders]
    text = " | ".join(dict.fromkeys(part for part in parts if part))
    return Project(text, str(fields.get("cup_category") or ""), str(fields.get("measure") or ""))
