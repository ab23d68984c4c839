"""What the matcher takes and gives. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Relation = Literal["same_record", "same_product", "derived", "same_function"]
"""same_record: one thing by two routes. same_product: two bodies, one product, whatever the version. derived: fork,
customisation, successor. same_function: different products, one job; it never merges anything."""

Band = Literal["certain", "candidate"]
"""certain: the matcher would stand for it; candidate: a person should look."""


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """One record to compare. Everything but `id` may be empty; texts are as people wrote them.

    `kind` is a package type of the registry: platforms and software are compared with each other, data services only
    among themselves. `function` is best a code of our scheme; `protocol` is a data service's. `url` is the address that
    the record states, `repository` where its description was found, so a fork that still carries its origin's address
    shows itself. `based_on` holds names, addresses or ids. `text` is any longer text about it, such as a README: what
    it says to come from is looked for in it.
    """

    id: str
    kind: str = "platform"
    name: str = ""
    vendor: str = ""
    function: str = ""
    description: str = ""
    url: str = ""
    version: str = ""
    body: str = ""
    catalogue_id: str = ""
    repository: str = ""
    based_on: tuple[str, ...] = ()
    licence: str = ""
    protocol: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of two records: the same (record or product), or different (derived counts as different)."""

    left: str
    right: str
    same: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """Records that state the same things. `id` is that of its first member; `members` are record ids."""

    id: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence. `weight` is in bits: positive speaks for the same product, negative against.

    `comparison` and `level` name it in the model; `text` says it in words, by language ("it", "en").
    """

    comparison: str
    level: str
    weight: float
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two variants and what they are to each other.

    `score` is the sum in bits of the model's prior and of the reasons' weights, `probability` the same between 0 and 1.
    For derived pairs `left` is the one that comes from `right`, and `kind_of` says how: fork, customisation, successor.
    """

    left: str
    right: str
    relation: Relation
    score: float
    probability: float
    band: Band
    reasons: tuple[Reason, ...]
    kind_of: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records of one product. `weakest` is the score of its weakest link in bits, None when it has one variant."""

    id: str
    members: tuple[str, ...]
    weakest: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run found. `model` and `normaliser` are the versions that can reproduce it."""

    variants: tuple[Variant, ...]
    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    model: str
    normaliser: int
