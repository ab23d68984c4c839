"""The table `api_actions`: what may be called over the API. An action that has no row there is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ckan import model as core

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry import visibility

Caller = Literal["visitor", "signed_in", "editor", "admin", "office", "sysadmin", "closed"]
Method = Literal["GET", "POST"]


@dataclass(frozen=True, slots=True)
class ApiAction:
    """A row of the table: the least that a caller must be, and how the action is called.

    `method` GET says that it changes nothing and may be sent by either method; POST that it must never be sent by GET.
    """

    name: str
    caller: Caller
    method: Method


@vocabularies.derived
def _api_actions() -> dict[str, ApiAction]:
    return {
        row["action"]: ApiAction(row["action"], row["caller"], row["method"])  # type: ignore[arg-type]
        for row in vocabularies.rows("api_actions")
    }


def find_api_action(name: str) -> ApiAction | None:
    """The row of an action; None where the API does not offer it."""
    action = _api_actions().get(name)
    return None if action is None or action.caller == "closed" else action


def is_allowed(user: core.User | None, action: ApiAction) -> bool:
    """Whether a user is at least what the table asks for. The action's own rules come after, and may refuse more."""
    if action.caller == "visitor":
        return True
    if user is None or user.is_anonymous or user.state != "active":
        return False
    if action.caller == "sysadmin":
        return bool(user.sysadmin)
    if action.caller == "office":
        return visibility.is_office(user)
    if action.caller == "admin":
        return bool(user.sysadmin) or bool(visibility.bodies_of(user, "admin"))
    if action.caller == "editor":
        return bool(user.sysadmin) or bool(visibility.bodies_of(user, *visibility.EDITORS))
    return True
