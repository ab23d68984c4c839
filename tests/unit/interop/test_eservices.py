"""PDND e-services that do one job with several interfaces."""

import csv
import re
from collections import Counter
from datetime import datetime, timezone

import pytest

from ckanext.smartlombardia.facts import Stamp, diff
from ckanext.smartlombardia.interop import eservice as read_eservice
from ckanext.smartlombardia.interop import eservice_groups, families, judge_groups
from ckanext.smartlombardia.interop.words import headline, words
from tests.unit.interop.build import NOW, eservice, fact


def groups(*eservices):
    return {one.group.key: one for one in judge_groups(eservice_groups(eservices))}


def test_one_interface_everywhere_is_no_gap():
    found = groups(eservice("c_f205"), eservice("c_b157"))["notice-board/read"]
    assert (found.assessment.verdict, found.assessment.reason, found.finding) == ("pass", "one-interface", None)


def test_one_town_alone_is_not_known_to_diverge():
    assert groups(eservice("c_f205"), eservice("c_f205", protocol="soap"))["notice-board/read"].assessment.verdict == (
        "unknown"
    )


def test_soap_and_rest_diverge_and_each_town_is_in_evidence():
    found = groups(eservice("c_f205", town="Milano"), eservice("c_b157", protocol="soap", town="Brescia"))
    finding = found["notice-board/read"].finding
    assert finding.figures["technologies"] == {"rest": 1, "soap": 1}
    assert {
        (row.body_name, row.identifier, row.technology, row.name, row.source, row.seen) for row in finding.evidence
    } == {
        ("Milano", "id-c_f205", "REST", "Albo Pretorio", "pdnd", NOW.isoformat()),
        ("Brescia", "id-c_b157", "SOAP", "Albo Pretorio", "pdnd", NOW.isoformat()),
    }
    assert finding.public
    assert finding.label == "recommendation"
    assert finding.layer == "technical"
    assert finding.detail()["says"]["it"] == (
        "Albo pretorio, lettura delle pubblicazioni: 2 enti in 2 gruppi con interfacce diverse: "
        "REST «Albo Pretorio» (1); SOAP «Albo Pretorio» (1)."
    )


def test_a_town_that_offers_both_joins_the_islands():
    both = [eservice("c_l175"), eservice("c_l175", protocol="soap")]
    found = groups(eservice("c_f205"), eservice("c_b157", protocol="soap"), *both)
    assert found["notice-board/read"].assessment.verdict == "pass"


@pytest.mark.parametrize(
    "other",
    [
        eservice("c_b157", protocol="soap", state="SUSPENDED"),
        eservice("c_b157", protocol="soap", function="cemetery"),
        eservice("c_b157", protocol="soap", function=None),
        eservice("c_b157", "Bandi di concorso", protocol="soap"),
    ],
    ids=["suspended", "function without a need", "function not known", "another job"],
)
def test_who_does_not_do_the_job_is_not_compared(other):
    found = groups(eservice("c_f205"), eservice("c_l175"), other)
    assert set(found) == {"notice-board/read"}
    assert found["notice-board/read"].assessment.verdict == "pass"


def family_sizes(*eservices):
    return [len(one.members) for one in families(eservices)]


def test_towns_and_grammar_tell_no_interface_from_another():
    named = [
        eservice("c_l175", "API Protocollo Next - Comune di Tirano", town="Tirano"),
        eservice("c_e639", "API Protocollo Next – Locate Triulzi", town="Locate di Triulzi"),
        eservice("c_f205", "api protocollo NEXT"),
    ]
    assert family_sizes(*named) == [3]
    assert headline("Lista pratiche SUAP del comune di Asola", "Asola") == "Lista pratiche SUAP"
    assert headline("Milano", "Milano") == "Milano"
    assert words("Estrazione dei dati, con protocollo REST") == {"estrazione", "dati", "protocollo"}


def test_the_same_description_makes_one_family_and_another_one_does_not():
    text = "Consultazione in tempo reale di elenco, dettagli e allegati delle pubblicazioni"
    alike = [eservice("c_f205", "Albo", description=text), eservice("c_b157", "Albo pretorio", description=f"{text}.")]
    assert family_sizes(*alike) == [2]
    assert family_sizes(*alike, eservice("c_l175", "Pubblicazioni", description="Affissioni")) == [2, 1]


def test_one_template_is_one_family_and_two_templates_are_two():
    assert family_sizes(eservice("a", "Uno", template="t1"), eservice("b", "Due", template="t1")) == [2]
    assert family_sizes(eservice("a", template="t1"), eservice("b", template="t2")) == [1, 1]


def test_an_eservice_is_what_the_catalogue_says_whatever_is_edited():
    row = {"title": "Albo Pretorio", "protocol": "soap", "pdnd_state": "PUBLISHED", "pdnd_eservice_id": "e1"}
    known = diff([], row, Stamp("record", "r1", "pdnd", NOW, "E4", source_record=1, observed_at=NOW)).add
    edited = fact("title", "Il nostro albo", subject="r1", source="owner:c_f205")
    one = read_eservice("r1", "c_f205", [edited, *known], "notice-board")
    assert (one.name, one.protocol, one.identifier, one.function, one.body_name) == (
        "Albo Pretorio", "soap", "e1", "notice-board", "Milano",
    )  # fmt: skip
    assert one.evidence.technology == "SOAP"
    chosen = fact("function", "transparency", subject="r1", source="owner:c_f205")
    assert read_eservice("r1", "c_f205", [chosen, *known], "notice-board").function == "transparency"
    assert read_eservice("r1", "c_f205", [edited]) is None


SEEN = datetime(2026, 8, 1, tzinfo=timezone.utc)
PREDICATES = {
    "notice-board": r"\balbo\b",
    "business-desk": r"\bsuap\b",
    "document-protocol": r"\bprotocoll(?!o rest)",
    "local-taxes": r"\bimu\b|\btari\b|tribut",
}


def real_eservices(shared):
    with (shared / "data/pdnd/eservice_a_catalogo_lombardia.csv").open(encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            text = f"{row['name']} {row['description']}".lower()
            function = next((code for code, pattern in PREDICATES.items() if re.search(pattern, text)), None)
            fields = {
                "title": row["name"],
                "notes": row["description"],
                "protocol": row["technology"].lower(),
                "pdnd_state": row["activeDescriptorState"],
                "pdnd_eservice_id": row["id"],
            }
            stamp = Stamp("record", row["id"], "pdnd", SEEN, "E4", source_record=number, observed_at=SEEN)
            yield read_eservice(row["id"], row["producerIpaCode"], diff([], fields, stamp).add, function)


def test_the_notice_board_of_lombardy(shared):
    found = groups(*real_eservices(shared))["notice-board/read"]
    finding = found.finding
    assert finding.figures["bodies"] == 44
    assert finding.figures["technologies"] == {"rest": 26, "soap": 18}
    assert [(one["systems"], one["interfaces"][0]["protocol"]) for one in finding.islands] == [
        (18, "soap"),
        (17, "rest"),
        (9, "rest"),
    ]
    assert finding.figures["ratio"] == pytest.approx(325 / 946)
    assert len(finding.evidence) == 44
    assert Counter(row.technology for row in finding.evidence) == {"SOAP": 18, "REST": 26}
    assert all(row.grade == "E4" and row.identifier and row.seen for row in finding.evidence)


def test_protocol_exchange_business_desk_and_taxes_diverge_too(shared):
    found = groups(*real_eservices(shared))
    sizes = {key: [one["systems"] for one in each.finding.islands] for key, each in found.items() if each.finding}
    assert sizes["document-protocol/exchange"] == [19, 7, 7, 1, 1]
    assert sizes["business-desk/practices"] == [71, 3]
    assert sizes["local-taxes/position"] == [3, 3, 1, 1]
    assert all(each.finding.label == "recommendation" for each in found.values() if each.finding)
