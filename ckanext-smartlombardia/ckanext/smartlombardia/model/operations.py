"""How the portal itself runs: records set aside by a step, rounds of the clock, forms that were sent."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Moment, key, now


class Quarantine(Base):
    """A record that a step (match, judge, quality …) could not work on. The step leaves it out until `retry_at`.

    `error` is what the program said, for those who run the portal; `cause` and `remedy` are sentences for people.
    """

    __tablename__ = "smartlombardia_quarantine"
    __table_args__ = (sa.UniqueConstraint("step", "subject"),)

    id: Mapped[int] = key()
    step: Mapped[str] = mapped_column(sa.Text)
    subject: Mapped[str] = mapped_column(sa.Text, index=True)
    cause: Mapped[str] = mapped_column(sa.Text)
    error: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[datetime] = mapped_column(Moment, default=now)
    tried_at: Mapped[datetime] = mapped_column(Moment, default=now)
    retry_at: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=1, server_default="1")


class ClockTask(Base):
    """The last round of a task of the clock. `failures` counts rounds that failed, one after the other."""

    __tablename__ = "smartlombardia_clock_task"

    task: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    started: Mapped[datetime] = mapped_column(Moment, default=now)
    finished: Mapped[datetime | None] = mapped_column(Moment)
    succeeded: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(sa.Text)
    failures: Mapped[int] = mapped_column(default=0, server_default="0")


class Submission(Base):
    """A form that was sent, by the token that it carried: sent again, it leads to the same record."""

    __tablename__ = "smartlombardia_submission"

    token: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    record: Mapped[str] = mapped_column(sa.Text)
    by: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
