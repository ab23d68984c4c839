"""For every rule on one subject: facts on which it passes, fails and stays unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.unit.interop.build import fact

TODAY = date(2026, 8, 10)

OPENAPI: dict[str, Any] = {
    "kind": "openapi",
    "version": "3.0",
    "sha256": "ab",
    "profile": "pdnd",
    "errors": [],
    "warnings": [],
    "references": 0,
    "status": "root",
    "names": {"paths": 3, "kebab": False, "verbs": False, "casing": False},
    "security": ["oauth2"],
    "operations": ["GET /acts"],
    "required": ["id"],
    "properties": 4,
    "codes": 1,
    "identifiers": ["id-istat"],
    "models": ["https://schema.gov.it/x"],
    "limits": True,
    "contact": True,
    "test": True,
    "lists": 1,
    "filters": True,
    "paging": True,
}
TALQ = [{"standard": "talq-2", "version": "2.6", "role": "provider"}]
ANPR = {"with": "ANPR", "channel": "pdnd"}
CSV = {"url": "https://example.org/a.csv", "format": "CSV"}
PDF = {"url": "https://example.org/a.pdf", "format": "PDF"}
WFS = {"url": "https://example.org/wfs", "format": "WFS_SRVC"}
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
LICENCE = "https://w3id.org/italia/controlled-vocabulary/licences/"
HVD = ["http://data.europa.eu/bna/c_ac64a52d"]


def read(**changed: Any) -> dict[str, Any]:
    """A description that was read, with what is changed of it."""
    return {**OPENAPI, **changed}


def api(*facts: tuple[str, Any]) -> list:
    """Facts of an API that belongs to the platform."""
    return [fact(name, value, "E3", "a1") for name, value in facts]


ANSWERS = {"ok": 4, "failed": 0, "down": False}
AVAILABLE = {"share": 0.99, "looks": 5, "failing": 0}
SEEN = {"status": 200, "found": "CSV", "dead_days": 0}
TERMS = {"notice_days": "60", "transition_days": "30", "retrieval_days": "30"}
AI = {"ai_use": "yes", "ai_risk": "high"}
HIGH = {
    "ai_eu_id": "EU-1",
    "ai_impact_url": "https://example.org/fria",
    "ai_oversight": "yes",
    "contact_email": "u@x.it",
}
RECORD = {
    "ai_purpose": "Smista",
    "ai_role": "deployer",
    "ai_data": "Testi",
    "ai_oversight": "yes",
    "contact_email": "u@x.it",
}

# rule -> (passes, fails, unknown); facts as name -> value, of the subject itself
CASES: dict[str, tuple[Any, Any, Any]] = {
    "P-01": ({"apis": ["a1"]}, {"machine_interface": "no"}, {"standards": [{"standard": "spid"}]}),
    "P-02": (
        api(("description", OPENAPI), ("description_answers", ANSWERS)),
        api(("description", read(kind="swagger"))),
        api(("description", OPENAPI)),
    ),
    "P-03": (
        {"export_available": "yes", "export_free": "yes", "export_formats": ["CSV"], "export_url": "https://x.it"},
        {"export_free": "no"},
        {"export_free": "yes"},
    ),
    "P-04": ({"function": "parking"}, {"function": "lampioni"}, {}),
    "P-05": (
        {"function": "public-lighting", "standards": TALQ},
        {"function": "public-lighting", "standards": [{"standard": "openapi-3.0"}]},
        {"function": "public-lighting"},
    ),
    "P-06": ([fact("standards", TALQ, "E2")], {"standards": TALQ}, {}),
    "P-07": (
        {"contract_start": "2025-03-01", "comparison_date": "2025-02", "comparison_url": "https://x.it/v.pdf"},
        {"contract_start": "2025-03-01", "comparison_date": "2025-04-01"},
        {"contract_start": "2025-03-01"},
    ),
    "P-08": (
        [fact("cad68_type", "A"), fact("catalogue_id", "1", "E4", "s1")],
        {"cad68_type": "A", "source_published": "no"},
        {"cad68_type": "A"},
    ),
    "P-09": (
        {"residents_data": "yes", "integrations": [ANPR]},
        {"residents_data": "yes", "integrations": [{**ANPR, "channel": "file"}]},
        {"residents_data": "yes"},
    ),
    "A-01": ({"description": OPENAPI}, {"description": read(kind="swagger")}, {"description": {"kind": "unreadable"}}),
    "A-02": (
        {"description_answers": ANSWERS},
        {"description_answers": {"ok": 4, "failed": 3, "down": True}},
        {"description_answers": {"ok": 1, "failed": 0, "down": False}},
    ),
    "A-03": ({"description": OPENAPI}, {"description": read(references=2)}, {}),
    "A-04": ({"description": OPENAPI}, {"description": read(errors=["oas3-schema"])}, {}),
    "A-05": (
        {"description": read(errors=["has-contact"])},
        {"description": read(errors=["use-semver"])},
        {"description": {"kind": "unreadable"}},
    ),
    "A-06": (
        {"description": OPENAPI, "access": "bodies_only"},
        {"description": read(errors=["has-contact"]), "access": "bodies_only"},
        {},
    ),
    "A-07": (
        {"status_answer": {"url": "https://x.it/status", "status": 200, "media_type": "application/json"}},
        {"description": read(status="")},
        {"status_answer": {"url": "https://x.it/status", "status": 503, "media_type": ""}},
    ),
    "A-08": (
        {"description": OPENAPI},
        {"description": read(names={"paths": 3, "kebab": True, "verbs": False, "casing": True})},
        {"description": read(names={"paths": 0, "kebab": False, "verbs": False, "casing": False})},
    ),
    "A-09": (
        {"tls": {"valid": True, "version": "TLSv1.3", "until": "2027-01-01"}, "description": OPENAPI},
        {"endpoint_url": "http://example.org/api"},
        {"endpoint_url": "https://example.org/api"},
    ),
    "A-10": ({"id_schemes": ["id-istat"]}, {"description": read(identifiers=[])}, {}),
    "A-11": ({"data_models": ["pell-ip"]}, {"description": read(models=[])}, {}),
    "A-12": (
        [fact("pdnd_state", "PUBLISHED", "E4")],
        {"access": "bodies_only", "channel": "direct"},
        {"access": "bodies_only"},
    ),
    "A-14": (
        {"access": "open", "endpoint_url": "https://x.it"},
        {"access": "open", "channel": "email"},
        {"access": "open"},
    ),
    "A-15": ({"limits": "1.000 al giorno"}, {"description": read(limits=False)}, {}),
    "A-16": ({"description": OPENAPI}, {"description": read(test=False)}, {"contact_email": "u@x.it"}),
    "A-17": (
        [fact("availability", AVAILABLE, "E3")],
        {"availability": {"share": 0.5, "looks": 5, "failing": 2}},
        {"availability": {"share": 1.0, "looks": 2, "failing": 0}},
    ),
    "A-18": (
        {"description": {"kind": "ogc", "service": "WFS", "version": "2.0.0"}},
        {"description": {"kind": "ogc", "service": "WFS", "version": "1.0.0"}},
        {"protocol": "ogc"},
    ),
    "A-19": ({"description": OPENAPI}, {"description": read(paging=False)}, {"description": read(lists=0)}),
    "D-01": ({"resources": [CSV, PDF]}, {"resources": [PDF]}, {"resources": [{"url": "https://x.it"}]}),
    "D-02": (
        [fact("resources", [CSV]), fact("resource_seen", SEEN, "E3", object=CSV["url"])],
        [fact("resources", [CSV]), fact("resource_seen", {**SEEN, "found": "HTML"}, "E3", object=CSV["url"])],
        [fact("resources", [CSV]), fact("resource_seen", {**SEEN, "found": "ZIP"}, "E3", object=CSV["url"])],
    ),
    "D-03": (
        [fact("resources", [CSV]), fact("resource_seen", SEEN, "E3", object=CSV["url"])],
        {"resource_seen": {"status": 404, "dead_days": 2}},
        [fact("resources", [CSV, PDF]), fact("resource_seen", SEEN, "E3", object=CSV["url"])],
    ),
    "D-04": ({"license_id": LICENCE + "A21_CCBY40"}, {"license_id": LICENCE + "B11_CCBYNC40"}, {"license_id": "boh"}),
    "D-05": ({"dcatapit_breaches": []}, {"dcatapit_breaches": ["dct:title"]}, {}),
    "D-06": (
        {"columns": {"names": ["istat"], "identifiers": {"id-istat": 0.99}}},
        {"columns": {"names": ["istat"], "identifiers": {"id-istat": 0.4}}},
        {"columns": {"names": [], "identifiers": {}}},
    ),
    "D-07": (
        {"resources": [{**CSV, "format": "GEOJSON"}]},
        {"resources": [{**CSV, "format": "SHP"}]},
        {"resources": [{**CSV, "format": "GML"}]},
    ),
    "D-08": (
        {"hvd_category": HVD, "resources": [CSV, WFS]},
        {"hvd_category": HVD, "resources": [CSV]},
        {"hvd_category": HVD},
    ),
    "D-09": (
        {"frequency": FREQUENCY + "HOURLY", "resources": [WFS]},
        {"frequency": FREQUENCY + "HOURLY", "resources": [CSV]},
        {"frequency": FREQUENCY + "HOURLY"},
    ),
    "D-10": ({"conforms_to": ["netex-it"]}, {"conforms_to": ["gtfs"]}, {"function": "public-transport"}),
    "D-11": ({"resources": [{**CSV, "conforms_to": ["https://x.it/s.json"]}]}, {"resources": [CSV]}, {}),
    "X-07": (
        {"integrations": [{"with": "Provincia", "body": "p_lc", "channel": "pdnd"}]},
        {"integrations": [{"with": "Provincia", "body": "p_lc", "channel": "email"}]},
        {"integrations": [{"with": "Paghe", "channel": "file"}]},
    ),
    "X-11": (
        {"function": "civil-registry", "national_platforms": ["anpr"]},
        [fact("function", "civil-registry"), fact("national_platforms", ["spid"], source="owner:c_f205")],
        {"function": "civil-registry", "national_platforms": ["spid"]},
    ),
    "L-01": (
        {"export_available": "yes", "export_free": "yes", "export_formats": ["CSV"], "export_url": "https://x.it"},
        {"export_available": "no"},
        {},
    ),
    "L-02": ({"exit_clause": "yes"}, {"exit_clause": "no"}, {}),
    "L-03": ({"data_owned": "yes"}, {"data_owned": "no"}, {}),
    "L-04": (
        {"contract_start": "2026-01-01", **TERMS},
        {"contract_start": "2026-01-01", **TERMS, "notice_days": "180"},
        {"contract_start": "2026-01-01"},
    ),
    "L-05": ({"api_in_price": "yes", "api_secret": "no"}, {"api_in_price": "no"}, {"api_in_price": "yes"}),
    "L-06": ({"exit_plan": "yes"}, {"contract_end": "2026-12", "exit_plan": "no"}, {"contract_end": "2026-12"}),
    "L-08": ({"id_schemes": ["id-istat"]}, api(("description", read(identifiers=[]))), {}),
    "L-09": ({"renewals_without_tender": "1"}, {"renewals_without_tender": "3"}, {}),
    "L-10": (
        {"export_formats": ["CSV"], "export_url": "https://x.it"},
        {"export_formats": ["PDF"]},
        {"export_formats": ["CSV"]},
    ),
    "AI-01": (AI, {"ai_use": "yes", "ai_risk": "boh"}, {"ai_use": "yes"}),
    "AI-02": ({**AI, **HIGH}, AI, {"ai_use": "yes"}),
    "AI-03": (AI, {"ai_use": "yes", "ai_risk": "prohibited"}, {"ai_use": "yes"}),
    "AI-04": (
        {"ai_use": "yes", "ai_risk": "transparency", "ai_notice_url": "https://x.it"},
        {"ai_use": "yes", "ai_risk": "transparency"},
        {"ai_use": "yes"},
    ),
    "AI-05": ({**AI, **RECORD}, AI, {}),
}

# rule -> facts on which it does not apply
APART: dict[str, Any] = {
    "P-05": {"function": "cemetery"},
    "P-08": {"cad68_type": "D"},
    "P-09": {"residents_data": "no"},
    "A-03": {"description": {"kind": "wsdl"}},
    "A-05": {"description": read(profile="map")},
    "A-12": {"access": "open"},
    "A-14": {"access": "bodies_only"},
    "A-18": {"protocol": "rest"},
    "D-07": {"resources": [CSV]},
    "D-09": {"frequency": FREQUENCY + "ANNUAL"},
    "D-10": {"function": "notice-board"},
    "X-07": {"function": "local-police"},
    "X-11": {"function": "cemetery"},
    "L-04": {"contract_start": "2024"},
    "L-06": {"contract_end": "2029"},
    "AI-02": {"ai_use": "yes", "ai_risk": "minimal"},
    "AI-04": {"ai_use": "no"},
}


def facts_of(said: Any, grade: str = "E1") -> list:
    """Facts of a case, all of this grade where the case gives none of its own."""
    return said if isinstance(said, list) else [fact(name, value, grade) for name, value in said.items()]
