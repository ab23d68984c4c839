"""Bodies beside their organizations, and systems that several bodies use."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, key


class Body(Base):
    """A public body. Never deleted: one that ends is dated and names its successor."""

    __tablename__ = "smartlombardia_body"

    ipa: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    org_id: Mapped[str] = mapped_column(sa.Text, unique=True)
    istat: Mapped[str | None] = mapped_column(sa.Text, index=True)
    cadastral: Mapped[str | None] = mapped_column(sa.Text, index=True)
    kind: Mapped[str] = mapped_column(sa.Text)
    province: Mapped[str | None] = mapped_column(sa.Text, index=True)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    successor: Mapped[str | None] = mapped_column(sa.Text)


class Use(Base):
    """One body's part in a platform that another one runs: a union's system that serves its towns is one platform."""

    __tablename__ = "smartlombardia_use"
    __table_args__ = (sa.UniqueConstraint("platform", "body", "since"),)

    id: Mapped[int] = key()
    platform: Mapped[str] = mapped_column(sa.Text, index=True)
    body: Mapped[str] = mapped_column(sa.Text, index=True)
    role: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[date | None]
    until: Mapped[date | None]
    overrides: Mapped[dict] = mapped_column(JSONB, default=dict)
