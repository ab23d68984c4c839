"""XML that is cut, badly encoded or wrapped in something else -> the elements that can be read, and what is wrong.

For registers that bodies export with programs of their own. What has to be right is read with `safe_xml`. Beside the
bytes of the document only one element is in memory.
"""

from __future__ import annotations

import codecs
import html
import io
import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from .errors import NotReadable
from .limits import MAX_REGISTER_BYTES, MEBIBYTE
from .safe_xml import SAFE, Element, release, weigh

STEP_BYTES = MEBIBYTE
FALLBACK_ENCODING = "windows-1252"  # it also reads what calls itself ISO-8859-1
# signs that XML does not allow where they stand; libxml2 would also lose the right ones after them
FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)|<(?![A-Za-z_/!?])"
)
ESCAPES = {b"&": b"&amp;", b"<": b"&lt;"}
ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a document: how many faults, whether its end is missing.

    `line`, counted from the root, is that of the first fault, or of the last element before the cut; 0 where all that
    is wrong are signs that should have been escaped.
    """

    faults: int
    line: int
    is_cut: bool


def root_of(content: bytes, roots: Collection[str]) -> str:
    """The first of these names that stands in a document as an element, also in an envelope; empty for none."""
    tag = _start_tag(roots).search(_plain(content, roots))
    return tag[1].decode() if tag else ""


def recover(content: bytes, root: str, names: Collection[str]) -> Iterator[Element | Damage]:
    """The elements of these names from the first element `root` on, in whatever namespace, then the damage if any.

    What stands around the root is passed over: an envelope, a page's warnings, a document in a text. An element that
    the end of a cut document leaves unfinished is left out; each is emptied once the next is asked for.
    Raises NotReadable: no such root, too large, declares entities.
    """
    weigh(content, MAX_REGISTER_BYTES)
    content = _plain(content, {root})
    start = _start_tag({root}).search(content)
    if start is None:
        raise NotReadable(
            f"Il documento non contiene l’elemento «{root}».", "Controllate che l’indirizzo porti al documento XML."
        )
    encoding = _encoding(content, start.start())
    end = _last_end_tag(content, {root}) or 0
    is_cut = end <= start.start() and not content[start.end() : start.end() + 8].lstrip().startswith(b"/>")
    if end <= start.start():
        end = _last_end_tag(content, names) or len(content)
    yield from _elements(content[start.start() : end], encoding, names, is_cut)


def element_text(element: Element | None) -> str:
    """All text of an element, one space a gap, also where its signs are escaped twice or by HTML's own names."""
    return "" if element is None else " ".join(html.unescape("".join(element.itertext())).split())


def local_name(element: Element) -> str:
    """The name of an element without namespace or prefix, also where the prefix is declared nowhere."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _elements(content: bytes, encoding: str, names: Collection[str], is_cut: bool) -> Iterator[Element | Damage]:
    content, escaped = FORBIDDEN.subn(lambda match: ESCAPES.get(match[0], b""), content)
    context = etree.iterparse(io.BytesIO(content), events=("end",), recover=True, encoding=encoding, **SAFE)
    try:
        for _event, element in context:
            if local_name(element) in names:
                yield element
                release(element)
    except (etree.XMLSyntaxError, ValueError):  # nothing is left that could be read
        pass
    errors = [error for error in context.error_log if error.domain_name != "NAMESPACE"]
    line = content.count(b"\n") + 1 if is_cut else errors[0].line if errors else 0
    if is_cut or errors or escaped:
        yield Damage(len(errors) + escaped, line, is_cut)


def _start_tag(names: Collection[str]) -> re.Pattern[bytes]:
    return re.compile(rb"<(?:[\w.-]+:)?(" + _alternatives(names) + rb")(?=[\s/>])")


def _last_end_tag(content: bytes, names: Collection[str]) -> int | None:
    """Where the last end tag of these names ends; None where there is none."""
    end_tags = re.finditer(rb"</(?:[\w.-]+:)?(?:" + _alternatives(names) + rb")\s*>", content)
    last = deque(end_tags, maxlen=1)
    return last[0].end() if last else None


def _alternatives(names: Collection[str]) -> bytes:
    return "|".join(map(re.escape, names)).encode()


def _plain(content: bytes, roots: Collection[str]) -> bytes:
    """The document as UTF-8 or a superset of ASCII, unpacked where it stands as a text in another."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", errors="replace").encode()
    if _start_tag(roots).search(content):
        return content
    escaped = re.search(rb"&lt;(?:[\w.-]+:)?(?:" + _alternatives(roots) + rb")\b", content)
    if escaped is None:
        return content
    return html.unescape(content.decode("utf-8", errors="surrogateescape")).encode("utf-8", errors="surrogateescape")


def _encoding(content: bytes, start: int) -> str:
    """UTF-8 where all bytes are, whatever the document says; else what it says, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for begin in range(0, len(content), STEP_BYTES):
            decoder.decode(content[begin : begin + STEP_BYTES])
        return "utf-8"
    except UnicodeDecodeError:
        pass
    declared = ENCODING.findall(content[:start])
    name = declared[-1].decode().lower() if declared else ""
    try:
        is_usable = codecs.lookup(name).name not in ("utf-8", "utf-16", "iso8859-1", "ascii")
    except LookupError:
        is_usable = False
    return name if is_usable else FALLBACK_ENCODING
