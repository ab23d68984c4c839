"""Matches (disposable), cases (they keep their number), decisions (append-only) and the aliases that merges leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Moment, key, now


class MatchRow(Base):
    """Two records that may be one: `relation` is same_record, same_product, derived or same_function."""

    __tablename__ = "smartlombardia_match"
    __table_args__ = (sa.UniqueConstraint("left", "right", "relation"),)

    id: Mapped[int] = key()
    left: Mapped[str] = mapped_column(sa.Text)
    right: Mapped[str] = mapped_column(sa.Text, index=True)
    relation: Mapped[str] = mapped_column(sa.Text)
    score: Mapped[float]
    band: Mapped[str] = mapped_column(sa.Text)
    reasons: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    model: Mapped[str] = mapped_column(sa.Text)


class Case(Base):
    """Records that are decided together. Across re-clustering a case keeps its id by the largest overlap of members.

    `detail` holds the sides that are compared, the pair whose likeness is the evidence, and what the queue filters by.
    """

    __tablename__ = "smartlombardia_case"

    id: Mapped[int] = key()
    relation: Mapped[str] = mapped_column(sa.Text, index=True)
    members: Mapped[list[str]] = mapped_column(JSONB)
    title: Mapped[str] = mapped_column(sa.Text)
    bodies: Mapped[int] = mapped_column(default=0)
    score: Mapped[float] = mapped_column(default=0.0)
    assigned_to: Mapped[str | None] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, default="open", index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    opened: Mapped[datetime] = mapped_column(Moment, default=now)


class Decision(Base):
    """What an auditor said, with the values as they were seen. Never rewritten: undoing is one more decision."""

    __tablename__ = "smartlombardia_decision"

    id: Mapped[int] = key()
    kind: Mapped[str] = mapped_column(sa.Text)
    subject: Mapped[str] = mapped_column(sa.Text, index=True)
    verdict: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    by: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    model: Mapped[str | None] = mapped_column(sa.Text)
    seen: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    undoes: Mapped[int | None] = mapped_column(sa.BigInteger)


class Alias(Base):
    """An address that leads on to another record after a merge; undoing the merge ends the row."""

    __tablename__ = "smartlombardia_alias"

    id: Mapped[int] = key()
    old: Mapped[str] = mapped_column(sa.Text, index=True)
    new: Mapped[str] = mapped_column(sa.Text)
    decision: Mapped[int] = mapped_column(sa.BigInteger)
    since: Mapped[datetime] = mapped_column(Moment, default=now)
    until: Mapped[datetime | None] = mapped_column(Moment)
