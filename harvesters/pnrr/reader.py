"""Projects of the PNRR as Italia Domani publishes them -> project records and dated facts on bodies.

https://www.italiadomani.gov.it/content/sogei-ng/it/it/catalogo-open-data.html: projects, places, tenders and winners,
a table each. A project is a CUP, so the tables are read together; which is which is told by their columns, and any of
them may be missing but not be out of reach: a project would lose what that table says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.harvesters.pnrr.projects import read_project
from ckanext.smartlombardia.harvesters.pnrr.tables import join_rows, read_table
from ckanext.smartlombardia.types import Document, Observation, Record, Refused

FOLDER = "https://www.italiadomani.gov.it/content/dam/sogei-ng"
ADDRESSES = (
    f"{FOLDER}/_opendata_/PNRR_Progetti-Universo_REGIS_v6.csv",
    f"{FOLDER}/_opendata_/PNRR_Localizzazione-Universo_REGIS_v6.csv",
    f"{FOLDER}/open-data/pnrr-gare-aggiudicatari-universo-regis/PNRR_Gare_Aggiudicatari-Universo_REGIS.csv",
    f"{FOLDER}/_opendata_/PNRR_Aggiudicatari_Gare-Universo_REGIS_v5.csv",
)


@dataclass(frozen=True, slots=True)
class JoinedDocument(Document):
    """All tables of the source as one document, so that a change of any of them has all projects read again."""

    parts: tuple[Document, ...] = ()


def pages(get: Get, addresses: Sequence[str] = ADDRESSES) -> Iterator[Document | Refused]:
    """The tables as one document; nothing but the refusals where one of them cannot be had."""
    answers = list(each(get, addresses))
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    parts = tuple(answer for answer in answers if isinstance(answer, Document))
    if refused or not parts:
        yield from refused
        return
    digest = hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest()
    first = parts[0]
    yield JoinedDocument(first.url, first.media_type, first.content, digest, first.fetched_at, parts=parts)


def recognises(document: Document) -> bool:
    """Whether a document is one of the four tables."""
    try:
        return bool(read_table(document))
    except NotReadable:
        return False


def read(document: Document, provinces: Sequence[str] = ()) -> Iterator[Record | Observation | Refused]:
    """A record for each project of a domain, a fact on its body for each other one.

    With `provinces` (ISTAT codes of three digits) only projects that are in one of them.
    """
    parts = document.parts if isinstance(document, JoinedDocument) else (document,)
    try:
        for joined in join_rows(list(parts)):
            if isinstance(joined, Refused):
                yield joined
            elif not provinces or joined[1].is_in(provinces):
                yield from read_project(*joined, document.url)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)


@dataclass(frozen=True, slots=True)
class Part:
    """A reader of the projects in some provinces, as the settings of a source say."""

    provinces: tuple[str, ...]

    def pages(self, get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
        """All tables, as `pages` of the module."""
        return pages(get, addresses)

    def read(self, document: Document) -> Iterator[Record | Observation | Refused]:
        """What is in one of the provinces."""
        return read(document, self.provinces)
