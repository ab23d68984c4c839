"""The door of the API: what the table `api_actions` does not offer is answered as if it did not exist.

`call_action` takes the place of CKAN's view: it says what is wrong in 400, 403, 404, 409, 413 or 503 and never in the
words of a server.
"""

from __future__ import annotations

import logging
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from ckan import model as core
from ckan.lib.navl.dictization_functions import DataError
from ckan.plugins import toolkit as tk
from ckan.views import api

from ckanext.smartlombardia.logic.access import find_api_action, is_allowed
from ckanext.smartlombardia.views.errors import answer_error
from ckanext.smartlombardia.views.refusal import refuse

blueprint = Blueprint("smartlombardia_api_access", __name__)
log = logging.getLogger(__name__)

ENDPOINT = "api.action"
MAX_DEPTH = 20  # of lists and objects in what an action is called with


@blueprint.before_app_request
def check_api_action() -> Response | None:
    """Refuse an action that is closed, sent by the wrong method, or not for this caller."""
    if tk.request.endpoint != ENDPOINT:
        return None
    name = (tk.request.view_args or {}).get("logic_function", "")
    action = find_api_action(name)
    if action is None:
        return refuse(404, tk._("There is no such action"))
    if action.method == "POST" and tk.request.method != "POST":
        return refuse(405, tk._("This action changes something: send it by POST"), headers={"Allow": "POST"})
    user: Any = tk.current_user
    if not is_allowed(None if user.is_anonymous else user, action):
        return refuse(403, tk._("Access denied"))
    return None


@wraps(api.action)
def call_action(logic_function: str, ver: int = api.API_DEFAULT_VERSION) -> Response:
    """Call an action with what the request holds."""
    function, user = tk.get_action(logic_function), tk.current_user
    context: Any = {"user": user.name, "api_version": ver, "auth_user_obj": user}
    core.Session()._context = context
    try:
        data = _read_data(try_url_params=getattr(function, "side_effect_free", False))
    except (ValueError, RecursionError):
        return refuse(400, tk._("The request is no JSON object that can be read"))
    except RequestEntityTooLarge as error:
        return answer_error(error)
    if data.pop("callback", None) is not None:  # a script of another site asks: as a visitor
        tk.g.user, tk.g.userobj = None, None
        context |= {"user": "", "auth_user_obj": None}
    answer: dict[str, Any] = {"help": tk.url_for(ENDPOINT, logic_function="help_show", ver=ver, name=logic_function,
                                                 _external=True)}  # fmt: skip
    try:
        answer |= {"success": True, "result": function(context, data)}
    except HTTPException:
        raise
    except Exception as error:
        return _answer_failure(error, answer, data)
    if "changed_entities" in context:
        answer["changed_entities"] = {kind: sorted(ids) for kind, ids in context["changed_entities"].items()}
    return api._finish_ok(answer)


def _read_data(try_url_params: bool) -> dict[str, Any]:
    """What an action is called with. Raises ValueError where it cannot be read."""
    try:
        data = api._get_request_data(try_url_params=try_url_params)
    except BadRequest as error:
        raise ValueError from error
    _check_value(data, MAX_DEPTH)
    # as they come in an address: what takes `?id=5` takes `{"id": 5}`, and null is not given
    return {
        name: str(value) if try_url_params and type(value) in (int, float) else value
        for name, value in data.items()
        if value is not None or not try_url_params
    }


def _check_value(value: Any, depth: int) -> None:
    """Raise ValueError at a NUL, which the database cannot hold, and at what is nested too deep."""
    if depth < 0:
        raise ValueError("nested too deep")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("NUL")
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for part in value:
            _check_value(part, depth - 1)


def _is_of_arguments(error: Exception, data: dict[str, Any]) -> bool:
    """Whether an action failed for what it was called with: an argument is missing, or of the wrong type."""
    if isinstance(error, KeyError):
        return bool(error.args) and isinstance(error.args[0], str) and error.args[0] not in data
    if isinstance(error, ValueError):
        return True
    types = (TypeError, AttributeError, sa.exc.ProgrammingError, sa.exc.InvalidRequestError)
    return isinstance(error, types) and (not data or any(isinstance(value, list | dict) for value in data.values()))


def _answer_failure(error: Exception, answer: dict[str, Any], data: dict[str, Any]) -> Response:
    """The answer for an exception of an action. What validation and leave say is for people already, as CKAN has it."""
    status, body = 409, {"__type": "Validation Error"}
    if isinstance(error, tk.ValidationError):
        core.Session.rollback()
        body = {**error.error_dict, **body}
    elif isinstance(error, DataError):
        status, body = 400, {"__type": "Integrity Error", "message": error.error}
    elif isinstance(error, tk.NotAuthorized):
        reason = str(error)
        message = tk._("Access denied: %s") % reason if reason else tk._("Access denied")
        status, body = 403, {"__type": "Authorization Error", "message": message}
    elif isinstance(error, tk.ObjectNotFound):
        message = tk._("Not found: %s") % error if str(error) else tk._("Not found")
        status, body = 404, {"__type": "Not Found Error", "message": message}
    else:
        try:
            return answer_error(error)
        except Exception:
            log.exception("An action failed")
            if _is_of_arguments(error, data):
                return refuse(
                    400, tk._("The action cannot be called with these arguments: help_show tells what it takes")
                )
            return refuse(500, tk._("Something broke on our side"))
    return api._finish(status, {**answer, "success": False, "error": body}, content_type="json")
