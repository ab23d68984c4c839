"""Claims about other bodies: a record that names a body as taking part, or as releasing it, counts for that body only
once the body itself, or the office, says so.

A claim is what another body states by hand (`owner:<ipa>`) or by a source that it runs (`<name>@<ipa>`). Decisions, the
office, and sources that no body runs need no yes. The answer of the named body is a fact on it: `answer`, with the key
of the claim as its object.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.model import Body, FactRow

from .readable import is_public

ClaimState = Literal["confirmed", "waiting", "denied"]

FIELDS = {"project": "bodies", "software": "releasing_body"}
"""The field of each type that names bodies beside the owner."""

UNCONFIRMED = "unconfirmed_bodies"
"""The key under which a shown package lists the bodies that it names and that do not count."""

ANSWER = "answer"
KEY = "claim:"


def list_named_bodies(record: Mapping[str, Any]) -> list[str]:
    """IPA codes of the bodies that a record names beside its owner."""
    value = record.get(FIELDS.get(str(record.get("type")), "")) or ()
    codes = [value] if isinstance(value, str) else value
    owner = (record.get("organization") or {}).get("name")
    return [code for code in dict.fromkeys(codes) if isinstance(code, str) and code and code != owner]


def list_confirmed_bodies(record: Mapping[str, Any]) -> list[str]:
    """IPA codes of the bodies that a record as `package_show` gives it names beside its owner, and that count."""
    unconfirmed = record.get(UNCONFIRMED) or ()
    return [code for code in list_named_bodies(record) if code not in unconfirmed]


def load_claims(record: Mapping[str, Any]) -> dict[str, ClaimState]:
    """How it stands with each body that a record names beside its owner."""
    codes = list_named_bodies(record)
    if not codes:
        return {}
    sources = _load_sources(str(record["id"]), FIELDS[record["type"]])
    answers = _load_answers(str(record["id"]), codes)
    return {code: _judge(code, sources.get(code, ()), answers.get(code)) for code in codes}


def load_unconfirmed_bodies(record: Mapping[str, Any]) -> list[str]:
    """IPA codes of the bodies that a record names and that have not confirmed it."""
    return [code for code, state in load_claims(record).items() if state != "confirmed"]


def releasing_body(package: core.Package) -> str | None:
    """IPA code of the body that released a product, where it counts."""
    code = package.extras.get(FIELDS["software"])
    record = {"id": package.id, "type": "software", FIELDS["software"]: code}
    return code if code and package.type == "software" and load_claims(record)[code] == "confirmed" else None


def list_waiting_claims(ipa: str) -> list[str]:
    """UUIDs of the public records of others that name a body which has not said yes or no, by title."""
    query = (
        sa.select(core.Package)
        .join(FactRow, FactRow.subject == core.Package.id)
        .outerjoin(Body, Body.org_id == core.Package.owner_org)
        .where(
            FactRow.name.in_(set(FIELDS.values())),
            FactRow.until.is_(None),
            FactRow.value.contains(sa.func.to_jsonb(sa.cast(ipa, sa.Text))),
            sa.or_(FactRow.source.like("owner:%"), FactRow.source.like("%@%")),
            Body.ipa.is_distinct_from(ipa),
            is_public(),
            core.Package.type.in_(list(FIELDS)),
        )
        .order_by(core.Package.title)
    )
    packages = core.Session.scalars(query).unique()
    return [package.id for package in packages if _is_waiting(package, ipa)]


def _is_waiting(package: core.Package, ipa: str) -> bool:
    sources = _load_sources(package.id, FIELDS[package.type]).get(ipa, ())
    return _judge(ipa, sources, _load_answers(package.id, [ipa]).get(ipa)) == "waiting"


def _judge(body: str, sources: tuple[str, ...] | list[str], answer: str | None) -> ClaimState:
    if any(_is_entitled(source, body) for source in sources) or answer == "yes":
        return "confirmed"
    return "denied" if answer == "no" else "waiting"


def _is_entitled(source: str, body: str) -> bool:
    """Whether a source may speak for a body: it is the body's own, or no body's."""
    speaker = source.removeprefix("owner:") if source.startswith("owner:") else source.partition("@")[2]
    return speaker in ("", body)


def _load_sources(record: str, field: str) -> dict[str, list[str]]:
    """IPA code -> the sources that name this body in a field of a record."""
    query = sa.select(FactRow.value, FactRow.source).where(
        FactRow.subject == record, FactRow.name == field, FactRow.until.is_(None)
    )
    sources: dict[str, list[str]] = {}
    for value, source in core.Session.execute(query):
        for code in value if isinstance(value, list) else [value]:
            sources.setdefault(str(code), []).append(source)
    return sources


def _load_answers(record: str, bodies: list[str]) -> dict[str, str]:
    query = sa.select(FactRow.subject, FactRow.value).where(
        FactRow.subject.in_(bodies),
        FactRow.name == ANSWER,
        FactRow.object == f"{KEY}{record}",
        FactRow.until.is_(None),
    )
    return {body: str(value) for body, value in core.Session.execute(query)}
