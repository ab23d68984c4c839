"""Whether an API answers now, and day by day over a month."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from ckan import model as core

from ckanext.smartlombardia.logic.probes.probe_run import MONTH, load_probes
from ckanext.smartlombardia.model.base import now


def describe_availability(record: core.Package) -> dict[str, Any]:
    """`answers` (None when nobody looked), `looked`, `ms`, `share` and `days`: thirty of them, the oldest first."""
    extras = record.extras or {}
    endpoint = extras.get("endpoint_url")
    address = (endpoint and extras.get("example_url")) or endpoint or extras.get("endpoint_description")
    moment = now()
    probes = load_probes(address, moment - MONTH) if address else []
    by_day = defaultdict(list)
    for probe in probes:
        by_day[probe.at.date()].append(probe.ok)
    days = [(moment - timedelta(days=back)).date() for back in range(MONTH.days - 1, -1, -1)]
    answering = sorted(probe.ms for probe in probes if probe.ok and probe.ms is not None)
    return {
        "address": address,
        "answers": probes[-1].ok if probes else None,
        "looked": probes[-1].at.isoformat() if probes else None,
        "ms": answering[len(answering) // 2] if answering else None,
        "looks": len(probes),
        "share": sum(probe.ok for probe in probes) / len(probes) if probes else None,
        "days": [{"day": day.isoformat(), "looks": len(by_day[day]), "ok": sum(by_day[day])} for day in days],
    }
