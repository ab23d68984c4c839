"""What the tables share: the naming and the moments."""

from __future__ import annotations

from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckan.plugins import toolkit as tk

Moment = sa.DateTime(timezone=True)
Base = tk.BaseModel


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(timezone.utc)


def key() -> Mapped[int]:
    """A numeric primary key that the database gives out."""
    return mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
