"""What the page of an error says beyond its title."""

from __future__ import annotations

from werkzeug.exceptions import default_exceptions

__all__ = ["sl_error_detail"]


def sl_error_detail(code: int, content: str | None) -> str:
    """The reason that our code or CKAN gave for an error; empty where there are only the server's own English words."""
    usual = default_exceptions.get(code)
    return "" if not content or usual is None or content == usual.description else content
