"""What PA digitale and PDND prove of a municipality, and what they do not."""

import csv
import re
import time
from collections import defaultdict

import pytest

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.interop import Subject, judge, to_finding
from tests.unit.interop.build import TOWN, fact, funded, verdict

FUNDED = {
    "N-01": "spidcie",
    "N-02": "pagopa",
    "N-03": "appio",
    "N-04": "send",
    "N-05": "pdnd",
    "N-07-anpr": "anpr_ansc",
    "N-07-anncsu": "anncsu",
}


@pytest.mark.parametrize(("rule", "service"), FUNDED.items())
def test_paid_funding_proves_it_as_of_its_date(rule, service):
    found = verdict(TOWN, rule, funded(service, "E", "2024-07-29"))
    assert (found.verdict, found.reason, found.grade) == ("pass", "paid", "E4")
    assert found.saw["state_date"] == "2024-07-29"


@pytest.mark.parametrize(("rule", "service"), FUNDED.items())
@pytest.mark.parametrize(("state", "reason"), [("A", "assigned"), ("R", "renounced")])
def test_assigned_and_renounced_funding_prove_nothing(rule, service, state, reason):
    found = verdict(TOWN, rule, funded(service, state))
    assert (found.verdict, found.reason) == ("unknown", reason)
    assert to_finding(TOWN, found) is None


@pytest.mark.parametrize("rule", [*FUNDED, "N-06"])
def test_no_row_is_no_gap(rule):
    assert verdict(TOWN, rule, funded("cloud", "E")).reason == "no-row"
    assert verdict(TOWN, rule).verdict == "unknown"


def test_the_best_state_of_several_counts():
    rows = [funded("pagopa", "R", cup="1"), funded("pagopa", "A", cup="2"), funded("pagopa", "E", "2023-01-01", "3")]
    assert verdict(TOWN, "N-02", *rows).reason == "paid"
    assert verdict(TOWN, "N-02", *rows[:2]).reason == "assigned"


def test_paid_funding_without_a_date_is_not_proof():
    assert verdict(TOWN, "N-02", funded("pagopa", "E", None)).reason == "paid-undated"


def test_a_system_in_use_may_declare_it():
    spid_only = fact("national_platforms", ["spid"], subject="r1")
    both = fact("national_platforms", ["spid", "cie"], subject="r1")
    assert verdict(TOWN, "N-01", spid_only).verdict == "unknown"
    assert (verdict(TOWN, "N-01", both).reason, verdict(TOWN, "N-01", both).grade) == ("declared", "E1")
    assert verdict(TOWN, "N-01", both, funded("spidcie", "E")).grade == "E4"


def test_who_has_a_row_in_the_catalogue_is_a_member():
    suspended = fact("pdnd_state", "SUSPENDED", "E4", subject="r1", source="pdnd")
    published = fact("pdnd_state", "PUBLISHED", "E4", subject="r2", source="pdnd")
    assert verdict(TOWN, "N-05", suspended).verdict == "pass"
    assert (verdict(TOWN, "N-06", suspended).verdict, verdict(TOWN, "N-06", suspended).reason) == (
        "unknown",
        "none-published",
    )
    assert verdict(TOWN, "N-06", suspended, published).verdict == "pass"


def test_an_ended_row_counts_no_more():
    ended = fact("pdnd_state", "PUBLISHED", "E4", subject="r1", source="pdnd", until=fact("x", 1).since)
    assert verdict(TOWN, "N-06", ended).verdict == "unknown"


COLUMNS = {
    "pdnd_1_3_1": "N-05",
    "pdnd_anncsu": "N-07-anncsu",
    "appio_1_4_3": "N-03",
    "pagopa_1_4_3": "N-02",
    "spidcie_1_4_4": "N-01",
    "anpr_ansc_1_4_4": "N-07-anpr",
    "notifiche_1_4_5": "N-04",
}
REASONS = {"E": "paid", "A": "assigned", "R": "renounced", "": "no-row"}


def test_every_municipality_agrees_with_the_published_matrix(shared):
    facts = rows_of_padigitale(shared / "data/pad2026")
    matrix = list(csv.DictReader((shared / "data/pad2026/matrice_comuni_lombardia.csv").open(encoding="utf-8-sig")))
    began = time.process_time()
    verdicts = {
        town["codice_ipa"]: judge(Subject(town["codice_ipa"], "municipality"), facts[town["codice_ipa"]])
        for town in matrix
    }
    assert time.process_time() - began < 5
    assert len(verdicts) == 1502
    differing = set()
    for town in matrix:
        reasons = {one.rule: one.reason for one in verdicts[town["codice_ipa"]]}
        differing |= {
            (town["codice_ipa"], rule) for column, rule in COLUMNS.items() if reasons[rule] != REASONS[town[column]]
        }
    # the matrix was made by ISTAT code; these two rows have none, only the IPA code
    assert differing == {("x3bn8hj1", "N-07-anpr"), ("xurjpvzn", "N-01")}
    assert not any(one.verdict == "fail" for found in verdicts.values() for one in found)


def rows_of_padigitale(folder):
    """Funded services by IPA code, the service told by the `avviso` as the vocabulary says."""
    patterns = [(re.compile(row["pattern"], re.I), row["service"]) for row in v.rows("padigitale_services")]
    found = defaultdict(list)
    for path in sorted(folder.glob("candidature_finanziate_1*.csv")):
        for number, row in enumerate(csv.DictReader(path.open(encoding="utf-8-sig"))):
            service = next(service for pattern, service in patterns if pattern.search(row["avviso"]))
            ipa = row["codice_ipa"].lower()
            state = row["stato_candidatura"]
            found[ipa].append(funded(service, state, row.get("data_stato_candidatura"), f"{path.name}:{number}", ipa))
    return found
