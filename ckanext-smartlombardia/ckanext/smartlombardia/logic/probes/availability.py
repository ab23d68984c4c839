"""Whether an API answers now, and day by day over a month."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from ckan import model as core

from ckanext.smartlombardia.logic.probes.probe_run import MONTH, looks_at
from ckanext.smartlombardia.model.base import now


def shown(record: core.Package) -> dict[str, Any]:
    """`answers` (None when nobody looked), `looked`, `ms`, `share` and `days`: thirty of them, the oldest first."""
    extras = record.extras or {}
    endpoint = extras.get("endpoint_url")
    address = (endpoint and extras.get("example_url")) or endpoint or extras.get("endpoint_description")
    moment = now()
    looks = looks_at(address, moment - MONTH) if address else []
    by_day = defaultdict(list)
    for one in looks:
        by_day[one.at.date()].append(one.ok)
    days = [(moment - timedelta(days=back)).date() for back in range(MONTH.days - 1, -1, -1)]
    answering = sorted(one.ms for one in looks if one.ok and one.ms is not None)
    return {
        "address": address,
        "answers": looks[-1].ok if looks else None,
        "looked": looks[-1].at.isoformat() if looks else None,
        "ms": answering[len(answering) // 2] if answering else None,
        "looks": len(looks),
        "share": sum(one.ok for one in looks) / len(looks) if looks else None,
        "days": [{"day": day.isoformat(), "looks": len(by_day[day]), "ok": sum(by_day[day])} for day in days],
    }
