"""A title that people can read, and texts without names of persons.

Published titles are `WHAT*ADDRESS*REMARK`, or the code of a form; apostrophes were often lost to a question mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_TITLE_CHARACTERS = 160
FORM_CODE = re.compile(
    r"1\.\d|CUP\b|Prot\b|Prog\.|D\.[DM]\.|Da definire|M\d ?-?C\d|[A-Z]{3}_\d+|Progetto in essere|(?:TERRITORIO|XXX)\b",
    re.IGNORECASE,
)
LOST_APOSTROPHE = re.compile(r"(?<=[A-Za-zÀ-ù])\?(?=[A-Za-zÀ-ù])")
PERSON = re.compile(
    r"\b(?:ARCH|ING|GEOM|GEOL|AVV|DOTT|RAG|PROF)(?:\.SSA|\.)\s*(?!E\b)[A-ZÀ-Ù][\wÀ-ù'’]+(?:\s+[A-ZÀ-Ù]['’A-ZÀ-Ù]{2,})?"
)
MASKED = "[persona]"


def choose_title(candidates: Iterable[str], otherwise: str) -> str:
    """The first candidate that is no code of a form, up to its first `*`; what stands for it where all are."""
    for candidate in candidates:
        head = " ".join(candidate.split("*")[0].split())
        if head and not FORM_CODE.match(head):
            return shorten(head)
    return shorten(otherwise)


def shorten(title: str) -> str:
    """A title of at most so many characters, cut between words."""
    if len(title) <= MAX_TITLE_CHARACTERS:
        return title
    return title[:MAX_TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;-(") + " …"


def separate_parts(text: str) -> str:
    """A published text with its parts divided by a bar: an asterisk means emphasis on a page."""
    return " | ".join(filter(None, (" ".join(part.split()) for part in text.split("*"))))


def mend_text(text: str) -> str:
    """A text with its apostrophes, and without the names that follow a professional title."""
    return PERSON.sub(MASKED, LOST_APOSTROPHE.sub("’", " ".join(text.split())))
