"""Tables of E015's APIs as an office keeps them."""

from __future__ import annotations

from ckanext.smartlombardia.harvesters.e015 import reader
from ckanext.smartlombardia.types import BodyRef, Record, Refused

from .documents import document

TABLE = """Catalogo E015;;;;;
Nome API;Fornitore;Descrizione;Tecnologia;Accesso;URL servizio
Muoversi in Lombardia;Regione Lombardia;Soluzioni di viaggio;REST/JSON;Su richiesta;https://muoversi2015.e015.servizirl.it/planner
Parcheggi;Comune di Milano;Posti liberi;telepatia;;https://parcheggi.e015.servizirl.it/
;Comune di Lecco;;;;
Senza padrone;;;;;
"""


def test_each_row_is_an_api_called_through_e015():
    found = list(reader.read(document(TABLE, "https://www.example.org/api.csv")))
    assert [type(one) for one in found] == [Record, Record, Refused, Refused]
    first, second, *_ = found
    assert first.fields == {
        "title": "Muoversi in Lombardia",
        "notes": "Soluzioni di viaggio",
        "protocol": "rest",
        "access": "on_request",
        "channel": "e015",
        "endpoint_url": "https://muoversi2015.e015.servizirl.it/planner",
        "source_url": "https://www.example.org/api.csv",
    }
    assert (first.kind, first.grade, first.body) == ("dataservice", "E1", BodyRef(name="Regione Lombardia"))
    assert [(one.field, one.was) for one in second.repairs] == [("protocol", "telepatia")]
    assert second.fields.get("access") is None


def test_a_table_is_told_by_its_columns_and_by_the_name():
    assert reader.recognises(document(TABLE))
    assert not reader.recognises(document(TABLE.replace("E015", "nostro").replace("e015", "nostro")))
    assert not reader.recognises(document("Applicativo;Fornitore\nE015;Maggioli\n"))


def test_what_a_person_said_of_a_column_is_remembered():
    known = {"Nome API": "", "Descrizione": "title"}
    found = list(reader.E015(known).read(document(TABLE)))
    assert [one.fields["title"] for one in found if isinstance(one, Record)] == ["Soluzioni di viaggio", "Posti liberi"]
