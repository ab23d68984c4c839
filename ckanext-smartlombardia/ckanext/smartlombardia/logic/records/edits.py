"""What people change by hand becomes facts, in the transaction of the change itself.

CKAN's create, update, patch, revise, resource and bulk actions all end in the hooks that call this. No commit here:
CKAN runs the hooks inside a savepoint.
"""

from __future__ import annotations

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.smartlombardia.facts import Stamp, edits
from ckanext.smartlombardia.logic.records import fields, store
from ckanext.smartlombardia.logic.records.packages import PROJECTED
from ckanext.smartlombardia.model.base import now
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.registry.schemas import KINDS

OFFICE = "office"


def note(context: Context, record: str, what: str) -> None:
    """Compare a package with the projection of its facts; what differs was stated by the editor.

    `what` is created, updated or deleted, for those who read the outbox.
    """
    if context.get(PROJECTED) or core.Package.get(record).type not in KINDS:
        return
    if what != "deleted":
        package = tk.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": record})
        store.hold(record)
        facts = store.facts_of([record])[record]
        body = visibility.body_of_organization(package.get("owner_org"))
        hand = stamp(record, core.User.get(context.get("user")), body)
        changes = edits(facts, fields.to_statements(package), hand, names=fields.names(package["type"]), owner=body)
        if not changes:
            return
        store.apply([changes])
    store.tell("record", {record: what})


def stamp(record: str, user: core.User | None, body: str | None) -> Stamp:
    """Whose hand it is: that of the owner, of the regional office, or of the writer's own body where it is neither."""
    bodies = visibility.bodies_of(user)
    if body is not None and body in bodies:
        source = f"owner:{body}"
    elif user is None or not bodies or visibility.is_office(user):
        source = OFFICE
    else:
        source = f"owner:{min(bodies)}"
    return Stamp("record", record, source, at=now(), by=user.id if user else None)
