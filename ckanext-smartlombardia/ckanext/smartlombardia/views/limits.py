"""How often an account, or an address without one, may ask: a table says which pages and actions count together.

Counted in a sliding window in Valkey: what was asked in the window before counts by the part of it that is still in
the last minute. With Valkey away pages go on without limits, and nobody can try passwords.
"""

from __future__ import annotations

import hashlib
import logging
import time

import redis
from flask import Blueprint, Response

from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.views.api_access import ENDPOINT
from ckanext.smartlombardia.views.refusal import refuse

blueprint = Blueprint("smartlombardia_limits", __name__)
log = logging.getLogger(__name__)

WINDOW_SECONDS = 60
LOGIN_SECONDS = 15 * 60
LOGIN = "user.login"
# times the limit of one account from one address
ADDRESS_FACTOR, ACCOUNT_FACTOR = 5, 10


@vocabularies.derived
def _groups() -> dict[tuple[str, str], str]:
    return {(row["kind"], row["name"]): row["group"] for row in vocabularies.rows("rate_limits")}


def find_group() -> str | None:
    """The group that the present request counts for, None where it is not limited."""
    endpoint = tk.request.endpoint or ""
    if endpoint == ENDPOINT:
        return _groups().get(("action", (tk.request.view_args or {}).get("logic_function", "")))
    return _groups().get((tk.request.method if tk.request.method == "POST" else "GET", endpoint))


@blueprint.before_app_request
def limit_requests() -> Response | None:
    """Refuse what is asked too often."""
    group = find_group()
    if group is None or not config.rate_limits() or not (limit := config.rate_limit(group)):
        return None
    user = tk.current_user
    who = user.id if user.is_authenticated else _address()
    try:
        count = _count(f"{group}:{who}", WINDOW_SECONDS)
    except redis.RedisError:
        log.warning("Requests are not limited: Valkey is away", exc_info=True)
        return None
    return _refuse_more(WINDOW_SECONDS) if count > limit else None


@blueprint.before_app_request
def limit_tries() -> Response | None:
    """Refuse a password after too many wrong ones for the account, or from the address."""
    if tk.request.endpoint != LOGIN or tk.request.method != "POST":
        return None
    limits = _login_limits(tk.request.form.get("login", ""))
    try:
        tries = {key: _count(key, LOGIN_SECONDS, add=0) for key in limits}
    except redis.RedisError:
        log.warning("Nobody can log in: Valkey is away", exc_info=True)
        return refuse(503, tk._("A part of the portal does not answer now. Try again in a minute."))
    return _refuse_more(LOGIN_SECONDS) if any(tries[key] >= limit for key, limit in limits.items()) else None


def note_wrong_password(login: str) -> None:
    """Count a wrong password for the account that it was tried for and the address that it came from."""
    if not tk.request or tk.request.endpoint != LOGIN:
        return
    try:
        for key in _login_limits(login or ""):
            _count(key, LOGIN_SECONDS)
    except redis.RedisError:
        log.warning("A wrong password was not counted", exc_info=True)


def _login_limits(login: str) -> dict[str, int]:
    """How many wrong passwords there may be, by what is counted."""
    limit, account, address = config.rate_limit("login"), _digest(login.strip().lower()), _address()
    return {
        f"login:{account}:{address}": limit,
        f"login:address:{address}": limit * ADDRESS_FACTOR,
        f"login:account:{account}": limit * ACCOUNT_FACTOR,
    }


def _count(key: str, seconds: int, add: int = 1) -> float:
    """Add to what was counted under a key; how much it is in the last `seconds`. Raises RedisError."""
    now = time.time()
    window = int(now // seconds)
    prefix = f"smartlombardia:{tk.config['ckan.site_id']}:limit:{key}"
    pipe = connect_to_redis().pipeline()
    pipe.incrby(f"{prefix}:{window}", add)
    pipe.expire(f"{prefix}:{window}", 2 * seconds)
    pipe.get(f"{prefix}:{window - 1}")
    current, _, before = pipe.execute()
    return int(current) + int(before or 0) * (1 - now % seconds / seconds)


def _refuse_more(seconds: int) -> Response:
    message = tk.ungettext(
        "Too many requests: try again in {n} minute", "Too many requests: try again in {n} minutes", seconds // 60
    )
    return refuse(429, message.format(n=seconds // 60), headers={"Retry-After": str(seconds)})


def _address() -> str:
    """A digest of the address that asks: the address itself is not stored."""
    return _digest(tk.request.remote_addr or "")


def _digest(text: str) -> str:
    return hashlib.sha256(f"{tk.config['SECRET_KEY']}{text}".encode()).hexdigest()[:24]
