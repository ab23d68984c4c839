"""A rules: what must be true of an API."""

from __future__ import annotations

from ckanext.smartlombardia import vocabularies as v

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
        state = rows[0].value
        if state == "PUBLISHED":
            return Outcome("pass", "published", (rows[0],), {"pdnd_state": state})
        return Outcome("fail", "not-published", (rows[0],), {"pdnd_state": state, "gap": "R5-CHANNEL"})
    channel = known.fact("channel")
    access = known.fact("access")
    if channel and channel.value != "pdnd" and access and access.value == "bodies_only":
        return Outcome("fail", "other-channel", (channel, access), {"channel": channel.value, "gap": "R5-CHANNEL"})
    return Outcome("unknown", "no-row" if access and access.value == "bodies_only" else "audience-unknown")
