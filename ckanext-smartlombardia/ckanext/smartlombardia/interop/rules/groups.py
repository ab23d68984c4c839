"""X rules, and L-07: what can be said of systems only when they are looked at together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from ckanext.smartlombardia import vocabularies as v

from ..exchange import Interface, System, common, meet
from ..groups import Group
from ..rule_registry import rule
from ..thresholds import threshold
from ..values import Outcome


@rule("X-01")
def common_standard(group: Group) -> Outcome:
    """CAD art. 1 dd, OASC MIM0: systems of whom we have proof share an interface standard."""
    return _together(group)


@rule("X-02")
def compatible_versions(group: Group) -> Outcome:
    """Systems that speak one family of standards speak versions of it that understand each other."""
    if group.picture.known_count < 2:
        return Outcome("unknown", "too-few-known")
    kin = list(_kin(group))
    clashing = [
        (interface.standard, other_interface.standard)
        for interface, other_interface in kin
        if meet(interface, other_interface) < 1.0
    ]
    if clashing:
        saw = {"gap": "R4b-INCOMPATIBLE-VERSION", "between": sorted(set(clashing))}
        return Outcome("fail", "versions-apart", saw=saw)
    if any(count > 1 for count in _families(group).values()):
        return Outcome("pass", "versions-together")
    return Outcome("not_applicable", "no-common-family")


def _kin(group: Group) -> Iterator[tuple[Interface, Interface]]:
    """Two standards of one family, spoken by systems that have nothing else in common."""
    spoken = sorted({(system.function, system.interfaces) for system in group.systems if system.interfaces}, key=repr)
    across = len(set(group.functions)) > 1
    for (function, interfaces), (other_function, other_interfaces) in combinations(spoken, 2):
        if (across and function == other_function) or common(interfaces, other_interfaces) == 1.0:
            continue
        for interface in sorted(interfaces):
            for other_interface in sorted(other_interfaces):
                if (
                    interface.standard < other_interface.standard
                    and _family(interface)
                    and _family(interface) == _family(other_interface)
                ):
                    yield interface, other_interface
                elif (
                    interface.standard > other_interface.standard
                    and _family(interface)
                    and _family(interface) == _family(other_interface)
                ):
                    yield other_interface, interface


def _families(group: Group) -> Counter[str]:
    """How many systems speak each family."""
    return Counter(
        name for system in group.systems for name in {_family(interface) for interface in system.interfaces} if name
    )


def _family(interface: Interface) -> str:
    standard = v.concept("standards", interface.standard)
    return standard.extra["family"] if standard else ""


@rule("X-03")
def common_model(group: Group) -> Outcome:
    """OASC MIM2 R2.1, REG_SEMANTICA: they share a data model, or a known mapping leads from one to the other."""
    return _joined(group, "one-model", "no-common-model", "R4c-NO-COMMON-MODEL")


@rule("X-04")
def common_identifiers(group: Group) -> Outcome:
    """OASC MIM1 R1.3-1.4: they share an identifier scheme, or a known table leads from one to the other."""
    return _joined(group, "one-identifier", "no-common-identifier", "R4d-NO-COMMON-ID")


@rule("X-05")
def same_eservice(group: Group) -> Outcome:
    """E-services that do one job on PDND share an interface."""
    return _together(group)


@rule("X-06")
def vendor_island(group: Group) -> Outcome:
    """ANAC, guidelines 8/2017: those who can exchange are not only the customers of one product."""
    islands = group.picture.islands
    if len(islands) < 2:
        return (
            Outcome("unknown", "too-few-known") if group.picture.known_count < 2 else Outcome("pass", "one-interface")
        )
    products = [{system.product for system in island.systems} for island in islands if len(island.systems) > 1]
    closed = [next(iter(names)) for names in products if len(names) == 1 and "" not in names]
    if closed:
        return Outcome("fail", "one-product-island", saw={"products": sorted(closed)})
    return Outcome("pass", "mixed-islands")


@rule("X-08")
def schema_drift(group: Group) -> Outcome:
    """OASC MIM2: APIs that follow one data model offer much the same operations, with the same required properties."""
    ways: dict[tuple[frozenset[str], frozenset[str]], System] = {}
    for system in group.systems:
        if system.operations:
            ways.setdefault((system.operations, system.required), system)
    if sum(bool(system.operations) for system in group.systems) < 2:
        return Outcome("unknown", "too-few-known")
    apart = [
        (system.key, other_system.key)
        for system, other_system in combinations(ways.values(), 2)
        if _drift(system, other_system)
    ]
    if apart:
        return Outcome("fail", "schemas-apart", saw={"gap": "R4c-NO-COMMON-MODEL", "records": sorted(apart)[:20]})
    return Outcome("pass", "schemas-together")


def _drift(system: System, other_system: System) -> bool:
    operations = _overlap(system.operations, other_system.operations)
    required = _overlap(system.required, other_system.required)
    return operations < threshold("operations-overlap") or required < threshold("required-overlap")


def _overlap(values: frozenset[str], other_values: frozenset[str]) -> float:
    """Share of what either has that both have; 1 where there is nothing."""
    return len(values & other_values) / len(values | other_values) if values | other_values else 1.0


@rule("X-09")
def template_drift(group: Group) -> Outcome:
    """PDND: e-services that are made from one template are made from one version of it."""
    versions = {interface.version for system in group.systems for interface in system.interfaces if interface.version}
    if len(versions) > 1:
        return Outcome("fail", "versions-apart", saw={"versions": sorted(versions), "gap": "R4b-INCOMPATIBLE-VERSION"})
    facts = sum(any(interface.version for interface in system.interfaces) for system in group.systems)
    return Outcome("pass", "versions-together") if facts > 1 else Outcome("unknown", "version-unknown")


@rule("X-10")
def reuse(group: Group) -> Outcome:
    """CAD art. 68, 69: nobody has made again what could be reused."""
    custom = [system for system in group.systems if system.custom]
    bodies = {system.body for system in custom}
    products = {system.product for system in custom if system.product}
    if len(bodies) >= threshold("made-again") and len(products) > 1 and group.more["reusable"]:
        return Outcome("fail", "made-again", saw={"count": len(products), "products": list(group.more["reusable"])[:5]})
    if custom and not group.more["reusable"]:
        return Outcome("not_applicable", "nothing-to-reuse")
    return Outcome("pass", "reused") if custom else Outcome("unknown", "kind-unknown")


@rule("L-07")
def concentration(group: Group) -> Outcome:
    """How few vendors hold a function in a province: the Herfindahl index of their shares, a figure and no fault.

    Where all that is known is who uses one product, as its own list has it, nothing is known of the others.
    """
    sold = [system for system in group.systems if system.vendor]
    vendors, total = Counter(system.vendor for system in sold), len(sold)
    if total < threshold("vendors-known"):
        return Outcome("unknown", "too-few-known")
    products = {system.product for system in sold}
    if len(products) == 1 and "" not in products:
        return Outcome("unknown", "one-product-known")
    index = sum((count / total) ** 2 for count in vendors.values())
    concentrated = index >= threshold("herfindahl")
    return Outcome(
        "fail" if concentrated else "pass",
        "few-vendors" if concentrated else "many-vendors",
        saw={"index": round(index, 3)},
    )


def _together(group: Group) -> Outcome:
    picture = group.picture
    if picture.known_count < 2 or not picture.pairs:
        return Outcome("unknown", "too-few-known")
    if len(picture.islands) > 1:
        return Outcome("fail", "divergent", saw={"gap": "R4a-NO-COMMON-STANDARD"})
    return Outcome("pass", "one-interface")


def _joined(group: Group, good: str, bad: str, gap: str) -> Outcome:
    picture = group.picture
    if picture.known_count < 2 or not picture.pairs:
        return Outcome("unknown", "too-few-known")
    return Outcome("fail", bad, saw={"gap": gap}) if picture.apart else Outcome("pass", good)
