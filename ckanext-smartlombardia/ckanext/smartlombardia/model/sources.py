"""Where records came from, and the runs that brought them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Moment, key, now


class SourceRecord(Base):
    """One record of one source, by the source's own identifier.

    `record` is the package that it became, None for facts on a body. `absent_runs` counts whole runs, one after the
    other, that did not meet it; one that was archived for that has no `hash`.
    """

    __tablename__ = "smartlombardia_source_record"
    __table_args__ = (sa.UniqueConstraint("source", "guid"),)

    id: Mapped[int] = key()
    source: Mapped[str] = mapped_column(sa.Text)
    guid: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.Text)
    record: Mapped[str | None] = mapped_column(sa.Text, index=True)
    url: Mapped[str | None] = mapped_column(sa.Text)
    document: Mapped[str | None] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.Text)
    repairs: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    first_seen: Mapped[datetime] = mapped_column(Moment, default=now)
    last_seen: Mapped[datetime] = mapped_column(Moment, default=now)
    absent_runs: Mapped[int] = mapped_column(default=0)


class Run(Base):
    """One run of a harvest, a match or an audit, with its report. `counts` and `report` are what people read."""

    __tablename__ = "smartlombardia_run"

    id: Mapped[int] = key()
    kind: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str | None] = mapped_column(sa.Text, index=True)
    started: Mapped[datetime] = mapped_column(Moment, default=now)
    heartbeat: Mapped[datetime | None] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    tables_hash: Mapped[str | None] = mapped_column(sa.Text)


class SourcePage(Base):
    """What one address of a source gave when it was last read whole: what is needed to ask "has it changed?" next time.

    `made_with` names the tables and the code that read it; `counts`, `refused` and `noted` are the outcome, told again
    while nothing changes; `leads` are the addresses that it led to; `seen` holds eight bytes for each identifier that
    stood on the page.
    """

    __tablename__ = "smartlombardia_source_page"
    __table_args__ = (sa.UniqueConstraint("source", "url"),)

    id: Mapped[int] = key()
    source: Mapped[str] = mapped_column(sa.Text)
    url: Mapped[str] = mapped_column(sa.Text)
    etag: Mapped[str | None] = mapped_column(sa.Text)
    modified: Mapped[str | None] = mapped_column(sa.Text)
    media_type: Mapped[str] = mapped_column(sa.Text)
    document: Mapped[str] = mapped_column(sa.Text)
    made_with: Mapped[str] = mapped_column(sa.Text)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    refused: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    noted: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    leads: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    seen: Mapped[bytes] = mapped_column(sa.LargeBinary)
    read_at: Mapped[datetime] = mapped_column(Moment, default=now)
