"""An answer that refuses the present request in a plain sentence: JSON for programs, a page for people."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, jsonify, make_response
from werkzeug.http import HTTP_STATUS_CODES

from ckan.plugins import toolkit as tk

# the names that CKAN's API gives to errors; others bear the name of their status
KINDS = {403: "Authorization Error", 404: "Not Found Error", 500: "Internal Server Error"}


def refuse(status: int, message: str, kind: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """Refuse the present request.

    :param message: what is wrong, for people
    :param kind: the `__type` of an error of the API; the status has one where it is not given
    """
    if is_for_programs():
        kind = kind or KINDS.get(status) or HTTP_STATUS_CODES[status]
        answer = jsonify(success=False, error={"__type": kind, "message": message})
    else:
        answer = make_response(_page(status, message))
    answer.status_code = status
    answer.headers.update(headers or {})
    return answer


def is_for_programs() -> bool:
    """Whether the present request is one of the API."""
    return tk.request.path.startswith("/api/")


def _page(status: int, message: str) -> str:
    values = {"code": status, "content": message, "name": "", "show_login_redirect_link": False}
    try:
        return tk.render("error_document_template.html", values)
    except Exception:  # with the database away, not even a head can be drawn
        if status < 500:
            raise
        return f"<!doctype html><title>{status}</title><p>{message}</p>"
