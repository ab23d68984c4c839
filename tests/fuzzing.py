"""Broken documents for every reader: small seeds, changed at random but the same way each time.

A reader may refuse a document in words (`NotReadable`, `Unreadable`); whatever else it raises is a fault.
"""

from __future__ import annotations

import io
import json
import random
import resource
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from ckanext.smartlombardia.dcatapit import checker, documents, files
from ckanext.smartlombardia.formats import (
    indicepa,
    iso19139,
    istat,
    landing,
    lists,
    marked_yaml,
    ocds,
    ogc,
    openapi,
    publiccode,
    safe_xml,
    safe_yaml,
    sheets,
    sniff,
    topojson,
    wsdl,
)  # fmt: skip
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.interop import description
from ckanext.smartlombardia.interop.lint import check as lint
from ckanext.smartlombardia.types import Document, Refused

HARVESTERS = Path(__file__).parents[1] / "harvesters"
REFUSALS = (NotReadable, files.Unreadable)
MAX_SECONDS, MAX_BYTES = 5.0, 500 * 2**20
Targets = dict[str, Callable[[bytes], object]]
MOMENT = datetime(2026, 12, 1, tzinfo=timezone.utc)

WORDS = (
    b"", b"\0", b"\xff", b"\xef\xbb\xbf", "²".encode(), "\u202e\ud7ff".encode(), b"null", b"NaN", b"-Infinity",
    b"1e999", b"1e999999999", b"-1", b"99999999999999999999", b"true", b"[]", b"{}", b'""', b'{"name":5}',
    b"2026-13-45", b"0000-00-00", b"javascript:x", b"http://[", b"https://e.example:99999/", b"mailto:", b"%00",
    b"../../x", b"&a;", b"*a", b"&a ", b"<<: *a", b"!!python/object:os.system", b"]]>", b"<!--", b"<![CDATA[", b"<?a?>",
    b"@prefix : <x> .", b"\r\n", b"\t", b";;;;", b'"', b"'", b"$ref", b"#/", b"a@" * 40, b"(" * 40, b"[" * 200,
    b"{" * 200, b"<a>" * 200, b'{"a":' * 200, b"9" * 5000, b"a" * 5000, b" " * 5000,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 5, -1, 1.5, 10**30, float("nan"), float("inf"), "", "²", "x" * 3000, [], {}, [None], [[]],
    {"a": {"b": 1}}, [5, "x", None], {"name": 5}, "2026-99-99", "http://[", "javascript:x",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one input brought about: what was raised (empty if nothing), seconds of processor, growth of memory."""

    target: str
    content: bytes
    error: str
    seconds: float
    grown_bytes: int


def load_targets() -> Targets:
    """Every reader by name, as a function of bytes."""
    modules = {
        "landing": landing, "lists": lists, "ogc": ogc, "openapi": openapi, "publiccode": publiccode, "sheets": sheets,
        "topojson": topojson, "wsdl": wsdl, "iso19139": iso19139,
    }  # fmt: skip
    targets: Targets = {f"formats.{name}": one.read for name, one in modules.items()}
    targets |= {
        "formats.marked_yaml": marked_yaml.load,
        "formats.safe_yaml": safe_yaml.load,
        "formats.safe_xml": safe_xml.load,
        "formats.ocds": lambda content: list(ocds.releases(content)),
        "formats.indicepa": lambda content: list(indicepa.bodies(content)),
        "formats.istat": istat.variations,
        "formats.sniff": sniff.sniff,
        "interop.description": description.describe,
        "interop.lint": lint.lint,
        "rdf.documents": lambda content: documents.understand(
            content, "", "https://e.example/x", "https://e.example/x"
        ),
        "rdf.check": lambda content: checker.check(files.parse(content, "turtle", "https://e.example/x")),
    }
    for form in sorted(set(files.FORMATS.values())):
        targets[f"rdf.{form}"] = partial(_parse, form)
    for path in sorted(HARVESTERS.glob("*/reader.py")):
        reader = import_module(f"ckanext.smartlombardia.harvesters.{path.parent.name}.reader")
        targets[f"reader.{path.parent.name}"] = partial(_read, reader)
    return targets


def _parse(form: str, content: bytes) -> object:
    return files.parse(content, form, "https://e.example/x")


def _read(reader: Any, content: bytes) -> object:
    document = Document("https://e.example/x", "", content, "0" * 64, MOMENT)
    reader.recognises(document)
    return list(reader.read(document))


def load_seeds() -> list[bytes]:
    """Small documents of every form, hand-made, and those that broke a reader once."""
    folder = Path(__file__).parent / "seeds"
    return [path.read_bytes() for path in sorted(folder.iterdir())] + [_xlsx(), _ods()]


def _archive(parts: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return content.getvalue()


def _xlsx() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{row - 1}</v></c></row>' for row in (1, 2))
    workbook = '<sheets><sheet name="a" r:id="r1"/></sheets>'
    relation = '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    return _archive({
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relation}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>prodotto</t></si><si><t>Folium</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    })  # fmt: skip


def _ods() -> bytes:
    odf = "urn:oasis:names:tc:opendocument:xmlns"
    names = f'xmlns:o="{odf}:office:1.0" xmlns:t="{odf}:table:1.0" xmlns:x="{odf}:text:1.0"'
    row = '<t:table-row><t:table-cell t:number-columns-repeated="2"><x:p>prodotto</x:p></t:table-cell></t:table-row>'
    return _archive({"content.xml": f"<o:d {names}><t:table>{row * 2}</t:table></o:d>"})


def mutate(seed: bytes, dice: random.Random) -> bytes:
    """A seed with one to four changes: in the parts of an archive, in the values of JSON, or in the bytes."""
    if seed.startswith(b"PK") and dice.random() < 0.7:
        return _mutate_archive(seed, dice)
    if seed[:1] in (b"{", b"[") and dice.random() < 0.6:
        return _mutate_json(seed, dice)
    for _ in range(dice.randint(1, 4)):
        seed = _mutate_bytes(seed, dice)
    return seed


def _mutate_bytes(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content) + 1)
    end = min(len(content), start + dice.choice((0, 1, 4, 30, 300)))
    change = dice.randrange(5)
    if change == 0:
        return content[:start] + dice.choice(WORDS) + content[end:]
    if change == 1:
        return content[:start] + content[end:]
    if change == 2:
        return content[:end] + content[start:end] * dice.choice((1, 2, 50)) + content[end:]
    if change == 3 and start < len(content):
        return content[:start] + bytes([content[start] ^ 1 << dice.randrange(8)]) + content[start + 1 :]
    return content[: max(1, start)]


def _mutate_json(content: bytes, dice: random.Random) -> bytes:
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return _mutate_bytes(content, dice)
    for _ in range(dice.randint(1, 3)):
        places = list(_places(tree))
        if not places:
            break
        holder, key = dice.choice(places)
        holder[key] = deepcopy(dice.choice(VALUES))
    return json.dumps(tree).encode()


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        yield from _places(tree[key])


def _mutate_archive(content: bytes, dice: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return _mutate_bytes(content, dice)
    name = dice.choice(sorted(parts))
    parts[name] = _mutate_bytes(parts[name], dice)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return target.getvalue()


def find_fitting(targets: Targets) -> list[tuple[str, bytes]]:
    """The pairs of a reader and a seed that it reads."""
    return [(name, content) for content in load_seeds() for name in sorted(targets) if is_read(targets, name, content)]


def inputs(
    targets: Targets, fitting: Sequence[tuple[str, bytes]], count: int, seed: int
) -> Iterator[tuple[str, bytes]]:
    """So many inputs: the name of a reader and what it is given.

    A quarter are seeds as they are, each for any reader; the rest changed seeds, three of four for a reader that reads
    the seed.
    """
    dice = random.Random(seed)  # noqa: S311  the same inputs each time
    pairs = [(name, content) for content in load_seeds() for name in sorted(targets)]
    dice.shuffle(pairs)
    yield from pairs[: count // 4]
    for _ in range(count - min(len(pairs), count // 4)):
        name, content = dice.choice(fitting if dice.random() < 0.75 else pairs)
        yield name, mutate(content, dice)


def is_read(targets: Targets, name: str, content: bytes) -> bool:
    """Whether a reader finds anything in a seed."""
    try:
        result = targets[name](content)
    except Exception:
        return False
    if isinstance(result, list | dict):
        return any(not isinstance(item, Refused) for item in result)
    return result is not None


def give(targets: Targets, name: str, content: bytes) -> Outcome:
    """Give an input to a reader and measure it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, error = time.process_time(), ""
    try:
        targets[name](content)
    except REFUSALS:
        pass
    except Exception as wrong:
        error = f"{type(wrong).__name__}: {wrong}"[:200]
    seconds = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return Outcome(name, content if error or seconds > 1 or grown > 2**26 else b"", error, seconds, grown)
