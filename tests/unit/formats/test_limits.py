"""Files that ask too much, or lie about themselves, are refused in words and at once."""

import io
import json
import resource
import time
import zipfile

import pytest

from ckanext.smartlombardia.formats import iso19139, landing, lists, openapi, publiccode, sheets, tables, topojson
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.numbers import whole_number
from ckanext.smartlombardia.interop.lint import check

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
WORKBOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
RELATIONS = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'


def archive(**parts: str) -> bytes:
    """A ZIP of parts, by path with `__` for `/`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for path, text in parts.items():
            target.writestr(path, text)
    return content.getvalue()


def xlsx(cells: str, shared: str = "", relations: bool = True) -> bytes:
    parts = {
        "xl/workbook.xml": WORKBOOK,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
    }
    return archive(**parts, **({"xl/_rels/workbook.xml.rels": RELATIONS} if relations else {}))


def ods(repeated: str) -> bytes:
    cell = f'<t:table-cell t:number-columns-repeated="{repeated}"><x:p>a</x:p></t:table-cell>'
    names = f'xmlns:o="{ODF}:office:1.0" xmlns:t="{ODF}:table:1.0" xmlns:x="{ODF}:text:1.0"'
    return archive(**{"content.xml": f"<o:d {names}><t:table><t:table-row>{cell}</t:table-row></t:table></o:d>"})


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *[("0", 0), (" 12 ", 12), (7, 7), (7.0, 7)],
        *[("²", None), ("١٢", None), ("-1", None), ("", None), ("1e3", None), (None, None), (True, None)],
        *[(-1, None), (float("nan"), None), (float("inf"), None), ("9" * 5000, None), (10**400, None), ([], None)],
    ],
)
def test_only_plain_digits_are_a_number(value, number):
    assert whole_number(value) == number


def test_numbers_that_are_none_cost_their_cell():
    assert sheets.read(xlsx('<row><c t="s"><v>²</v></c><c t="s"><v>0</v></c></row>', "<si><t>a</t></si>")) == [
        ["", "a"]
    ]
    assert sheets.read(ods("²")) == [["a"]]
    assert sheets.read(ods("-5")) == [["a"]]
    assert sheets.read(ods("3")) == [["a", "a", "a"]]


@pytest.mark.parametrize("read", [sheets.read, lists.read])
@pytest.mark.parametrize("damage", ["relations", "offset", "deflate"])
def test_a_broken_archive_is_refused(read, damage):
    content = bytearray(xlsx("<row><c><v>1</v></c></row>" * 50, relations=damage != "relations"))
    if damage == "offset":  # the directory says that a part begins before the file
        content[-6:-2] = (2**32 - 100).to_bytes(4, "little")
    if damage == "deflate":
        start = content.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
        content[start : start + 20] = b"\xff" * 20
    with pytest.raises(NotReadable):
        read(bytes(content))


@pytest.mark.parametrize(
    "content",
    [
        xlsx("<row>" + '<c t="s"><v>0</v></c>' * 250 + "</row>", f"<si><t>{'a' * 2**20}</t></si>"),
        xlsx(("<row>" + "<c><v>1</v></c>" * 250 + "</row>") * 7000),
        b"\n".join([b",".join([b"a"] * 250)] * 13_000),
    ],
    ids=["shared string", "cells", "csv"],
)
def test_a_table_beyond_its_limits_is_refused_at_once(content):
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NotReadable, match="troppe celle"):
        sheets.read(content)
    assert time.process_time() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_a_million_columns_are_refused_at_once():
    content, began = b"a," * 1_000_000 + b"a\n1\n", time.process_time()
    with pytest.raises(NotReadable, match="colonne"):
        tables.read_csv(content, ["cig"])
    assert all(len(row) <= 300 for row in sheets.read(content))
    assert time.process_time() - began < 2


@pytest.mark.parametrize("content", [b'a,"' + b"x" * 2_000_000 + b'"\n1,2\n', b'a,b\n"' + b"x" * 2_000_000])
def test_a_cell_without_end_is_refused(content):
    with pytest.raises(NotReadable):
        list(tables.read_csv(content, ["a"]).rows())


def test_boundaries_nested_without_end_are_refused():
    with pytest.raises(NotReadable):
        topojson.read(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    ("following", "page"), [("11", 11), ("²", None), ("0", None), ("30", None), ("9" * 5000, None)]
)
def test_the_next_record_of_a_catalogue_service_is_a_number(following, page):
    answer = f'<a><SearchResults nextRecord="{following}" numberOfRecordsMatched="20"><Record/></SearchResults></a>'
    assert iso19139.read(answer.encode())[1] == page


def test_a_chain_of_references_is_followed_once():
    schemas = {f"a{number}": {"$ref": f"#/components/schemas/a{number + 1}"} for number in range(5_000)}
    schemas["a5000"] = {"type": "string"}
    content = json.dumps({"openapi": "3.0.0", "components": {"schemas": schemas}})
    began = time.process_time()
    api = openapi.read(content)
    assert api.follow(api.at("components", "schemas", "a0")).value == {"type": "string"}
    assert time.process_time() - began < 5


def test_references_that_hold_each_other_without_end_stay_as_written(monkeypatch):
    monkeypatch.setattr(openapi, "MAX_REFERENCE_STEPS", 10)
    schemas = {
        f"a{number}": {"properties": {"x": {"$ref": f"#/components/schemas/a{number + 1}"}}} for number in range(100)
    }
    api = openapi.read(json.dumps({"openapi": "3.0.0", "components": {"schemas": {**schemas, "a100": {}}}}))
    place = api.at("components", "schemas", "a0", "properties", "x")
    assert place.value == {"$ref": "#/components/schemas/a1"}
    assert len(api.targets) < 100


def test_values_of_many_server_variables_are_not_all_tried():
    names = [f"v{number}" for number in range(3_000)]
    server = {
        "url": "https://e.example/" + "".join(f"{{{name}}}" for name in names),
        "variables": {name: {"default": "a", "enum": ["a", "b"]} for name in names},
    }
    content = json.dumps({"openapi": "3.0.0", "info": {"title": "a", "version": "1"}, "servers": [server], "paths": {}})
    began = time.process_time()
    rules = {finding.rule for finding in check.lint(content)}
    assert "oas3-server-variables" not in rules
    assert time.process_time() - began < 5


def test_a_publiccode_is_small():
    with pytest.raises(NotReadable):
        publiccode.read("name: x\n" + "".join(f"k{number}: &b{number} v\n" for number in range(50_000)))


def test_the_names_of_entity_sets_may_be_anything():
    page = {"value": [{"name": "Things"}, {"name": [5]}, {"name": {"name": 5}}], "serverSettings": {}}
    with pytest.raises(NotReadable):
        landing.read(json.dumps(page).encode())


def test_a_reference_by_a_word_into_a_list_leads_nowhere():
    tree = {"openapi": "3.0.0", "components": {"schemas": ["a"]}, "paths": {"/": {"$ref": "#/components/schemas/Tree"}}}
    assert openapi.read(json.dumps(tree)).targets == {}
