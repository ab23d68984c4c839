"""Values that every room passes on. No CKAN here, no behaviour: shapes and their meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Kind = Literal["platform", "software", "dataservice", "dataset", "project"]
"""The five package types of the registry."""

Grade = Literal["E0", "E1", "E2", "E3", "E4"]
"""How a fact is known: E0 not at all, E1 declared, E2 document parsed, E3 seen by our probe, E4 official register."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A value that was mended on the way in. The original is kept here, so nothing is guessed silently."""

    field: str
    was: Any
    now: Any
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that could not be taken, in words that a clerk can act on (Italian).

    `where` names the record (its guid, row or address), `why` the cause, `remedy` what to do about it.
    """

    where: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What the source of a record should put right, although the record was taken (Italian, as in Refused)."""

    where: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class BodyRef:
    """How a source names a body. Any part may be missing; identity decides which body is meant."""

    ipa: str | None = None
    istat: str | None = None
    cadastral: str | None = None
    name: str | None = None
    province: str | None = None
    tax_code: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as they were fetched. `sha256` is hex; `fetched_at` is UTC.

    `leads` are the addresses of the source to be read after it, None where that is not known yet.
    """

    url: str
    media_type: str
    content: bytes
    sha256: str
    fetched_at: datetime
    leads: tuple[str, ...] | None = field(default=None, compare=False)


@dataclass(slots=True)
class Record:
    """One record of a source, ready for identity: fields by registry name, nothing about CKAN.

    `guid` is the source's own identifier and never changes; `body` is whose record it is; `grade` is what the source
    is worth for these fields; `observed_at` is the moment (UTC) of which the source speaks, None where it is silent.
    `apart` says that the source tells it from the others that would be taken for the same, such as modules of a suite.
    """

    kind: Kind
    guid: str
    fields: dict[str, Any]
    body: BodyRef | None = None
    grade: Grade = "E1"
    observed_at: datetime | None = None
    url: str | None = None
    repairs: list[Repair] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    apart: bool = False


@dataclass(slots=True)
class Observation:
    """One fact about a body that is not a record of its own, such as a funded service.

    `object` tells several facts of one name apart (a CUP, a code); `value` is JSON. `restricted` is what only the body
    itself and the office may see of it, such as a price: it is kept apart, under the same name and object.
    """

    body: BodyRef
    name: str
    value: Any
    guid: str
    object: str | None = None
    grade: Grade = "E4"
    observed_at: datetime | None = None
    url: str | None = None
    restricted: dict[str, Any] | None = None
