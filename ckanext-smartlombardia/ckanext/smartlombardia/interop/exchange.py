"""Which systems can exchange: from what each of them speaks to islands and an interoperability ratio.

Systems that speak the same things count as one, so the work grows with the different ways of speaking, not with the
number of systems.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import Fact

from .values import Evidence


class Interface(NamedTuple):
    """One thing that a system speaks: a family of e-services, or a standard (code of `standards`) with its version."""

    protocol: str = ""
    family: str = ""
    standard: str = ""
    version: str = ""
    template: str = ""


Capability = tuple[str, frozenset[Interface]]
"""A function and what is spoken for it: systems that have both in common are counted, not compared."""


@dataclass(frozen=True, slots=True)
class System:
    """A system of a body (IPA code) and what is proved that it speaks; nothing when it is not known.

    `product` and `vendor` are empty where they are not known, `custom` tells that it was made for the body.
    `operations` and `required` (properties) are those of an API's description. `evidence` and `facts` prove it.
    """

    key: str
    body: str
    function: str
    interfaces: frozenset[Interface] = frozenset()
    product: str = ""
    vendor: str = ""
    custom: bool = False
    operations: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    evidence: tuple[Evidence, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Island:
    """Systems that can exchange among themselves, directly or through one another, and all that they speak."""

    systems: tuple[System, ...]
    interfaces: tuple[Interface, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        """IPA codes, each once."""
        return tuple(sorted({system.body for system in self.systems}))


@dataclass(frozen=True, slots=True)
class Exchange:
    """The picture of a group: islands (the largest first) and figures.

    `ratio` is the mean over pairs of known systems of 1 (something in common), .5 (a bridge exists) or 0, None without
    pairs; `apart` counts the pairs of 0. `giant` is the share of the known systems in the largest island, `coverage` is
    known systems over all systems.
    """

    islands: tuple[Island, ...]
    systems: int
    known_count: int
    pairs: int
    ratio: float | None
    apart: int = 0

    @property
    def giant(self) -> float | None:
        """Share of the known systems that stand in the largest island."""
        return len(self.islands[0].systems) / self.known_count if self.known_count else None

    @property
    def coverage(self) -> float | None:
        """Share of the systems whose interfaces are known."""
        return self.known_count / self.systems if self.systems else None


def exchange(systems: Iterable[System]) -> Exchange:
    """The picture of systems that all need to exchange, whatever the order they come in.

    Where they have two functions, only pairs across the functions need to.
    """
    everyone = sorted(systems, key=lambda system: (system.body, system.key))
    known_systems = [system for system in everyone if system.interfaces]
    alike: dict[Capability, list[System]] = defaultdict(list)
    for system in known_systems:
        alike[system.function, system.interfaces].append(system)
    pairs, total, apart = _pairs(alike)
    return Exchange(
        islands=tuple(_islands(alike)),
        systems=len(everyone),
        known_count=len(known_systems),
        pairs=pairs,
        ratio=total / pairs if pairs else None,
        apart=apart,
    )


def common(interfaces: frozenset[Interface], other_interfaces: frozenset[Interface]) -> float:
    """1 when two systems speak one thing, .5 when a bridge exists between what they speak, 0 otherwise."""
    if interfaces & other_interfaces:
        return 1.0
    return max(
        (meet(interface, other_interface) for interface in interfaces for other_interface in other_interfaces),
        default=0.0,
    )


def meet(interface: Interface, other_interface: Interface) -> float:
    """Compatibility of two interfaces: 1, .5 or 0 as in `common`. Versions of one standard are not told apart."""
    if interface.template and interface.template == other_interface.template:
        return 1.0
    if interface.family or other_interface.family:
        return float(interface.family == other_interface.family and interface.protocol == other_interface.protocol)
    if interface.standard == other_interface.standard:
        return 1.0
    return _relations().get(frozenset((interface.standard, other_interface.standard)), 0.0)


def _pairs(alike: Mapping[Capability, Sequence[System]]) -> tuple[int, float, int]:
    """(number of pairs, sum of what they have in common, pairs that have nothing)."""
    crossing = len({function for function, _ in alike}) > 1
    count, total, apart = 0, 0.0, 0
    if not crossing:
        for systems in alike.values():
            inside = len(systems) * (len(systems) - 1) // 2
            count, total = count + inside, total + inside
    for (capability, left), (other_capability, right) in combinations(alike.items(), 2):
        if crossing and capability[0] == other_capability[0]:
            continue
        between = len(left) * len(right)
        shared = common(capability[1], other_capability[1])
        count, total, apart = count + between, total + between * shared, apart + between * (not shared)
    return count, total, apart


def _islands(alike: Mapping[Capability, Sequence[System]]) -> list[Island]:
    groups: list[list[Capability]] = []
    for capability in alike:
        near = [group for group in groups if any(common(capability[1], other[1]) == 1.0 for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([capability, *(other for group in near for other in group)])
    islands = [
        Island(
            systems=tuple(
                sorted(
                    (system for each in group for system in alike[each]), key=lambda system: (system.body, system.key)
                )
            ),
            interfaces=tuple(sorted({spoken for _, interfaces in group for spoken in interfaces})),
        )
        for group in groups
    ]
    return sorted(islands, key=lambda island: (-len(island.systems), island.interfaces))


@v.derived
def _relations() -> dict[frozenset[str], float]:
    """Compatibility of two standards by its table; the worse of both directions, as data go both ways."""
    worth = {"equal": 1.0, "bridge": 0.5, "none": 0.0}
    relations: dict[frozenset[str], float] = {}
    for row in v.rows("compatibility"):
        both = frozenset((row["standard_a"], row["standard_b"]))
        relations[both] = min(relations.get(both, 1.0), worth[row["relation"]])
    return relations
