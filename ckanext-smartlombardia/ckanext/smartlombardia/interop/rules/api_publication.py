"""A rules on where an API is published: PDND and its templates, E015 or the catalogue."""

from __future__ import annotations

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import Fact

from ..rule_registry import rule
from ..subject_facts import SubjectFacts
from ..values import Outcome


@rule("A-12")
def on_pdnd(facts: SubjectFacts) -> Outcome:
    """CAD art. 50-ter: an API for public bodies is in the PDND catalogue, published.

    An e-service that is in the catalogue is judged by its row, whoever offers it; data that the law leaves out need not
    be there. That no row was found in the catalogue proves nothing: only a row that says otherwise, or a body that
    declares another channel, makes it fail.
    """
    rows = facts.all("pdnd_state")
    if rows and facts.value("access") != "open":
        return _in_catalogue(rows[0])
    function = v.concept("functions", facts.value("function") or "")
    if function and function.extra["sensitive"]:
        return Outcome("not_applicable", "50ter-c3", saw={"function": function.code})
    if facts.value("access") == "open":
        return Outcome("not_applicable", "open-data-public-api", tuple(facts.all("access")[:1]))
    channel = facts.best("channel")
    access = facts.best("access")
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


@rule("A-13")
def common_template(facts: SubjectFacts) -> Outcome:
    """PDND guidelines on templates: where a job has a common e-service, it is made from its current version."""
    rows = facts.all("pdnd_state")
    function = facts.function
    if not rows or function is None:
        return Outcome("unknown", "no-row" if function else "no-function")
    current = [row for row in v.rows("eservice_jobs") if row["template"] and row["function"] == function.value]
    used_templates = {fact.value: fact for fact in facts.all("pdnd_template_id")}
    if not current:
        return Outcome("not_applicable", "no-template-yet", (rows[0],), {"function": function.value})
    fitting = [row for row in current if row["template"] in used_templates]
    if not fitting:
        return Outcome("fail", "no-template", (rows[0],), {"function": function.value}, (function,))
    versions = {fact.value: fact for fact in facts.all("pdnd_template_version")}
    proof = used_templates[fitting[0]["template"]]
    if any(row["template_version"] in versions for row in fitting):
        return Outcome("pass", "current-template", (proof, *versions.values()))
    if versions:
        return Outcome("fail", "old-template", (proof, *versions.values()), {"function": function.value}, (function,))
    return Outcome("unknown", "version-unknown")


@rule("A-14")
def published(facts: SubjectFacts) -> Outcome:
    """An API that is open to all is on E015, or here with an address that one can call."""
    open_to_all = [fact for fact in facts.all("access") if fact.value == "open"]
    if not open_to_all:
        audiences = facts.all("access")
        if not audiences:
            return Outcome("unknown", "audience-unknown")
        return Outcome("not_applicable", "not-for-all", (audiences[0],))
    on_e015 = [fact for fact in facts.all("channel") if fact.value == "e015"]
    address = facts.all("endpoint_url")
    if proof := on_e015 or address:
        return Outcome("pass", "published-for-all", (open_to_all[0], proof[0]))
    apart = [fact for fact in facts.all("channel") if fact.value in ("file", "email")]
    if apart:
        return Outcome("fail", "no-public-address", (open_to_all[0], apart[0]), {"channel": apart[0].value})
    return Outcome("unknown", "no-address")
