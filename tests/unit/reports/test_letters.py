"""Letters on findings: what stands in them, and the document that an office opens."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from lxml import etree

from ckanext.smartlombardia.reports import letters
from ckanext.smartlombardia.reports.odt import MEDIA_TYPE, odt

ROW = {"body": "Suello", "system": "Albo & avvisi", "seen": "REST", "source": "PDND, 2026-11-01, E4"}
DAY = date(2026, 11, 27)


def finding(rows: int = 1, **changed):
    return {
        "number": "12",
        "title": "Esportazione libera",
        "says": "Il sistema non esporta i dati.",
        "remedy": "Chiedete l’esportazione.",
        "legal_source": "CAD art. 68",
        "force": "obbligo",
        "url": "https://example.org/interoperabilita/rilievi/12",
        "rows": [ROW] * rows,
        **changed,
    }


def written(kind="body", sent_by="office", findings=None, lang="it"):
    found = findings or [finding()]
    return letters.letter(kind, sent_by, ["Regione Lombardia"], ["Comune di Suello"], found, DAY, lang)


def text(letter) -> str:
    with zipfile.ZipFile(io.BytesIO(odt(letter))) as archive:
        return "\n".join(etree.fromstring(archive.read("content.xml")).itertext())


def test_a_letter_says_what_was_seen_by_which_text_and_what_to_do():
    said = text(written())
    for words in ("27 novembre 2026", "Rilievo 12: Esportazione libera", "Il sistema non esporta i dati.",
                  "CAD art. 68", "obbligo", "Chiedete l’esportazione.", "https://example.org/interoperabilita/rilievi/12",
                  "Albo & avvisi", "PDND, 2026-11-01, E4"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("kind", ["body", "vendor"])
@pytest.mark.parametrize("sent_by", ["office", "body"])
@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_kind_of_letter_has_all_its_words(kind, sent_by, lang):
    letter = written(kind, sent_by, [finding(), finding()], lang)
    said = text(letter)
    assert "_" not in said.replace("https://example.org/interoperabilita/rilievi/12", "")
    assert "{" not in said
    assert "2" in letter["subject"][1]


def test_a_long_list_of_evidence_is_cut_and_says_so():
    (section,) = written(findings=[finding(letters.MAX_EVIDENCE_ROWS + 3)])["sections"]
    assert len(section["rows"]) == letters.MAX_EVIDENCE_ROWS
    assert section["below"][0][1].startswith("Altre 3 righe")


def test_the_document_is_an_opendocument_text_by_its_first_bytes():
    content = odt(written())
    assert content[30 : 38 + len(MEDIA_TYPE)].decode() == f"mimetype{MEDIA_TYPE}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in ("content.xml", "styles.xml", "META-INF/manifest.xml"):
            etree.fromstring(archive.read(name))
    assert odt(written()) == content


def test_what_a_source_wrote_cannot_break_the_document():
    said = text(written(findings=[finding(says="</text:p><x>\x00\x1b & «ciao»")]))
    assert "</text:p><x> & «ciao»" in said


def test_there_is_no_letter_on_nothing():
    with pytest.raises(ValueError, match="at least one"):
        letters.letter("body", "office", ["Regione"], ["Comune"], [], DAY)
