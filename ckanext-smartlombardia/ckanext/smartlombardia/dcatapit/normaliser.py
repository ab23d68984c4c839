"""Names and values that miss their vocabulary by a spelling -> those that they mean, each with a log entry.

Table-driven: the entries are those of the bundled vocabularies, by code, label or address in either scheme. What no
table knows stays as it is: nothing is guessed.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node as Term

from ckanext.smartlombardia import vocabularies

from . import values
from .files import STRAY_QUOTE
from .terms import DCAT, DCT, FOAF, PREFIXES, RDF, VCARD

SCHEMES = {
    DCT.format: "file_types",
    DCAT.theme: "themes",
    DCT.accrualPeriodicity: "frequencies",
    DCT.language: "languages",
    DCT.accessRights: "access_rights",
    DCT.license: "licences",
}
MAILBOXES = (VCARD.hasEmail, FOAF.mbox)
SITES = (VCARD.hasURL, FOAF.homepage, FOAF.page, DCAT.landingPage, DCAT.accessURL, DCAT.downloadURL)
_SITE = re.compile(r"www(\.[\w-]+){2,}(/[^\s<>\"]*)?")
_SCHEME = re.compile(r"^https?:")
_NAMESPACES = {_SCHEME.sub("", str(namespace)): str(namespace) for namespace in PREFIXES.values()}
_NAME = re.compile(rf"^https?:(.*?[/#])(?:{STRAY_QUOTE}|\")?([^/#]*)$")


class Mended(NamedTuple):
    """A repair: the node, its property, the value before and the value after."""

    subject: str
    property: str
    old: str
    new: str


def mend(graph: Graph, base: str) -> list[Mended]:
    """Repair a graph in place. `base` is the address of the document, which relative IRIs begin with."""
    done = respell(graph)
    for predicate in (*SCHEMES, *MAILBOXES, *SITES):
        for subject, term in sorted(graph.subject_objects(predicate), key=lambda pair: (str(pair[0]), str(pair[1]))):
            now = _right(predicate, term, base)
            if now is not None and now != term:
                graph.remove((subject, predicate, term))
                graph.add((subject, predicate, now))
                done.append(Mended(str(subject), str(predicate), _bare(term, base), str(now)))
    return done


def respell(graph: Graph) -> list[Mended]:
    """Give properties and classes the namespace that their vocabulary has, in place."""
    done = []
    for subject, predicate, term in sorted(graph):
        rightly = correct_namespace(predicate)
        now = correct_namespace(term) if rightly == RDF.type else term
        if (rightly, now) == (predicate, term):
            continue
        graph.remove((subject, predicate, term))
        graph.add((subject, rightly, now))
        wrong, right = (predicate, rightly) if rightly != predicate else (term, now)
        was = str(wrong).replace(STRAY_QUOTE, '"')
        done.append(Mended(str(subject), str(rightly), was, str(right)))
    return done


@lru_cache(maxsize=10_000)
def correct_namespace(name: Term) -> Term:
    """Correct the namespace of a property or class to the vocabularies' own: `http`, no quotation mark."""
    match = _NAME.match(str(name))
    namespace = _NAMESPACES.get(match[1]) if match else None
    return URIRef(namespace + match[2]) if match and namespace and str(name) != namespace + match[2] else name


def find_entry(scheme: str, text: str) -> str | None:
    """Find the entry of a vocabulary by code, label or address; None where none or more than one fits."""
    return _entries_by_spelling(scheme).get(_folded(text))


def _right(predicate: Term, term: Term, base: str) -> URIRef | None:
    """What a value should have been; None where it is right, or where nothing is known."""
    if not isinstance(term, URIRef | Literal):
        return None
    text = _bare(term, base)
    if predicate in MAILBOXES:
        mailbox = values.mailbox(text)
        return mailbox if isinstance(mailbox, URIRef) and mailbox.startswith("mailto:") else None
    if predicate in SITES:
        return values.iri(f"http://{text}") if _SITE.fullmatch(text) else None
    entry = find_entry(SCHEMES[URIRef(str(predicate))], text)
    return URIRef(entry) if entry else None


def _bare(term: Term, base: str) -> str:
    """A value as the source wrote it: without the document's address or its folder."""
    text = str(term).strip()
    for start in (base, base.rpartition("/")[0] + "/"):
        if isinstance(term, URIRef) and text.startswith(start):
            return text[len(start) :]
    return text


@cache
def _entries_by_spelling(scheme: str) -> dict[str, str]:
    """Entry by every spelling that can mean nothing else."""
    entries: dict[str, str] = {}
    twice: set[str] = set()
    for concept in vocabularies.concepts(scheme):
        if not concept.uri:
            continue
        for name in (concept.code, concept.uri, *concept.label.values(), concept.extra.get("notation")):
            key = _folded(name or "")
            if key and entries.setdefault(key, concept.uri) != concept.uri:
                twice.add(key)
    return {key: uri for key, uri in entries.items() if key not in twice}


def _folded(text: str) -> str:
    """A spelling without its accidents: case, scheme of the address, `www.`, slashes, colons and spaces."""
    return re.sub(r"[\s_:/.-]+", "", re.sub(r"^https?://(www\.)?", "", text.strip().casefold()))
