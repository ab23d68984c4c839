"""What goes wrong with a request, told as 400, 403, 404, 413 or 503. The servers' own words go to the log only."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import redis
import sqlalchemy as sa
from flask import Blueprint, Response
from werkzeug.exceptions import RequestEntityTooLarge

from ckan import model as core
from ckan.lib.search import SearchError, SearchIndexError, SolrConnectionError
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.operations.failures import is_outage
from ckanext.smartlombardia.registry.search_request import SearchRefused, SearchUnavailable
from ckanext.smartlombardia.views.refusal import is_for_programs, refuse

blueprint = Blueprint("smartlombardia_errors", __name__)
log = logging.getLogger(__name__)

HANDLED = (
    tk.NotAuthorized, tk.ObjectNotFound, tk.ValidationError, SearchError, SearchIndexError, SolrConnectionError,
    SearchUnavailable, sa.exc.DBAPIError, redis.RedisError, RecursionError,
)  # fmt: skip
RETRY_SECONDS = 30
# CKAN's views that hand the number over unread
COMPLETIONS = frozenset(
    f"api.{name}_autocomplete" for name in ("dataset", "tag", "format", "user", "group", "organization")
)


def check_address() -> Response | None:
    """Refuse an address that no page can be found by: the database holds no NUL."""
    if "\0" in tk.request.path:
        return refuse(404, tk._("There is no such page"))
    if _has_nul([*tk.request.args, *(value for values in tk.request.args.listvalues() for value in values)]):
        return refuse(400, tk._("The address holds signs that cannot be read"))
    if tk.request.endpoint in COMPLETIONS and not tk.request.args.get("limit", "1").isdecimal():
        return refuse(400, tk._("Rows and pages are whole numbers"))
    is_form = tk.request.method == "POST" and not is_for_programs()
    if is_form and _has_nul(value for values in tk.request.form.listvalues() for value in values):
        return refuse(400, tk._("The form holds signs that cannot be read"))
    return None


def _has_nul(texts: Iterable[str]) -> bool:
    return any("\0" in text for text in texts)


def answer_error(error: Exception) -> Response:
    """The answer for an exception that a page or an action raised. Raises what is a fault of the program."""
    core.Session.rollback()
    if is_outage(error) or isinstance(error, SearchIndexError):
        log.warning("A server is away: %s", type(error).__name__, exc_info=True)
        message = tk._("A part of the portal does not answer now. Try again in a minute.")
        return refuse(503, message, headers={"Retry-After": str(RETRY_SECONDS)})
    log.info("A request was refused: %s", type(error).__name__, exc_info=True)
    if isinstance(error, tk.NotAuthorized):
        return refuse(403, tk._("Access denied"))
    if isinstance(error, tk.ObjectNotFound):
        return refuse(404, tk._("There is no such record, or you may not see it."))
    if isinstance(error, SearchRefused):
        return refuse(400, str(error), "Search Query Error")
    if isinstance(error, SearchError):
        return refuse(400, tk._("This search cannot be made: check the fields that it names"), "Search Query Error")
    if isinstance(error, tk.ValidationError):
        return refuse(400, tk._("The address asks for something that there is not: take out its last part"))
    if isinstance(error, RequestEntityTooLarge):
        limit = (tk.request.max_content_length or 0) // 2**20
        return refuse(413, tk._("This is too long: the portal takes at most {count} MB at once").format(count=limit))
    if isinstance(error, sa.exc.DataError | RecursionError) or _is_of_values(error):
        return refuse(400, tk._("A value is too long, too large or too deep to be read"))
    raise error


def _is_of_values(error: Exception) -> bool:
    """Whether the database driver could not send a value at all."""
    return isinstance(error, ValueError) and "NUL" in str(error)


for _kind in HANDLED:
    blueprint.app_errorhandler(_kind)(answer_error)


@blueprint.after_app_request
def tell_programs(response: Response) -> Response:
    """Errors of the API are JSON, whoever made them."""
    if response.status_code >= 400 and is_for_programs() and response.mimetype != "application/json":
        return refuse(response.status_code, response.status.partition(" ")[2].capitalize())
    return response
