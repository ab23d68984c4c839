"""The token of a form."""

from __future__ import annotations

from uuid import uuid4

from ckanext.smartlombardia.logic.records import submissions

__all__ = ["sl_form_token"]


def sl_form_token() -> tuple[str, str]:
    """Name and value of the field by which a form that is sent twice is known."""
    return submissions.TOKEN, str(uuid4())
