"""E-services of the national data platform."""

from __future__ import annotations

from collections import Counter

from ckanext.smartlombardia.harvesters.pdnd import reader
from ckanext.smartlombardia.types import BodyRef, Record, Refused

from .documents import document

HEADER = (
    "id,name,description,technology,producerId,producerName,producerFiscalCode,producerIpaCode,attributes,"
    "activeDescriptorId,activeDescriptorState,activeDescriptorVersion"
)


def read(*rows, header=HEADER):
    return list(reader.read(document("\n".join([header, *rows]), "https://example.org/pdnd.csv")))


def test_a_row_becomes_a_data_service():
    (service,) = read("1,Albo  pretorio,Atti,SOAP,,Comune di Milano,,C_F205,,,PUBLISHED,3")
    assert (service.kind, service.guid, service.grade) == ("dataservice", "1", "E4")
    assert service.body == BodyRef(ipa="c_f205", name="Comune di Milano")
    assert service.fields == {
        "title": "Albo pretorio",
        "notes": "Atti",
        "protocol": "soap",
        "access": "bodies_only",
        "channel": "pdnd",
        "pdnd_eservice_id": "1",
        "pdnd_state": "PUBLISHED",
        "version": "3",
        "lifecycle": "published",
        "source_url": "https://example.org/pdnd.csv",
    }
    assert [repair.was for repair in service.repairs] == ["Albo  pretorio"]


def test_bad_rows_are_named_and_the_others_go_on():
    found = read(
        "1,,x,REST,,C,,c_f205,,,PUBLISHED,1", "2,a,x,REST,,,,,,,PUBLISHED,1", "3,a", "4,a,,MQTT,,C,,c_f205,,,NEW,1"
    )
    assert [type(one) for one in found] == [Refused, Refused, Refused, Record]
    assert (found[3].fields["protocol"], "lifecycle" in found[3].fields) == ("other", False)


def test_a_renamed_column_is_named():
    (refused,) = read(header=HEADER.replace("producerIpaCode", "producerIPA"))
    assert "«producerIpaCode»" in refused.why


def test_the_real_sample(shared):
    found = list(reader.read(document((shared / "data/pdnd/eservice_a_catalogo_lombardia.csv").read_bytes())))
    assert len({one.guid for one in found}) == len(found) == 403
    boards = Counter(
        one.fields["protocol"]
        for one in found
        if "albo" in one.fields["title"].lower() and "Lista" not in one.fields["title"]
    )
    assert boards == {"soap": 18, "rest": 26}
