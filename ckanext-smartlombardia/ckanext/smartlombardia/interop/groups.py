"""Systems that need to exchange, or that do the same job -> the groups that rules on groups judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ckanext.smartlombardia import vocabularies as v

from .eservices import EService, jobs
from .exchange import Exchange, Interface, System, exchange
from .families import families
from .needs import Need, need, needs
from .values import Aspect

BY_ASPECT: dict[Aspect, tuple[str, ...]] = {
    "standards": ("X-01", "X-02", "X-06"),
    "data_models": ("X-03",),
    "id_schemes": ("X-04",),
}
"""The rules that compare platforms, by what they compare."""


@dataclass(frozen=True)
class Group:
    """Systems that a rule looks at together. `key` is stable; `job` is a code of `eservice_jobs`, for e-services.

    `need` is the exchange that they need, None for rules that ask for none; `more` is what else the rule reads. Rules
    that look at the same systems share a `canvas`, so that the picture is drawn once.
    """

    rule: str
    key: str
    functions: tuple[str, ...]
    systems: tuple[System, ...]
    need: Need | None = None
    job: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    canvas: Canvas | None = field(default=None, repr=False, compare=False)

    @cached_property
    def picture(self) -> Exchange:
        """Who can exchange with whom."""
        return self.canvas.picture if self.canvas else exchange(self.systems)


@dataclass(frozen=True)
class Canvas:
    """Systems whose picture is drawn when it is first asked for."""

    systems: tuple[System, ...]

    @cached_property
    def picture(self) -> Exchange:
        """Who can exchange with whom."""
        return exchange(self.systems)


def eservice_groups(eservices: Iterable[EService]) -> list[Group]:
    """For X-05: bodies whose PDND e-services do one job, of functions that exchange in the whole region."""
    groups = []
    for job, members in sorted(jobs(eservices).items()):
        function = str(members[0].function)
        if required := need(function):
            groups.append(Group("X-05", job, required.functions, _by_body(function, members), required, job))
    return groups


def template_groups(eservices: Iterable[EService]) -> list[Group]:
    """For X-09: e-services made from one PDND template, with the versions that they are made from."""
    by_template: dict[str, list[EService]] = defaultdict(list)
    for eservice in eservices:
        if eservice.template and eservice.function:
            by_template[eservice.template].append(eservice)
    groups = []
    for template, members in sorted(by_template.items()):
        function = str(members[0].function)
        systems = tuple(
            System(
                eservice.record,
                eservice.body,
                function,
                frozenset(
                    {Interface(eservice.protocol, eservice.name, version=eservice.template_version, template=template)}
                ),
                evidence=(eservice.evidence,),
                facts=eservice.facts,
            )
            for eservice in sorted(members, key=lambda eservice: (eservice.body, eservice.record))
        )
        groups.append(Group("X-09", template, (function,), systems, need(function)))
    return groups


def model_groups(systems: Iterable[System]) -> list[Group]:
    """For X-08: APIs of one function whose descriptions follow one data model."""
    by_model: dict[tuple[str, str], list[System]] = defaultdict(list)
    for system in systems:
        for interface in system.interfaces:
            by_model[system.function, interface.standard].append(system)
    return [
        Group("X-08", f"{function}/{model}", (function,), tuple(members), required)
        for (function, model), members in sorted(by_model.items())
        if (required := need(function)) and len(members) > 1
    ]


def product_groups(systems: Iterable[System], reusable: Mapping[str, Collection[str]]) -> list[Group]:
    """For X-10, all platforms of a function with the products that could be reused (`reusable`: function -> names); for
    L-07, those of a function in one province.
    """
    by_function: dict[str, list[System]] = defaultdict(list)
    by_province: dict[tuple[str, str], list[System]] = defaultdict(list)
    for system in systems:
        by_function[system.function].append(system)
        if (town := v.body(system.body)) and town.province:
            by_province[system.function, town.province].append(system)
    return [
        *(
            Group("X-10", function, (function,), tuple(members), more={"reusable": sorted(reusable.get(function, ()))})
            for function, members in sorted(by_function.items())
        ),
        *(
            Group("L-07", f"{function}@{province}", (function,), tuple(members))
            for (function, province), members in sorted(by_province.items())
        ),
    ]


def platform_groups(systems: Iterable[System], rules: Iterable[str] = ("X-01",)) -> list[Group]:
    """For X-01 and those beside it: systems that the needs table asks to exchange, in the region or inside one body.

    Needs inside districts (unions, areas, neighbours) wait for the lists of their members; those with a national base
    are no matter of groups.
    """
    by_function: dict[str, list[System]] = defaultdict(list)
    for system in systems:
        by_function[system.function].append(system)
    groups = []
    for required in needs():
        functions = set(required.functions)
        members = [system for function in sorted(functions) for system in by_function[function]]
        for key, part in _parts(required, members):
            if len(part) > 1 and {system.function for system in part} == functions:
                systems = tuple(part)
                canvas = Canvas(systems)
                groups += [Group(rule, key, required.functions, systems, required, canvas=canvas) for rule in rules]
    return groups


def _parts(required: Need, members: list[System]) -> Iterator[tuple[str, list[System]]]:
    """(key, systems) of each group that a need makes."""
    if required.reach == "region":
        yield required.key, members
    elif required.reach == "body":
        by_body: dict[str, list[System]] = defaultdict(list)
        for system in members:
            by_body[system.body].append(system)
        for body, part in sorted(by_body.items()):
            yield f"{required.key}@{body}", part


def _by_body(function: str, members: Sequence[EService]) -> tuple[System, ...]:
    """One system a body, with the interfaces of its e-services of one job."""
    spoken: dict[str, set[Interface]] = defaultdict(set)
    rows: dict[str, list[EService]] = defaultdict(list)
    for family in families(members):
        for eservice in family.members:
            spoken[eservice.body].add(Interface(family.protocol, family.name, template=family.template or ""))
            rows[eservice.body].append(eservice)
    return tuple(
        System(
            key=body,
            body=body,
            function=function,
            interfaces=frozenset(interfaces),
            evidence=tuple(eservice.evidence for eservice in rows[body]),
            facts=tuple(fact for eservice in rows[body] for fact in eservice.facts),
        )
        for body, interfaces in sorted(spoken.items())
    )
