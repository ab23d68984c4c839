"""Facts: what is known of a subject, from whom, since when. A row only on change; none is rewritten but to end it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Moment, key, now


class FactColumns:
    """The columns of a fact. `value` may be JSON null: a field that somebody emptied is a fact too."""

    id: Mapped[int] = key()
    kind: Mapped[str] = mapped_column(sa.Text)
    subject: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text)
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=False))
    object: Mapped[str | None] = mapped_column(sa.Text)
    grade: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.Text)
    source_record: Mapped[int | None] = mapped_column(sa.BigInteger)
    document: Mapped[str | None] = mapped_column(sa.Text)
    by: Mapped[str | None] = mapped_column(sa.Text)
    observed_at: Mapped[datetime | None] = mapped_column(Moment)
    since: Mapped[datetime] = mapped_column(Moment, default=now)
    until: Mapped[datetime | None] = mapped_column(Moment)


class FactRow(FactColumns, Base):
    """A fact that pages may show."""

    __tablename__ = "smartlombardia_fact"
    __table_args__ = (
        sa.Index("smartlombardia_fact_current", "subject", "name", postgresql_where=sa.text("until IS NULL")),
        sa.Index("smartlombardia_fact_source_record", "source_record"),
        sa.Index("smartlombardia_fact_named", "name", "object", postgresql_where=sa.text("until IS NULL")),
    )


class Restricted(FactColumns, Base):
    """A fact that only the body itself and the office may see: contracts, costs, security.

    One action reads the table and one writes it.
    """

    __tablename__ = "smartlombardia_restricted"
    __table_args__ = (
        sa.Index("smartlombardia_restricted_current", "subject", "name", postgresql_where=sa.text("until IS NULL")),
        sa.Index(  # a hand states a field once at a time, however often somebody clicks
            "smartlombardia_restricted_one_by_hand",
            "subject",
            "name",
            sa.text("coalesce(object, '')"),
            "source",
            unique=True,
            postgresql_where=sa.text("until IS NULL AND source_record IS NULL"),
        ),
    )
