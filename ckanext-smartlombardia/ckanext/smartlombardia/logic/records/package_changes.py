"""Changes of a package's owner, privacy and state are told to the outbox, by whatever way they are written.

CKAN's bulk actions and `package_owner_org_update` change nothing that a fact states, so the comparison of facts sees
nothing of them; who matches, judges and hides has to know all the same.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.model import Change
from ckanext.smartlombardia.registry.schemas import KINDS

WATCHED = ("owner_org", "private", "state")


def watch() -> None:
    """Begin to watch packages; once for a process."""
    if not sa.event.contains(core.Package, "after_update", _publish):
        sa.event.listen(core.Package, "after_update", _publish)


def _publish(mapper: Any, connection: sa.Connection, package: core.Package) -> None:
    """Write a row of the outbox in the transaction of the change itself."""
    attributes = sa.inspect(package).attrs
    if package.type in KINDS and any(attributes[name].history.has_changes() for name in WATCHED):
        what = "deleted" if package.state == "deleted" else "updated"
        connection.execute(sa.insert(Change), {"kind": "record", "subject": package.id, "what": what})
