"""Letters to bodies and to vendors: who writes which, on what, with which evidence."""

from __future__ import annotations

from contextvars import Context

import pytest

from ckan.plugins import toolkit as tk

from tests.integration.interop.test_judgement import boards, judge  # noqa: F401  the fixtures of the audit
from tests.integration.interop.world import platform, take


@pytest.fixture
def office(registry):
    return registry.user("r_lombar")


def of_rule(registry, rule: str):
    return registry.by_office("smartlombardia_finding_list", rule=rule, limit=50)["results"]


def test_the_office_writes_to_a_town_with_its_rows_first(registry, judge, boards, office):  # noqa: F811
    judge()
    (found,) = of_rule(registry, "X-05")
    letter = registry.call("smartlombardia_letter", office, to="body", body="c_e507", finding=found["id"])
    assert letter["sender"][0] == "Regione Lombardia"
    assert letter["to"] == ["Comune di Lecco", "Codice IPA c_e507"]
    (section,) = letter["sections"]
    assert section["rows"][0][0] == "Lecco"
    assert len(section["rows"]) == 4
    said = dict(section["below"])
    assert found["legal_source"] in said["Fonte:"]
    assert said["Rimedio:"] == found["remedy"]["it"]
    assert said["Tutte le prove, con la storia del rilievo:"].endswith(f"/interoperabilita/rilievi/{found['id']}")


def test_a_body_writes_to_its_vendor_on_its_own_systems_only(registry, judge, office):  # noqa: F811
    shared = {"function": "document-protocol", "vendor_name": "Protocolli S.r.l.", "export_available": "no",
              "cad68_type": "E"}  # fmt: skip
    take(
        registry,
        platform("one", "c_e507", "Protocollo A", **shared),
        platform("two", "c_i996", "Protocollo B", **shared),
    )
    judge()
    clerk = registry.user("c_e507")
    letter = registry.call("smartlombardia_letter", clerk, to="vendor", body="c_e507", vendor="protocolli s.r.l.")
    assert letter["to"] == ["Protocolli S.r.l."]
    assert letter["sender"][0] == "Comune di Lecco"
    assert {row[0] for section in letter["sections"] for row in section["rows"]} == {"Lecco"}
    # what is only declared is not the office's to tell a vendor
    with pytest.raises(tk.ObjectNotFound):
        registry.call("smartlombardia_letter", office, to="vendor", vendor="protocolli s.r.l.")


def test_nobody_else_writes(registry, judge, boards):  # noqa: F811
    judge()
    for user in (None, registry.user(), registry.user("c_f205"), registry.user("c_e507", "member")):
        with pytest.raises(tk.NotAuthorized):
            registry.call("smartlombardia_letter", user, to="body", body="c_e507")


def test_the_letter_is_a_page_and_a_document_and_the_finding_leads_to_it(registry, judge, boards, office):  # noqa: F811
    judge()
    (found,) = of_rule(registry, "X-05")
    page = registry.page(f"/interoperabilita/rilievi/{found['id']}", office)
    assert "Scrivi una lettera" in page
    assert "Scrivi una lettera" not in registry.page(f"/interoperabilita/rilievi/{found['id']}")
    asked = f"to=body&body=c_e507&finding={found['id']}"
    assert "Gentile amministrazione" in registry.page(f"/interoperabilita/lettera?{asked}", office)
    # a context of its own: in that of the test, all requests would be the first one's user
    answer = Context().run(registry.client(office).get, f"/interoperabilita/lettera.odt?{asked}")
    assert answer.mimetype == "application/vnd.oasis.opendocument.text"
    assert answer.get_data().startswith(b"PK")
    registry.page(f"/interoperabilita/lettera?{asked}", status=403)
