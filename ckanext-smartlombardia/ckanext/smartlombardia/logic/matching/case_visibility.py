"""Who sees which cases and which of their members: the office all, bodies what touches them, nobody else any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.logic.matching import case_store
from ckanext.smartlombardia.logic.matching.record_loader import Registered
from ckanext.smartlombardia.logic.matching.verdicts import VERDICTS
from ckanext.smartlombardia.model import Case
from ckanext.smartlombardia.registry import visibility

STATES = {"waiting": case_store.WAITING_STATES, "decided": VERDICTS}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: `office` sees every case, others those of their `bodies`; `labels` say which records they may read."""

    office: bool
    bodies: frozenset[str]
    labels: frozenset[str]

    @classmethod
    def from_user(cls, user: core.User | None) -> Viewer:
        """The viewer that a user is: a visitor where there is none."""
        return cls(
            visibility.is_office(user),
            frozenset(visibility.bodies_of(user)),
            frozenset(visibility.labels_of_user(user)),
        )

    def sees_case(self, case: Case) -> bool:
        """Whether the case may be shown; its members are another question."""
        return self.office or bool(self.bodies & set(_bodies(case)))

    def sees(self, record: Registered) -> bool:
        """Whether the record may be read."""
        return self.office or bool(self.labels & set(visibility.labels_of_record(record)))


def load_cases(viewer: Viewer, state: str = "waiting") -> list[Case]:
    """Load the cases in a state (a key of STATES) that the viewer may see."""
    if not (viewer.office or viewer.bodies):
        return []
    rows = core.Session.scalars(sa.select(Case).where(Case.state.in_(STATES[state])).order_by(Case.id))
    return [case for case in rows if viewer.sees_case(case)]


def totals() -> dict[str, int]:
    """How many cases wait, by relation: the one thing about them that everybody may know."""
    query = (
        sa.select(Case.relation, sa.func.count())
        .where(Case.state.in_(case_store.WAITING_STATES))
        .group_by(Case.relation)
    )
    return dict(core.Session.execute(query).tuples().all())


def _bodies(case: Case) -> Iterable[str]:
    """IPA codes of the bodies of a case; read from its members where it was not opened by the matcher."""
    bodies = (case.detail or {}).get("bodies")
    if bodies is not None:
        return bodies
    organizations = sa.select(core.Package.owner_org).where(core.Package.id.in_(case.members))
    return [
        body
        for organization in core.Session.scalars(organizations)
        if (body := visibility.body_of_organization(organization))
    ]
