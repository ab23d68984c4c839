"""One value of a field as an RDF term: typed where its form says so, never changed in meaning."""

from __future__ import annotations

import json
import re
from typing import Any

from rdflib import Graph, Literal, URIRef

from .terms import GSP, XSD

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S.*", re.S)
_SCHEMES = ("http:", "https:", "urn:", "mailto:", "tel:", "ftp:", "doi:")
_UNSAFE = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_MAILBOX = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
_DATES = (
    (re.compile(r"\d{4}"), XSD.gYear),
    (re.compile(r"\d{4}-\d\d"), XSD.gYearMonth),
    (re.compile(r"\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?"), XSD.date),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"), XSD.dateTime),
)
_DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_HEX = re.compile(r"([0-9a-f]{2})+")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
GEOJSON = URIRef("https://www.iana.org/assignments/media-types/application/vnd.geo+json")


def iri(text: str) -> URIRef:
    """An IRI in which what may not stand is escaped, so that every file we write can be read."""
    return URIRef(_UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", text.strip()))


def is_writable(graph: Graph) -> bool:
    """Whether every IRI of a graph can stand in a file."""
    return not any(isinstance(term, URIRef) and _UNSAFE.search(term) for triple in graph for term in triple)


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI of a kind that metadata uses."""
    return text.strip().lower().startswith(_SCHEMES) and bool(_ABSOLUTE.fullmatch(text.strip()))


def link(text: str) -> URIRef | Literal:
    """An IRI, or the words where it is none."""
    return iri(text) if is_iri(text) else Literal(text)


def mailbox(text: str) -> URIRef | Literal:
    """A mailbox as IRI; an address of a page stays one."""
    return URIRef(f"mailto:{text}") if _MAILBOX.fullmatch(text) else link(text)


def telephone(text: str) -> URIRef | Literal:
    """A telephone number as tel: IRI where it is nothing but a number."""
    digits = re.sub(r"[\s./()-]", "", text)
    return URIRef(f"tel:{digits}") if re.fullmatch(r"\+?\d{4,15}", digits) and digits == text else link(text)


def date(text: str) -> Literal:
    """A date with the type of its form; words stay words."""
    kind = next((kind for form, kind in _DATES if form.fullmatch(text)), None)
    return Literal(text, datatype=kind, normalize=False) if kind else Literal(text)


def number(text: Any) -> Literal:
    lexical = str(text)
    return Literal(lexical, datatype=XSD.decimal, normalize=False) if _NUMBER.fullmatch(lexical) else Literal(lexical)


def integer(text: Any) -> Literal:
    """A count of bytes. A decimal without a fraction is one."""
    lexical = str(text)
    if re.fullmatch(r"\d+(\.0+)?", lexical):
        return Literal(lexical.partition(".")[0], datatype=XSD.nonNegativeInteger, normalize=False)
    return Literal(lexical)


def hexadecimal(text: str) -> Literal:
    """A checksum, in the small letters that it has as a value."""
    return Literal(text, datatype=XSD.hexBinary, normalize=False) if _HEX.fullmatch(text) else Literal(text)


def duration(text: str) -> Literal:
    return Literal(text, datatype=XSD.duration, normalize=False) if _DURATION.fullmatch(text) else Literal(text)


def geometry(text: Any) -> Literal:
    """GeoJSON or well-known text."""
    lexical = json.dumps(text) if isinstance(text, dict) else str(text)
    if lexical.lstrip().startswith("{"):
        return Literal(lexical, datatype=GEOJSON)
    return Literal(lexical, datatype=GSP.wktLiteral, normalize=False)


TERMS = {
    "link": link,
    "date": date,
    "number": number,
    "integer": integer,
    "duration": duration,
    "hex": hexadecimal,
    "geometry": geometry,
    "mailbox": mailbox,
    "plain": lambda text: Literal(str(text)),
}
