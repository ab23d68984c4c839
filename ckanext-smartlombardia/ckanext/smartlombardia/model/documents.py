"""Documents that were fetched; their bytes are in CKAN's file storage, under their hash."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Moment


class StoredDocument(Base):
    """A document as it was fetched, once for each content."""

    __tablename__ = "smartlombardia_document"

    sha256: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    url: Mapped[str] = mapped_column(sa.Text)
    media_type: Mapped[str] = mapped_column(sa.Text)
    size: Mapped[int]
    fetched_at: Mapped[datetime] = mapped_column(Moment)
