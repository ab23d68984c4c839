"""A form that is sent twice makes one record: each carries a token, which is kept with the record that it made."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import has_request_context

from ckan import model as core
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.smartlombardia.model import Submission
from ckanext.smartlombardia.model.base import alone, now

TOKEN = "_form_token"  # noqa: S105 - the name of a field
RETENTION = timedelta(days=1)  # after which nobody sends the same form again


def find_record(token: str, user: core.User) -> core.Package | None:
    """Find the record that a form of the user has created. Waits for a request with the same token to end."""
    alone(f"form {token}")
    query = sa.select(Submission.record).where(Submission.token == token, Submission.by == user.id)
    record = core.Session.scalar(query)
    return core.Session.get(core.Package, record) if record else None


def note(context: Context, record: str) -> None:
    """Keep which record the form of this request has made, in the transaction of the record itself."""
    token = tk.request.form.get(TOKEN) if has_request_context() else None
    user = core.User.get(context.get("user"))
    if token and user:
        core.Session.execute(sa.delete(Submission).where(Submission.at < now() - RETENTION))
        core.Session.add(Submission(token=token, record=record, by=user.id))
        core.Session.flush()
