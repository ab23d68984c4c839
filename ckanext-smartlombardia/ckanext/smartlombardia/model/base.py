"""What the tables share: the naming and the moments."""

from __future__ import annotations

import zlib
from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckan import model as core
from ckan.plugins import toolkit as tk

Moment = sa.DateTime(timezone=True)
Base = tk.BaseModel


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(timezone.utc)


def key() -> Mapped[int]:
    """A numeric primary key that the database gives out."""
    return mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)


def alone(part: str) -> None:
    """Wait until no other process is in the part of that name; it is ours until the end of the transaction."""
    core.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(zlib.crc32(part.encode()))))
