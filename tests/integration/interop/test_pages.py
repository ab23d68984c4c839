"""Pages of the audit that a browser need not draw to be read."""

from __future__ import annotations

from tests.integration.interop.test_probes import again, record  # noqa: F401  the record is a fixture


def test_the_page_of_an_api_says_whether_it_answers_and_leads_to_older_audits(registry, record):  # noqa: F811
    again(5)
    registry.by_office("smartlombardia_judge", records=[record], bodies=[])
    name = registry.call("package_show", id=record)["name"]
    assert "Risponde ora" in registry.page(f"/dataservice/{name}")
    past = registry.page(f"/interoperabilita/scheda/{name}")
    assert "come fu registrata" in past.lower()
    assert "A-01" in past
