"""What the quality of each dataset was when it was last looked at, so that figures over many need not look again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Moment, key, now


class QualityRow(Base):
    """A dataset's score (`lo` sure, `hi` possible), its marks and tallies by metric, what is wrong, its addresses.

    `missing` is what a high-value dataset lacks, null where the dataset does not say that it is one.
    """

    __tablename__ = "smartlombardia_quality"
    __table_args__ = (sa.UniqueConstraint("record"),)

    id: Mapped[int] = key()
    record: Mapped[str] = mapped_column(sa.Text)
    lo: Mapped[int]
    hi: Mapped[int]
    marks: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    tallies: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    changes: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    findings: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    missing: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    addresses: Mapped[list[str]] = mapped_column(JSONB, default=list)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
