"""The files of ISTAT and IndicePA, written as they are published."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ckanext.smartlombardia.formats import indicepa, istat
from ckanext.smartlombardia.formats.errors import NotReadable

ENDED = {
    "ANNO": 2024,
    "SIGLA_UTS": "PV",
    "PRO_COM_T": "018001",
    "COD_CATASTO": "A118",
    "COMUNE": "Alagna",
    "COMUNE_A": None,
    "COD_VARIAZIONE": "ES",
    "DATA_INIZIO_AMMINISTRATIVA": "22/01/2027",
    "PRO_COM_T_REL": "018068",
    "COD_CATASTO_REL": "D980",
    "COMUNE_REL": "Garlasco",
}
TABLE = (
    "Anno;Tipo variazione;Codice Regione;Codice Istat del Comune;Denominazione Comune;Codice Istat del Comune "
    "associato alla variazione o nuovo codice Istat del Comune;Denominazione Comune associata alla variazione o nuova "
    "denominazione;Provvedimento e Documento;Contenuto del provvedimento;Data decorrenza validità amministrativa\n"
    "2027;ES;3;18001;Alagna;18068;Garlasco;L.R. 1/2027;Incorporazione;22/01/2027\n"
    "2027;AQ;3;18068;Garlasco;18001;Alagna;L.R. 1/2027;;22/01/2027\n"
)
LIST = (
    '"Codice_IPA","Denominazione_ente","Codice_fiscale_ente","Codice_Categoria","Ente_in_liquidazione",'
    '"Cognome_responsabile","Codice_comune_ISTAT","Codice_catastale_comune"\n'
    '"C_A118","Comune  di Alagna","00471860189","L6","","Rossi","18001","A118"\n'
)


def test_a_report_and_a_table_say_the_same():
    (one,) = istat.variations(json.dumps({"resultset": [ENDED]}).encode())
    (same,) = istat.variations(TABLE.encode())
    assert (one.kind, one.istat, one.name, one.other_istat, one.other_name, one.day) == (
        *("ES", "018001", "Alagna", "018068", "Garlasco", date(2027, 1, 22)),
    )
    assert (same.istat, same.other_istat, same.day) == (one.istat, one.other_istat, one.day)
    assert (one.cadastral, one.other_cadastral) == ("A118", "D980")


def test_the_other_report_writes_kinds_and_days_otherwise():
    row = {**ENDED, "COD_VARIAZIONE": None, "DESC_COD_VARIAZIONE": "ES - Estinzione"}
    (one,) = istat.variations(json.dumps([{**row, "DATA_INIZIO_AMMINISTRATIVA": "2027-01-22T00:00:00Z"}]).encode())
    assert (one.kind, one.day) == ("ES", date(2027, 1, 22))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"message": "no"}', b"a;b\n1;2\n", b"<html></html>", b'{"resultset": []}']
)
def test_what_is_something_else_is_said(content):
    with pytest.raises(NotReadable, match=r"ISTAT|tabella"):
        istat.variations(content)


def test_bodies_of_indicepa_without_their_persons():
    (one,) = indicepa.bodies(LIST.encode("utf-8-sig"))
    assert one == indicepa.Listed("c_a118", "Comune di Alagna", "00471860189", "L6", "018001", "A118")
    with pytest.raises(NotReadable, match="IndicePA"):
        list(indicepa.bodies(b"a,b\n1,2\n"))
