"""Facts and e-services in a line, for the tests of this folder."""

from datetime import datetime, timezone

from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.interop import Assessment, EService, Interface, Subject, System, judge

NOW = datetime(2026, 8, 1, tzinfo=timezone.utc)
TOWN = Subject("c_f205", "municipality", "Milano", "c_f205")
PLATFORM = Subject("p1", "platform", "Lampioni", "c_f205")
API = Subject("a1", "dataservice", "Albo pretorio", "c_f205")


def fact(name, value, grade="E1", subject="p1", source="publiccode", **more):
    more.setdefault("observed_at", NOW)
    more.setdefault("since", NOW)
    return Fact("record", subject, name, value, grade=grade, source=source, **more)


def funded(service, state, state_date="2024-05-01", cup="B71F22000230006", body="c_f205"):
    value = {"service": service, "state": state, "state_date": state_date, "cup": cup, "call": f"Avviso {service}"}
    return Fact("body", body, "funded_service", value, cup, "E4", "pad2026", observed_at=NOW, since=NOW)


def verdict(subject, rule, *facts, **more) -> Assessment:
    (one,) = judge(subject, facts, [rule], **more)
    return one


def eservice(body, name="Albo Pretorio", protocol="rest", description="", function="notice-board", **more):
    more.setdefault("state", "PUBLISHED")
    more.setdefault("facts", (fact("pdnd_state", "PUBLISHED", "E4", f"r-{body}", "pdnd"),))
    return EService(
        f"r-{body}-{name}", body, more.pop("town", body), name, description or name, protocol, more.pop("state"),
        function, f"id-{body}", source="pdnd", observed=NOW.isoformat(), **more,
    )  # fmt: skip


def speaker(key, *standards, function="public-lighting", **more):
    """A system that speaks these standards."""
    return System(
        key, more.pop("body", f"b-{key}"), function, frozenset(Interface(standard=one) for one in standards), **more
    )
