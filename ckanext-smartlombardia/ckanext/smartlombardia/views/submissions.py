"""The form of a new record that is sent twice: the second time leads to what the first one made."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.records import submissions
from ckanext.smartlombardia.registry.schemas import KINDS

blueprint = Blueprint("smartlombardia_submissions", __name__)
ENDPOINTS = frozenset(f"{kind}.new" for kind in KINDS)


@blueprint.before_app_request
def lead_to_record() -> ResponseReturnValue | None:
    """Wait for the same form where it is being worked on, and lead to its record where there is one."""
    if tk.request.method != "POST" or tk.request.endpoint not in ENDPOINTS or not tk.g.userobj:
        return None
    token = tk.request.form.get(submissions.TOKEN)
    package = submissions.find_record(token, tk.g.userobj) if token else None
    if package is None:
        return None
    if package.state == "draft":
        return tk.redirect_to(f"{package.type}_resource.new", id=package.name)
    return tk.redirect_to(f"{package.type}.read", id=package.id)
