"""The door of the API: what the table `api_actions` does not offer is answered as if it did not exist."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.access import find_api_action, is_allowed

blueprint = Blueprint("smartlombardia_api_access", __name__)

ENDPOINT = "api.action"


@blueprint.before_app_request
def check_api_action() -> Response | None:
    """Refuse an action that is closed, sent by the wrong method, or not for this caller."""
    if tk.request.endpoint != ENDPOINT:
        return None
    name = (tk.request.view_args or {}).get("logic_function", "")
    action = find_api_action(name)
    if action is None:
        return _refusal(404, "Not Found Error", tk._("There is no such action"))
    if action.method == "POST" and tk.request.method != "POST":
        return _refusal(405, "Method Not Allowed", tk._("This action changes something: send it by POST"))
    user: Any = tk.current_user
    if not is_allowed(None if user.is_anonymous else user, action):
        return _refusal(403, "Authorization Error", tk._("Access denied"))
    return None


def _refusal(status: int, kind: str, message: str) -> Response:
    answer = jsonify(success=False, error={"__type": kind, "message": message})
    answer.status_code = status
    if status == 405:
        answer.headers["Allow"] = "POST"
    return answer
