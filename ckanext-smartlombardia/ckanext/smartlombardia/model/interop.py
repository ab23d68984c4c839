"""Verdicts and findings, with what they rest on, and the probes that saw systems answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Moment, key, now


class AssessmentRow(Base):
    """A rule's verdict on a subject, from `since` until it changed. `facts` are the ids it rests on."""

    __tablename__ = "smartlombardia_assessment"
    __table_args__ = (
        sa.Index("smartlombardia_assessment_current", "subject", "rule", postgresql_where=sa.text("until IS NULL")),
    )

    id: Mapped[int] = key()
    subject: Mapped[str] = mapped_column(sa.Text)
    rule: Mapped[str] = mapped_column(sa.Text)
    rule_version: Mapped[int]
    verdict: Mapped[str] = mapped_column(sa.Text)
    saw: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    facts: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    since: Mapped[datetime] = mapped_column(Moment, default=now)
    until: Mapped[datetime | None] = mapped_column(Moment)


class FindingRow(Base):
    """A failing verdict worth acting on. One that returns keeps its number; unknown never closes one."""

    __tablename__ = "smartlombardia_finding"
    __table_args__ = (sa.UniqueConstraint("rule", "subject_key"),)

    id: Mapped[int] = key()
    rule: Mapped[str] = mapped_column(sa.Text)
    subject_key: Mapped[str] = mapped_column(sa.Text)
    observed: Mapped[str] = mapped_column(sa.Text)
    handling: Mapped[str] = mapped_column(sa.Text, default="new")
    public: Mapped[bool] = mapped_column(default=False)
    bodies: Mapped[list[str]] = mapped_column(JSONB, default=list)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    first_seen: Mapped[datetime] = mapped_column(Moment, default=now)
    last_seen: Mapped[datetime] = mapped_column(Moment, default=now)
    until: Mapped[datetime | None] = mapped_column(Moment)


class Probe(Base):
    """One look at an address."""

    __tablename__ = "smartlombardia_probe"
    __table_args__ = (sa.Index("smartlombardia_probe_address_at", "address", "at"),)

    id: Mapped[int] = key()
    address: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    ok: Mapped[bool]
    status: Mapped[int | None]
    ms: Mapped[int | None]
