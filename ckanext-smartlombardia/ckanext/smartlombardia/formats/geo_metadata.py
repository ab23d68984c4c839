"""A sheet of geographical metadata as values, whichever format it was read from."""

from __future__ import annotations

from dataclasses import dataclass

HOLDERS = ("owner", "custodian", "publisher", "pointOfContact", "author", "distributor")


@dataclass(frozen=True, slots=True)
class Link:
    """Where data or a service are, with the name and the protocol that are said of it."""

    url: str
    name: str
    protocol: str


@dataclass(frozen=True, slots=True)
class Party:
    """An organization that answers for something, in a role of the standard; never a person."""

    role: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """One sheet. `level` is dataset, series or service; `dates` are by creation, publication and revision."""

    identifier: str
    level: str
    language: str
    title: str
    notes: str
    code: str
    keywords: tuple[str, ...]
    topics: tuple[str, ...]
    parties: tuple[Party, ...]
    dates: dict[str, str]
    stamp: str
    lineage: str
    limits: tuple[str, ...]
    open: bool
    links: tuple[Link, ...]
    formats: tuple[str, ...]
    service: str

    @property
    def holder(self) -> Party | None:
        """Who answers for it, the owner before all others."""
        ranked = sorted((party for party in self.parties if party.name), key=lambda party: _rank(party.role))
        return ranked[0] if ranked else None


def _rank(role: str) -> int:
    return HOLDERS.index(role) if role in HOLDERS else len(HOLDERS)
