"""The first bytes of a file -> what they show: its format, the standard it follows, the codes in its columns.

Values are looked at and forgotten: what stays are names of columns and shares.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from ckanext.smartlombardia.formats import sniff, tables
from ckanext.smartlombardia.formats.errors import NotReadable

from . import identifiers

ENOUGH = sniff.ENOUGH
MOST_COLUMNS = 200


def sample(start: bytes) -> dict[str, Any]:
    """`format` (EU code) and `standard`, empty where the bytes show none; of a table also `names` and `identifiers`.

    `identifiers` has the share of right values by scheme, over the columns that are named after it. Never raises.
    """
    sniffed = sniff.sniff(start)
    result: dict[str, Any] = {"format": sniffed.format, "standard": sniffed.standard}
    return {**result, **_columns(start)} if sniffed.format == "CSV" else result


def _columns(start: bytes) -> dict[str, Any]:
    whole_lines = start[: start.rfind(b"\n") + 1]
    try:
        table = tables.read_csv(whole_lines, ())
        rows = list(islice(table.rows(), identifiers.SAMPLE))
    except NotReadable:
        return {}
    shares: dict[str, float] = {}
    for name in table.columns[:MOST_COLUMNS]:
        for scheme in identifiers.find_schemes_by_name([name]):
            share = identifiers.share(scheme, [row.values.get(name, "") for row in rows])
            if share is not None:
                shares[scheme] = max(round(share, 2), shares.get(scheme, 0.0))
    return {"names": list(table.columns[:MOST_COLUMNS]), "identifiers": shares}
