"""Records that would come in, checked as they would leave again: what would be refused, and what they would lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rdflib import Graph, URIRef

from ckanext.smartlombardia.dcatapit import addresses, checker, datasets, terms, things
from ckanext.smartlombardia.logic.bodies import territory
from ckanext.smartlombardia.logic.records import bulk_insert, fields, packages
from ckanext.smartlombardia.types import Noted, Record

KINDS = ("dataset", "dataservice")  # of what rules speak
AT_ONCE = 100  # records of one graph: checking costs less for many together


@dataclass(slots=True)
class Checked:
    """How many records were checked, what breaks a rule, and what would only be better otherwise."""

    records: int = 0
    errors: list[Noted] = field(default_factory=list)
    warnings: list[Noted] = field(default_factory=list)

    def add(self, found: Sequence[tuple[Record, str]]) -> None:
        """Check records, each with the IPA code of the body whose it would be, by DCAT-AP_IT, DCAT-AP and HVD."""
        of_a_kind = [one for one in found if one[0].kind in KINDS]
        for start in range(0, len(of_a_kind), AT_ONCE):
            self._check(of_a_kind[start : start + AT_ONCE])

    def _check(self, found: Sequence[tuple[Record, str]]) -> None:
        graph, called = terms.graph(), dict[str, str]()
        for number, (record, ipa) in enumerate(found):
            package = _package(record, ipa, f"{self.records + number}")
            called[_describe(graph, package)] = record.guid
        self.records += len(found)
        for one in checker.check(graph):
            where = called.get(one.subject.partition("#")[0], one.subject)
            told = self.errors if one.severity == "error" else self.warnings
            told.append(Noted(f"{where} ({one.value[:100]})" if one.value else where, one.message, one.remedy))


def refusal(record: Record, ipa: str) -> dict[str, Any]:
    """What CKAN would refuse a record for, by field; nothing where it would take it."""
    wanted = packages.Wanted(packages.new_id(), record.kind, _said(record), territory.organization_id(ipa))
    _, errors = bulk_insert.checked(wanted, packages.context())
    return {name: told for name, told in errors.items() if name != "owner_org"}  # a body may be new here too


def _said(record: Record) -> dict[str, Any]:
    """The fields of a record, links to other records apart: they are not there yet."""
    return {name: value for name, value in record.fields.items() if name in fields.names(record.kind)}


def _package(record: Record, ipa: str, number: str) -> dict[str, Any]:
    """A record as a package that is shown."""
    said = _said(record)
    tags = [{"name": name} for name in str(said.get("tag_string") or "").split(",") if name]
    files = [{"id": f"{index}", **one} for index, one in enumerate(said.get("resources") or ())]
    package = {**said, "id": number, "type": record.kind, "tags": tags, "organization": {"name": ipa}}
    return package | {"resources": files} if record.kind == "dataset" else package


def _describe(graph: Graph, package: Mapping[str, Any]) -> str:
    """Write a record into a graph; its IRI there."""
    ref = URIRef(addresses.package_iri(package))
    if package["type"] == "dataset":
        datasets.describe(graph, ref, package)
    else:
        things.describe(graph, ref, package, {})
    return str(ref)
