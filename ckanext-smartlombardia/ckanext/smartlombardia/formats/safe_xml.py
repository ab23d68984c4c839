"""XML -> elements, with nothing in it that could hurt: no entities, no other documents, no bombs.

A document type that only names its grammar is common (WMS 1.1.1) and is not read; one that declares an
entity is refused.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from .errors import NotReadable

MAX_BYTES = 32 * 1024 * 1024
REMEDY = "Controllate che l’indirizzo porti al documento XML e non a una pagina, e che il documento sia intero."
Element = Any  # lxml's elements have no types of their own


def load(content: bytes) -> Element:
    """The root of a document. Raises NotReadable: too large, declares entities, not XML."""
    if len(content) > MAX_BYTES:
        raise NotReadable(f"Il documento XML supera {MAX_BYTES // 2**20} MB.", "Chiedete alla fonte di dividerlo.")
    if b"<!ENTITY" in content.replace(b"\0", b""):  # UTF-16 has a zero beside each letter
        raise _entities()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        place = f" (riga {error.lineno})" if isinstance(error, etree.XMLSyntaxError) and error.lineno else ""
        raise NotReadable(f"Il documento non è XML valido{place}.", REMEDY) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):  # in an encoding in which we did not see it
        raise _entities()
    return root


def name(element: Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def namespace(element: Element) -> str:
    """The namespace of an element, empty where it has none."""
    return etree.QName(element).namespace or ""


def text(element: Element | None, *paths: str) -> str:
    """What stands in an element, or in the first below it at one of the paths that holds anything; one space a gap."""
    if element is None:
        return ""
    found = [one for path in paths for one in element.iterfind(path)] if paths else [element]
    return next(filter(None, (" ".join("".join(one.itertext()).split()) for one in found)), "")


def texts(element: Element, path: str) -> list[str]:
    """What each element at a path holds, once each, without those that are empty."""
    return list(dict.fromkeys(filter(None, map(text, element.iterfind(path)))))


def _entities() -> NotReadable:
    return NotReadable(
        "Il documento XML dichiara delle entità, che possono far leggere altri file o riempire la memoria.",
        "Chiedete alla fonte di togliere le righe <!ENTITY …> dal documento.",
    )
