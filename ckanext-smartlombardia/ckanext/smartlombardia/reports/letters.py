"""Findings -> a letter to a body or to a vendor: what appears, from which evidence, which text asks for it, the remedy.

The words are the table `letter_texts`. A letter names bodies, systems and vendors, never a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.vocabularies.tables import Language

MAX_EVIDENCE_ROWS = 12
"""Rows of evidence that a letter holds; the page of the finding has them all."""

COLUMNS = ("body", "system", "seen", "source")
OFFICE, BODY, VENDOR = "office", "body", "vendor"


class Section(TypedDict):
    """One finding: its title, sentences, the evidence as a table, and what stands below it."""

    title: str
    says: list[str]
    evidence: str
    columns: list[str]
    rows: list[list[str]]
    below: list[list[str]]


class Letter(TypedDict):
    """A letter, from top to bottom. `sender` and `to` are lines; of `below` each row is a word and a text."""

    sender: list[str]
    to: list[str]
    date: str
    subject: list[str]
    opening: list[str]
    sections: list[Section]
    closing: list[str]


def letter(
    kind: str,
    sent_by: str,
    sender: Sequence[str],
    to: Sequence[str],
    findings: Sequence[Mapping[str, Any]],
    day: date,
    lang: Language = "it",
) -> Letter:
    """A letter of kind `body` or `vendor`, sent by the `office` or by a `body`, on findings as pages show them.

    Each finding has number, title, says, remedy, legal_source, force (words), url and rows, each with the cells of the
    evidence by the names of `COLUMNS`. Raises ValueError without findings.
    """
    if not findings:
        raise ValueError("a letter is about at least one finding")
    if len(findings) == 1:
        subject = _text("subject_one", lang).format(n=findings[0]["number"], title=findings[0]["title"])
    else:
        subject = _text("subject_many", lang).format(n=len(findings))
    ask = {(OFFICE, BODY): "ask_body", (BODY, BODY): "ask_own", (OFFICE, VENDOR): "ask_vendor_office"}
    return {
        "sender": list(sender),
        "to": list(to),
        "date": _day(day, lang),
        "subject": [_text("object", lang), subject],
        "opening": [_text(f"dear_{kind}", lang), _text(f"{sent_by}_to_{kind}", lang), _text("unknown", lang)],
        "sections": [_section(number, finding, lang) for number, finding in enumerate(findings, 1)],
        "closing": [_text(ask.get((sent_by, kind), "ask_vendor_body"), lang), _text("regards", lang), sender[0]],
    }


def format_text(code: str, lang: Language = "it", **values: str) -> str:
    """Format a line of the table `letter_texts` with values."""
    return _text(code, lang).format(**values)


def _text(code: str, lang: Language) -> str:
    return v.label("letter_texts", code, lang)


def _section(number: int, finding: Mapping[str, Any], lang: Language) -> Section:
    rows = [[row[name] for name in COLUMNS] for row in finding["rows"][:MAX_EVIDENCE_ROWS]]
    more = len(finding["rows"]) - len(rows)
    return {
        "title": f"{number}. {finding['title']}",
        "says": [finding["says"]],
        "evidence": _text("evidence", lang),
        "columns": [_text(f"column_{name}", lang) for name in COLUMNS],
        "rows": rows,
        "below": [
            *([["", _text("more", lang).format(n=more)]] if more > 0 else []),
            [_text("law", lang), f"{finding['legal_source']} ({finding['force']})"],
            [_text("remedy", lang), finding["remedy"]],
            [_text("page", lang), finding["url"]],
        ],
    }


def _day(day: date, lang: Language) -> str:
    months = MONTHS[lang]
    return f"{day.day} {months[day.month - 1]} {day.year}"


MONTHS: Mapping[Language, Sequence[str]] = {
    "it": ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
           "novembre", "dicembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
