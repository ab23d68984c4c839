"""The outbox: what changed, written in the transaction of the change itself."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Moment, key, now


class Change(Base):
    """One change. The drain takes rows whose transaction is over (`txid` below the oldest running one), in order.

    `tries` counts the times that it was taken, written before the work: a worker that dies has tried too. It is not
    taken again before `retry_at`.
    """

    __tablename__ = "smartlombardia_change"
    __table_args__ = (sa.Index("smartlombardia_change_waiting", "seq", postgresql_where=sa.text("drained IS NULL")),)

    seq: Mapped[int] = key()
    txid: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("pg_current_xact_id()::text::bigint"))
    kind: Mapped[str] = mapped_column(sa.Text)
    subject: Mapped[str] = mapped_column(sa.Text)
    what: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    drained: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    retry_at: Mapped[datetime | None] = mapped_column(Moment)
