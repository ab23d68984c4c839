"""What matching and the audit found after a run, on the records that it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from ckan import model as core

from ckanext.smartlombardia.model import Case, Change, FindingRow


def after(records: Sequence[str], since: datetime) -> dict[str, Any]:
    """How many cases and findings on these records there are since then; `waiting` while not all was looked at yet."""
    members = Case.members.op("?|")(sa.cast(list(records), ARRAY(sa.Text)))
    cases = sa.select(sa.func.count()).where(Case.state == "open", Case.opened >= since, members)
    findings = sa.select(sa.func.count()).where(
        FindingRow.observed == "failing", FindingRow.first_seen >= since, FindingRow.subject_key.in_(records)
    )
    waiting = sa.select(sa.exists().where(Change.drained.is_(None), Change.subject.in_(records)))
    return {
        "cases": core.Session.scalar(cases) or 0,
        "findings": core.Session.scalar(findings) or 0,
        "waiting": bool(core.Session.scalar(waiting)),
    }
