"""Numbers and lists that decide between one verdict and another, as the office keeps them."""

from __future__ import annotations

from functools import cache

from ckanext.smartlombardia import vocabularies as v


@cache
def threshold(code: str) -> float:
    """A number of the table `interop_thresholds`. Raises KeyError for one that it does not have."""
    return {row["code"]: float(row["value"]) for row in v.rows("interop_thresholds")}[code]


@cache
def listed(name: str) -> frozenset[str]:
    """The values of a list of the table `interop_lists`, none for one that it does not have."""
    return frozenset(row["value"] for row in v.rows("interop_lists") if row["list"] == name)
