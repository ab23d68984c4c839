"""Who wants to write and is not logged in is asked to log in first, and then led where they wanted to go."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry.schemas import KINDS

blueprint = Blueprint("smartlombardia_login", __name__)

FORMS = frozenset(f"{kind}.new" for kind in KINDS)


@blueprint.before_app_request
def ask() -> ResponseReturnValue | None:
    """The login page, for a visitor who opens the form of a new record."""
    if tk.request.endpoint not in FORMS or tk.current_user.is_authenticated:
        return None
    return tk.redirect_to("user.login", came_from=tk.request.full_path.rstrip("?"))
