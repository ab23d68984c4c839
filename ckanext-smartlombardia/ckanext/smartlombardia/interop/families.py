"""E-services of one job -> families that share an interface.

The catalogue has names, descriptions and technologies, not the interfaces. So two e-services share an interface when
they come from one template, or, over one protocol and without templates that differ, when their names or their
descriptions are the same words once the name of the town and the words of grammar are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .eservices import EService
from .words import headline, words

SAME_DESCRIPTION = 0.8
"""Share of words in common, of all the words of two descriptions, from which they count as one."""


@dataclass(frozen=True, slots=True)
class Family:
    """E-services that share an interface. `name` is their commonest one, without towns.

    `template` is their PDND template. Without one, this is presumed from the names in the catalogue.
    """

    protocol: str
    name: str
    template: str | None
    members: tuple[EService, ...]


@dataclass(frozen=True, slots=True)
class _Signature:
    protocol: str
    template: str | None
    name: frozenset[str]
    description: frozenset[str]


def families(eservices: Iterable[EService]) -> list[Family]:
    """Families, the largest first. The order of the e-services does not matter."""
    alike: dict[_Signature, list[EService]] = defaultdict(list)
    for one in eservices:
        alike[_signature(one)].append(one)
    groups: list[list[_Signature]] = []
    for signature in alike:
        near = [group for group in groups if any(_same(signature, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([signature, *(other for group in near for other in group)])
    found = [_family([one for signature in group for one in alike[signature]]) for group in groups]
    return sorted(found, key=lambda family: (-len(family.members), family.protocol, family.name))


def _signature(one: EService) -> _Signature:
    return _Signature(one.protocol, one.template, words(one.name, one.body_name), words(one.description, one.body_name))


def _same(one: _Signature, other: _Signature) -> bool:
    if one.template and other.template:
        return one.template == other.template
    if one.protocol != other.protocol:
        return False
    if one.name and one.name == other.name:
        return True
    either = one.description | other.description
    return bool(either) and len(one.description & other.description) / len(either) >= SAME_DESCRIPTION


def _family(members: list[EService]) -> Family:
    members = sorted(members, key=lambda one: (one.body, one.record))
    names = Counter(headline(one.name, one.body_name) for one in members)
    name = min(names, key=lambda each: (-names[each], each))
    templates = {one.template for one in members if one.template}
    return Family(members[0].protocol, name, min(templates, default=None), tuple(members))
