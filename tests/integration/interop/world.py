"""Records for the tests of the audit, in the shapes that sources have."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from ckanext.smartlombardia.types import BodyRef, Observation, Record

SEEN = datetime(2026, 11, 1, tzinfo=timezone.utc)


def eservice(guid: str, ipa: str, title: str = "Albo Pretorio", protocol: str = "rest", **fields: object) -> Record:
    said = {
        "title": title,
        "notes": "Pubblicazioni all’albo pretorio." if "Albo" in title else title,
        "protocol": protocol,
        "channel": "pdnd",
        "access": "bodies_only",
        "pdnd_eservice_id": guid,
        "pdnd_state": "PUBLISHED",
        **fields,
    }
    return Record("dataservice", guid, said, body=BodyRef(ipa=ipa), grade="E4", observed_at=SEEN,
                  url="https://example.org/eservices.csv")  # fmt: skip


def platform(guid: str, ipa: str, title: str = "Un sistema", grade: Any = "E1", **fields: object) -> Record:
    said = {"title": title, "product_name": title, "status": "in_use", **fields}
    return Record("platform", guid, said, body=BodyRef(ipa=ipa), grade=grade, observed_at=SEEN,
                  url="https://example.org/publiccode.yml")  # fmt: skip


def funded(ipa: str, service: str, state: str) -> Observation:
    cup = f"{service}-{ipa}"
    value = {"service": service, "state": state, "cup": cup, "call": service, "state_date": "2024-05-01"}
    return Observation(BodyRef(ipa=ipa), "funded_service", value, f"{cup}#{service}", object=cup, observed_at=SEEN,
                       url="https://example.org/candidature.csv")  # fmt: skip


def take(registry, *records: Record, source: str = "pdnd"):
    """Take records in as a harvest of a source does."""
    return registry.by_office("smartlombardia_records_take", source=source, records=list(records))
