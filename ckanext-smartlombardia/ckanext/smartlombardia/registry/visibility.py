"""Who sees what (design, section 4): roles of a viewer, and the labels that search and pages compare.

A label is one word for many: a thousand labels in a query break the search server, so bodies share one.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.types import Context

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.model import Body

BODIES = "smartlombardia-bodies"
OFFICE = "smartlombardia-office"
EDITORS = ("admin", "editor")
SOURCE = "harvest"  # the package type of a harvest's source: for its body and the office only


def viewer(context: Context) -> core.User | None:
    """Who asks."""
    return core.User.get(context["user"]) if context.get("user") else None


def bodies_of(user: core.User | None, *capacities: str) -> set[str]:
    """IPA codes of the bodies that the user belongs to, with one of these capacities if any is named."""
    if user is None or user.is_anonymous or user.state != "active":
        return set()
    query = (
        sa.select(Body.ipa)
        .join(core.Member, core.Member.group_id == Body.org_id)
        .where(
            core.Member.table_name == "user",
            core.Member.table_id == user.id,
            core.Member.state == "active",
        )
    )
    if capacities:
        query = query.where(core.Member.capacity.in_(capacities))
    return set(core.Session.scalars(query))


def is_office(user: core.User | None, *capacities: str) -> bool:
    """Whether the user works in the regional office, or administers the portal."""
    if user is None or user.is_anonymous:
        return False
    return bool(user.sysadmin) or config.office() in bodies_of(user, *capacities)


def sees_restricted(user: core.User | None, ipa: str | None) -> bool:
    """Whether the user may read the restricted fields and internal findings of a body's records."""
    return is_office(user) or (ipa is not None and ipa in bodies_of(user))


def edits(user: core.User | None, ipa: str | None) -> bool:
    """Whether the user may write for a body."""
    return is_office(user, *EDITORS) or (ipa is not None and ipa in bodies_of(user, *EDITORS))


def is_sensitive(function: str | None) -> bool:
    """Whether platforms of a function are kept from the public: surveillance, police, networks, security."""
    concept = vocabularies.concept("functions", function) if function else None
    return bool(concept and concept.extra.get("sensitive"))


def is_private(fields: dict[str, Any]) -> bool:
    """Whether a platform with these fields is for bodies only: its function is sensitive, or its body says so."""
    return fields.get("visibility") == "bodies" or is_sensitive(fields.get("function"))


def labels_of_record(package: core.Package) -> list[str]:
    """Labels under which a package may be read."""
    if package.state == "active" and not package.private and package.type != SOURCE:
        return ["public"]
    labels = [OFFICE, f"member-{package.owner_org}" if package.owner_org else f"creator-{package.creator_user_id}"]
    if package.state == "active" and package.type == "platform":
        labels.append(BODIES)
    return labels


def labels_of_user(user: core.User | None) -> list[str]:
    """Labels that a viewer may read."""
    labels = ["public"]
    if user is None or user.is_anonymous:
        return labels
    labels.append(f"creator-{user.id}")
    organizations = core.Session.scalars(
        sa.select(core.Member.group_id).where(
            core.Member.table_name == "user", core.Member.table_id == user.id, core.Member.state == "active"
        )
    )
    labels += [f"member-{organization}" for organization in organizations]
    if bodies_of(user):
        labels.append(BODIES)
    if is_office(user):
        labels.append(OFFICE)
    return labels


def body_of_organization(org_id: str | None) -> str | None:
    """IPA code of the body that an organization stands for."""
    return core.Session.scalar(sa.select(Body.ipa).where(Body.org_id == org_id)) if org_id else None
