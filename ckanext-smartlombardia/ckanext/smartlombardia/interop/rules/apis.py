"""A rules: what must be true of an API."""

from __future__ import annotations

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import Fact

from ..catalogue import rule
from ..known import Known
from ..values import Outcome


@rule("A-12")
def on_pdnd(known: Known) -> Outcome:
    """CAD art. 50-ter: an API for public bodies is in the PDND catalogue, published.

    That no row was found in the catalogue proves nothing: only a row that says otherwise, or a body that declares
    another channel, makes it fail.
    """
    function = v.concept("functions", known.value("function") or "")
    if function and function.extra["sensitive"]:
        return Outcome("not_applicable", "50ter-c3", saw={"function": function.code})
    if known.value("access") == "open":
        return Outcome("not_applicable", "open-data-public-api", tuple(known.seen("access")[:1]))
    rows = known.seen("pdnd_state")
    if rows:
        return _in_catalogue(rows[0])
    channel = known.fact("channel")
    access = known.fact("access")
    if channel and channel.value != "pdnd" and access and access.value == "bodies_only":
        return Outcome("fail", "other-channel", (channel, access), {"channel": channel.value, "gap": "R5-CHANNEL"})
    return Outcome("unknown", "no-row" if access and access.value == "bodies_only" else "audience-unknown")


def _in_catalogue(row: Fact) -> Outcome:
    """A suspended e-service cannot be used, which is worth saying, but by itself breaks no obligation."""
    saw = {"pdnd_state": row.value}
    if row.value in ("PUBLISHED", "DEPRECATED"):
        return Outcome("pass", "published", (row,), saw)
    if row.value == "SUSPENDED":
        return Outcome("fail", "suspended", (row,), {**saw, "gap": "R3-DOWN"}, severity="minor", force="S")
    return Outcome("not_applicable", "withdrawn", (row,), saw)
