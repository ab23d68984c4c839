"""Validators that keep out what would harm others: links that a browser would run, passwords that are guessed."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from . import codes

Key = tuple[Any, ...]


def smartlombardia_link_scheme(value: Any) -> str:
    """An address that a browser may open, or words: nothing that would run on this portal."""
    text = str(value)
    if codes.runs_in_browser(text):
        raise tk.Invalid(tk._("This is not a link that may be opened: write one that begins with https://."))
    return text


def user_password_validator(key: Key, data: dict[Key, Any], errors: dict[Key, list[str]], context: Any) -> None:
    """At least twelve characters, none of the passwords that everybody tries, not the name of the account."""
    password = data.get(key)
    if not isinstance(password, str) or not password:
        return
    name = str(data.get(("name",)) or "").lower()
    if len(password) < codes.MIN_PASSWORD_CHARACTERS:
        errors[("password",)].append(
            tk._("A password has at least {count} characters").format(count=codes.MIN_PASSWORD_CHARACTERS)
        )
    elif codes.is_common_password(password) or (len(name) > 3 and name in password.lower()):
        errors[("password",)].append(
            tk._("This password is easily guessed: use three or four words that only you join")
        )
