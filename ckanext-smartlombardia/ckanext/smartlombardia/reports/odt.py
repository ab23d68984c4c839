"""A letter as an OpenDocument text (OASIS OpenDocument 1.3), which an office opens, changes and signs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from xml.sax import saxutils

from ckanext.smartlombardia.reports.letters import Letter, Section

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("meta", "meta"),
        ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
)  # fmt: skip
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HEADER = '<?xml version="1.0" encoding="UTF-8"?>'
MANIFEST = (
    f'{HEADER}<manifest:manifest {SPACES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
TEXT = 'fo:font-family="Titillium Web, Liberation Sans, Arial, sans-serif" fo:font-size="11pt"'
STYLES = (
    f'{HEADER}<office:document-styles {SPACES} office:version="1.3"><office:styles>'
    f'<style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.2cm"/>'
    f'<style:text-properties {TEXT} fo:language="%s" fo:country="%s"/></style:default-style>'
    '<style:style style:name="Standard" style:family="paragraph"/>'
    '<style:style style:name="Address" style:family="paragraph" style:parent-style-name="Standard">'
    '<style:paragraph-properties fo:margin-left="9cm" fo:margin-bottom="0cm"/></style:style>'
    '<style:style style:name="Small" style:family="paragraph" style:parent-style-name="Standard">'
    '<style:paragraph-properties fo:margin-bottom="0cm"/><style:text-properties fo:font-size="9pt"/></style:style>'
    '<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard" '
    'style:default-outline-level="1"><style:paragraph-properties fo:margin-top="0.5cm" fo:keep-with-next="always"/>'
    '<style:text-properties fo:font-size="13pt" fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Strong" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Cell" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.02cm solid #8498ab" fo:padding="0.1cm"/></style:style>'
    "</office:styles></office:document-styles>"
)


def odt(letter: Letter, lang: str = "it") -> bytes:
    """The letter as a file. The same letter gives the same bytes."""
    content = "".join(_body(letter))
    parts = {
        "META-INF/manifest.xml": MANIFEST,
        "styles.xml": STYLES % (lang, {"it": "IT", "en": "GB"}[lang]),
        "content.xml": f'{HEADER}<office:document-content {SPACES} office:version="1.3"><office:body><office:text>'
        f"{content}</office:text></office:body></office:document-content>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # the type stands first and is not packed, so that whoever reads the first bytes knows it
        archive.writestr(zipfile.ZipInfo("mimetype"), MEDIA_TYPE, zipfile.ZIP_STORED)
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _body(letter: Letter) -> Iterable[str]:
    for line in letter["sender"]:
        yield _line(line)
    yield _line("")
    for line in letter["to"]:
        yield _line(line, "Address")
    yield _line("")
    yield _line(letter["date"])
    yield _pair(*letter["subject"])
    for line in letter["opening"]:
        yield _line(line)
    for section in letter["sections"]:
        yield from _section(section)
    yield _line("")
    for line in letter["closing"]:
        yield _line(line)


def _section(section: Section) -> Iterable[str]:
    yield f'<text:h text:style-name="Heading" text:outline-level="1">{_words(section["title"])}</text:h>'
    for line in section["says"]:
        yield _line(line)
    if section["rows"]:
        yield _line(section["evidence"], strong=True)
        yield from _table(section["columns"], section["rows"])
    yield _line("", "Small")
    for word, text in section["below"]:
        yield _pair(word, text)


def _table(columns: list[str], rows: list[list[str]]) -> Iterable[str]:
    yield f'<table:table><table:table-column table:number-columns-repeated="{len(columns)}"/><table:table-header-rows>'
    yield _row(columns, strong=True)
    yield "</table:table-header-rows>"
    for row in rows:
        yield _row(row)
    yield "</table:table>"


def _row(cells: list[str], strong: bool = False) -> str:
    cells_xml = "".join(
        f'<table:table-cell table:style-name="Cell" office:value-type="string">{_line(cell, "Small", strong)}'
        "</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{cells_xml}</table:table-row>"


def _line(text: str, style: str = "Standard", strong: bool = False) -> str:
    content = _strong(text) if strong else _words(text)
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def _pair(word: str, text: str) -> str:
    heading = f"{_strong(word)} " if word else ""
    return f'<text:p text:style-name="Standard">{heading}{_words(text)}</text:p>'


def _strong(text: str) -> str:
    return f'<text:span text:style-name="Strong">{_words(text)}</text:span>'


def _words(text: str) -> str:
    """A text as XML holds it, without the signs that XML has no way to write."""
    return saxutils.escape(NOT_XML.sub("", text))
