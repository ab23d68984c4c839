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
    for eservice in eservices:
        alike[_signature(eservice)].append(eservice)
    groups: list[list[_Signature]] = []
    for signature in alike:
        near = [group for group in groups if any(_same(signature, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([signature, *(other for group in near for other in group)])
    joined = [_family([eservice for signature in group for eservice in alike[signature]]) for group in groups]
    return sorted(joined, key=lambda family: (-len(family.members), family.protocol, family.name))


def _signature(eservice: EService) -> _Signature:
    return _Signature(
        eservice.protocol,
        eservice.template,
        words(eservice.name, eservice.body_name),
        words(eservice.description, eservice.body_name),
    )


def _same(signature: _Signature, other_signature: _Signature) -> bool:
    if signature.template and other_signature.template:
        return signature.template == other_signature.template
    if signature.protocol != other_signature.protocol:
        return False
    if signature.name and signature.name == other_signature.name:
        return True
    either = signature.description | other_signature.description
    return bool(either) and len(signature.description & other_signature.description) / len(either) >= SAME_DESCRIPTION


def _family(members: list[EService]) -> Family:
    members = sorted(members, key=lambda member: (member.body, member.record))
    names = Counter(headline(member.name, member.body_name) for member in members)
    name = min(names, key=lambda each: (-names[each], each))
    templates = {member.template for member in members if member.template}
    return Family(members[0].protocol, name, min(templates, default=None), tuple(members))
