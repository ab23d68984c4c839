"""Contracts that bodies published under law 190/2012: as the schema has them, and as they are in the wild."""

from __future__ import annotations

import html
import json
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.smartlombardia.formats.xml_recovery import recover
from ckanext.smartlombardia.harvesters.anac import contract
from ckanext.smartlombardia.harvesters.l190 import reader
from ckanext.smartlombardia.types import Document, Observation, Refused

from .documents import document, library

ADDRESS = "https://example.org/2022.xml"
PERSON = "RSSMRA70A01F205X"  # made up
COMPANY = ("02066400405", "Maggioli S.p.A. & C.")
SOFTWARE = "Canone software di protocollo informatico"


def lot(
    cig: str = "Z1A2B3C4D5",
    title: str = SOFTWARE,
    winners: tuple[tuple[str, str], ...] = (COMPANY,),
    start="2022-01-01",
) -> str:
    members = "".join(
        f"<aggiudicatario><codiceFiscale>{code}</codiceFiscale><ragioneSociale>{html.escape(name)}</ragioneSociale>"
        "</aggiudicatario>"
        for code, name in winners
    )
    return (
        f"<lotto><cig>{cig}</cig><strutturaProponente><codiceFiscaleProp>00623530136</codiceFiscaleProp>"
        f"<denominazione>Comune di Lecco - Settore affari generali</denominazione></strutturaProponente>"
        f"<oggetto>{html.escape(title)}</oggetto><sceltaContraente>23-AFFIDAMENTO DIRETTO</sceltaContraente>"
        f"<aggiudicatari>{members}</aggiudicatari><importoAggiudicazione>1234.50</importoAggiudicazione>"
        f"<tempiCompletamento><dataInizio>{start}</dataInizio><dataUltimazione>2022-12-31</dataUltimazione>"
        "</tempiCompletamento></lotto>"
    )


def dataset(*lots: str, published: str = "dataPubblicazioneDataset", root: str = "legge190:pubblicazione") -> str:
    return (
        f'<{root} xmlns:legge190="legge190_1_0"><metadata><{published}>2023-01-31</{published}>'
        f"<entePubblicatore>Comune di Lecco</entePubblicatore><annoRiferimento>2022</annoRiferimento></metadata>"
        f"<data>{''.join(lots)}</data></{root}>"
    )


def read(content: bytes | str) -> tuple[list[Observation], list[Refused]]:
    found = list(reader.read(document(content, ADDRESS)))
    return [one for one in found if isinstance(one, Observation)], [one for one in found if isinstance(one, Refused)]


def test_a_lot_on_a_system_is_a_dated_fact_on_the_body_that_bought():
    (fact,), refused = read(dataset(lot(), lot("Z1A2B3C4D6", "Rifacimento marciapiedi di via Roma")))
    assert refused == []
    assert (fact.body.name, fact.body.tax_code) == ("Comune di Lecco", "00623530136")
    assert (fact.name, fact.object, fact.grade) == ("contract", "Z1A2B3C4D5", "E4")
    assert fact.observed_at.date().isoformat() == "2023-01-31"
    assert fact.value == {
        "cig": "Z1A2B3C4D5",
        "title": SOFTWARE,
        "suppliers": [{"name": "Maggioli S.p.A. & C.", "vat": "02066400405"}],
        "procedure": "AFFIDAMENTO DIRETTO",
        "tendered": False,
        "start": "2022-01-01",
        "end": "2022-12-31",
    }
    assert fact.restricted == {"amount": 1234.5}


@pytest.mark.parametrize("code", [PERSON, "", "non noto"])
def test_a_winner_who_may_be_a_person_is_counted_and_nowhere(code):
    (fact,), _ = read(dataset(lot(winners=((code, "ROSSI MARIO"), COMPANY))))
    assert fact.value["withheld"] == 1
    assert not {"ROSSI", "MARIO", PERSON} & set(
        json.dumps([fact.value, fact.guid, fact.object]).replace('"', " ").split()
    )


def test_a_group_of_winners_is_read_member_by_member():
    group = dataset(lot()).replace("<aggiudicatario>", "<aggiudicatarioRaggruppamento><membro>")
    group = group.replace("</aggiudicatario>", "<ruolo>04-CAPOGRUPPO</ruolo></membro></aggiudicatarioRaggruppamento>")
    (fact,), _ = read(group)
    assert fact.value["suppliers"] == [{"name": "Maggioli S.p.A. & C.", "vat": "02066400405"}]


PLAIN = dataset(lot())
ENVELOPES = {
    "both spellings": dataset(lot(), published="dataPubbicazioneDataset"),
    "no namespace": dataset(lot(), root="pubblicazione"),
    "a prefix declared nowhere": PLAIN.replace(' xmlns:legge190="legge190_1_0"', ""),
    "lots with a prefix": PLAIN.replace("<lotto>", "<legge190:lotto>").replace("</lotto>", "</legge190:lotto>"),
    "SOAP": f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><r>{PLAIN}</r></s:Body></s:Envelope>',
    "a text in SOAP": f"<s:Envelope><s:Body><r>{html.escape(PLAIN)}</r></s:Body></s:Envelope>",
    "CDATA in SOAP": f'<Envelope><r><![CDATA[<?xml version="1.0"?>{PLAIN}]]></r></Envelope>',
    "a warning before it": f"\n<br />Notice: x in <b>y.php</b><?xml version='1.0'?>{PLAIN}",
    "something after it": f"{PLAIN}\n<!-- generated --><script>",
}


@pytest.mark.parametrize("content", ENVELOPES.values(), ids=ENVELOPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_envelopes_of_the_wild_say_the_same(content, encoding):
    assert reader.recognises(document(content.encode(encoding)))
    (fact,), refused = read(content.encode(encoding))
    assert (fact.object, fact.observed_at.year, refused) == ("Z1A2B3C4D5", 2023, [])


@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1", "windows-1252", "none of these"])
@pytest.mark.parametrize("written", ["utf-8", "cp1252"])
def test_whatever_encoding_a_document_declares_its_letters_are_right(declared, written):
    content = f'<?xml version="1.0" encoding="{declared}"?>' + dataset(lot(title="Software per la città, attività"))
    (fact,), _ = read(content.encode(written))
    assert fact.value["title"] == "Software per la città, attività"


def test_a_document_that_is_cut_gives_what_is_before_and_says_where():
    content = dataset(*(lot(f"Z1A2B3C4{number:02}") for number in range(10)))
    cut = content[: content.index("Z1A2B3C407") + 200]
    facts, (fault,) = read(cut)
    assert [one.object for one in facts] == [f"Z1A2B3C4{number:02}" for number in range(7)]
    assert fault.where == ADDRESS  # the document as a whole: nothing that it lacks counts as gone
    assert "interrotto" in fault.why


def test_signs_that_xml_does_not_allow_cost_nothing_and_are_named():
    broken = dataset(lot("A1A2B3C4D5")).replace("protocollo", "R&S, importo < 40.000 &egrave; \x07protocollo")
    (fact,), (noted,) = read(broken)
    assert fact.value["title"] == "Canone software di R&S, importo < 40.000 è protocollo informatico"
    assert fact.value["suppliers"][0]["name"] == "Maggioli S.p.A. & C."
    assert noted.where != ADDRESS  # the document counts as read
    assert "4 errori" in noted.why


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"<html><p>404</p></html>", b"<a>" * 10_000, b"\0\xff", b"a;b\n1;2\n"]
)
def test_what_is_something_else_is_refused(content):
    assert not reader.recognises(document(content))
    facts, (refused,) = read(content)
    assert (facts, refused.where) == ([], ADDRESS)


def test_entities_are_refused():
    facts, (refused,) = read(f'<!DOCTYPE x [<!ENTITY a "b">]>{PLAIN}')
    assert facts == []
    assert "entità" in refused.why


def test_without_a_cig_the_same_contract_is_the_same_in_every_edition_and_another_is_not():
    facts, _ = read(
        dataset(
            lot("0000000000"),
            lot("Z1A"),
            lot("", title=f"{SOFTWARE} "),
            lot("N.D.", start="2021-01-01"),
            lot("", title=f"{SOFTWARE} e albo"),
        )
    )
    identities = [one.object for one in facts]
    assert len(facts) == 5
    assert len(set(identities[:3])) == 1
    assert len(set(identities)) == 3
    assert all("cig" not in one.value for one in facts)


def test_days_that_stand_for_none_are_left_out():
    facts, _ = read(
        dataset(lot(start="1900-01-01"), lot("Z1A2B3C4D6", start="0001-01-01+01:00"), lot("Z1A2B3C4D7", start=""))
    )
    assert ["start" in one.value for one in facts] == [False, False, False]


def test_a_lot_that_nobody_won_is_no_contract():
    assert read(dataset(lot(winners=()))) == ([], [])


def index(*links: str) -> str:
    entries = "".join(f'<dataset id="ID_{link}"><linkDataset>{link}</linkDataset></dataset>' for link in links)
    return f'<indici xmlns:legge190="legge190_1_0"><metadata/><indice>{entries}</indice></indici>'


def walk(get, *addresses: str) -> tuple[list[str], list[Refused]]:
    found = list(reader.pages(get, addresses))
    return (
        [one.url.rpartition("/")[2] for one in found if isinstance(one, Document)],
        [one for one in found if isinstance(one, Refused)],
    )


def test_an_index_that_leads_to_itself_and_in_circles_ends_and_reads_each_document_once():
    get = library(
        **{
            "a.xml": index("a.xml", "https://example.org/b.xml", "2022.xml", "javascript:alert(1)"),
            "b.xml": index("https://example.org/a.xml", "c.xml", "gone.xml", "copy.xml"),
            "c.xml": index("b.xml"),
            "2022.xml": PLAIN,
            "copy.xml": PLAIN,
        }
    )
    documents, (fault,) = walk(get, "https://example.org/a.xml")
    assert sorted(documents) == ["2022.xml", "a.xml", "b.xml", "c.xml"]
    assert fault.where == "https://example.org/gone.xml"
    assert list(reader.read(document(index("b.xml")))) == []


def test_an_index_without_end_is_bounded_and_says_so(monkeypatch):
    monkeypatch.setattr(reader, "MAX_DOCUMENTS", 5)

    def get(url: str) -> Document:
        return document(index(*(f"{url}{number}" for number in range(3))), url)

    documents, refused = walk(get, "https://example.org/")
    assert len(documents) == 5
    assert "più di 5 documenti" in refused[0].why


def test_a_real_document_of_a_large_town(shared):
    facts, refused = read((shared / "data/anac/l190_milano_2019.xml").read_bytes())
    assert refused == []
    assert 60 <= len(facts) <= 110  # of 193 lots
    assert {one.body.tax_code for one in facts} == {"01199250158"}
    assert "Aggiudicata - QURAMI" in " ".join(one.value["title"] for one in facts)


def test_a_long_document_is_in_memory_one_lot_at_a_time():
    content = dataset(*[lot()] * 500).encode()
    for found in recover(content, "pubblicazione", ("lotto",)):
        assert len(found.getparent()) < 100  # what lxml reads ahead


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40)
PIECES = st.sampled_from(
    [lot(), "<lotto>", "</lotto>", "<cig>", "&", "<", "]]>", "<![CDATA[", "<!--", "<data>", "&#0;", "\0"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(TEXTS, PIECES), max_size=8), st.integers(0, 400))
def test_any_damage_costs_what_it_touches_and_never_the_run(pieces, cut):
    content = dataset(lot("Z0000000A1"), *pieces)
    with patch.object(
        contract, "system_flags", lambda contracts: [True] * len(contracts)
    ):  # quick: damage is the topic
        facts, refused = read(content[: len(content) - cut].encode())
    assert all(one.why and one.remedy for one in refused)
    assert all(one.value["title"] for one in facts if one.object == "Z0000000A1")
    assert facts[:1] == [] or facts[0].object == "Z0000000A1"
