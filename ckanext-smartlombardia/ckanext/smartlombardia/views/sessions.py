"""Sessions end at log-out and at a change of password; a request with a token opens no form to those without one."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, has_request_context, session
from flask_login import logout_user, user_loaded_from_cookie, user_logged_out
from flask_login import user_logged_in as signed_in
from flask_wtf.csrf import CSRFProtect

from ckan.config.middleware.flask_app import csrf
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.views.api_access import ENDPOINT

blueprint = Blueprint("smartlombardia_sessions", __name__)

MARK = "_smartlombardia_password"
REMEMBERED = "smartlombardia_remembered"


@blueprint.before_app_request
def end_session_of_old_password() -> None:
    """Sign out whoever signed in with a password that has been changed since, or is only remembered.

    The cookie by which flask-login remembers somebody holds nothing but who it is: it would outlive a log-out and a
    change of password. The form of the portal offers no remembering; a cookie of that kind opens nothing.
    """
    user: Any = tk.current_user
    if not user or not user.is_authenticated or tk.g.get("login_via_auth_header"):
        return
    mark, is_remembered = password_mark(user), tk.g.get(REMEMBERED, False)
    if is_remembered or session.setdefault(MARK, mark) != mark:
        session.clear()
        logout_user()


def exempt_view(view: Any) -> Any:
    """Exempt a view from the CSRF check as flask-wtf does, but never while a request is answered.

    CKAN exempts the view of a request with a token for everybody, until a restart; `is_exempt` looks at the request.
    """
    return view if has_request_context() else CSRFProtect.exempt(csrf, view)


def is_exempt() -> bool:
    """Whether this request needs no CSRF token: it came with an API token, it is for the API, which takes no cookie, or
    its view is exempt at start.

    CKAN sets its flag for everybody who is not signed in, so that another site could sign a visitor in.
    """
    is_of_token = tk.g.get("login_via_auth_header") and tk.current_user.is_authenticated
    return bool(is_of_token) or tk.request.endpoint == ENDPOINT or CSRFProtect._is_exempt(csrf)


csrf.exempt = exempt_view
csrf._is_exempt = is_exempt


def password_mark(user: Any) -> str:
    """What tells one password of a user from another, and reveals neither."""
    return hashlib.sha256(f"{user.id} {user.password}".encode()).hexdigest()[:32]


@user_loaded_from_cookie.connect
def note_remembered(application: Any, user: Any, **_: Any) -> None:
    """Who is known by the cookie that remembers, and by no session, is signed out before anything is done."""
    setattr(tk.g, REMEMBERED, True)


@signed_in.connect
def start_session(application: Any, user: Any, **_: Any) -> None:
    """A session that begins holds the mark of the password that it began with."""
    session[MARK] = password_mark(user)


@user_logged_out.connect
def empty_session(application: Any, **_: Any) -> None:
    """A session that ends is emptied where it is kept, so that its cookie opens nothing any more."""
    session.clear()
