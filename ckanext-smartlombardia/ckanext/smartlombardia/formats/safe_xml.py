"""XML -> elements, with nothing in it that could hurt: no entities, no other documents, no bombs.

A document type that only names its grammar is common (WMS 1.1.1) and is not read; one that declares an
entity is refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from .errors import NotReadable
from .limits import MAX_XML_BYTES, MEBIBYTE

REMEDY = "Controllate che l’indirizzo porti al documento XML e non a una pagina, e che il documento sia intero."
SAFE: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False,
    "remove_comments": True, "remove_pis": True,  # they say nothing, and may stand in the middle of a text
}  # fmt: skip
UNDECLARED_PREFIX = re.compile(r"Namespace prefix (\S+) .*not defined")
Element = Any  # lxml's elements have no types of their own


def load(content: bytes) -> Element:
    """The root of a document. Raises NotReadable: too large, declares entities, not XML."""
    weigh(content, MAX_XML_BYTES)
    parser = etree.XMLParser(**SAFE)
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):  # in an encoding in which we did not see it
        raise _entities()
    return root


def stream(content: bytes, *tags: str) -> Iterator[Element]:
    """The elements of some names, in whatever namespace, one in memory at a time. Raises NotReadable as `load` does."""
    weigh(content, MAX_XML_BYTES)
    try:
        for _event, element in etree.iterparse(
            io.BytesIO(content.lstrip()), events=("end",), tag=[f"{{*}}{tag}" for tag in tags], **SAFE
        ):
            yield element
            release(element)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error) from error


def release(element: Element) -> None:
    """Free the memory of an element that was read, and of those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def weigh(content: bytes, most: int) -> None:
    """Raise NotReadable for a document of more bytes than `most`, or that declares entities."""
    if len(content) > most:
        raise NotReadable(f"Il documento XML supera {most // MEBIBYTE} MB.", "Chiedete alla fonte di dividerlo.")
    _refuse_entities(content)


def _refuse_entities(content: bytes) -> None:
    """Raise NotReadable for a document that declares entities."""
    if b"<!ENTITY" in content.replace(b"\0", b""):  # UTF-16 has a zero beside each letter
        raise _entities()


def is_named(element: Element, local: str) -> bool:
    """Whether an element has this name, in whatever namespace; a comment has none."""
    tag = element.tag
    return isinstance(tag, str) and (tag == local or tag.endswith(f"}}{local}"))


def child_text(element: Element, local: str) -> str:
    """The text of the first child of this name, one space a gap: quicker than a path where there are very many."""
    for child in element:
        if is_named(child, local):
            return " ".join((child.text or "").split())
    return ""


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
    elements = [child for path in paths for child in element.iterfind(path)] if paths else [element]
    return next(filter(None, (" ".join("".join(holder.itertext()).split()) for holder in elements)), "")


def texts(element: Element, path: str) -> list[str]:
    """Texts of the elements at a path, once each, without those that are empty."""
    return list(dict.fromkeys(filter(None, map(text, element.iterfind(path)))))


def _broken(error: Exception) -> NotReadable:
    place = f" (riga {error.lineno})" if isinstance(error, etree.XMLSyntaxError) and error.lineno else ""
    if prefix := UNDECLARED_PREFIX.match(str(error)):
        return NotReadable(
            f"Il documento XML usa il prefisso «{prefix[1]}» senza dichiararlo{place}.",
            f"Chiedete alla fonte di aggiungere xmlns:{prefix[1]} all’elemento che lo usa, o alla radice.",
        )
    return NotReadable(f"Il documento non è XML valido{place}.", REMEDY)


def _entities() -> NotReadable:
    return NotReadable(
        "Il documento XML dichiara delle entità, che possono far leggere altri file o riempire la memoria.",
        "Chiedete alla fonte di togliere le righe <!ENTITY …> dal documento.",
    )
