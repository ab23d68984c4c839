"""Check incoming records before they are written: what CKAN would refuse, and which rules of metadata they break."""

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
class Precheck:
    """How many records were checked, what breaks a rule, and what would only be better otherwise."""

    records: int = 0
    errors: list[Noted] = field(default_factory=list)
    warnings: list[Noted] = field(default_factory=list)

    def add(self, candidates: Sequence[tuple[Record, str]]) -> None:
        """Check records, each with the IPA code of the body whose it would be, by DCAT-AP_IT, DCAT-AP and HVD."""
        of_a_kind = [candidate for candidate in candidates if candidate[0].kind in KINDS]
        for start in range(0, len(of_a_kind), AT_ONCE):
            self._check(of_a_kind[start : start + AT_ONCE])

    def _check(self, candidates: Sequence[tuple[Record, str]]) -> None:
        graph, called = terms.graph(), dict[str, str]()
        for number, (record, ipa) in enumerate(candidates):
            package = _package(record, ipa, f"{self.records + number}")
            called[_describe(graph, package)] = record.guid
        self.records += len(candidates)
        for finding in checker.check(graph):
            where = called.get(finding.subject.partition("#")[0], finding.subject)
            notes = self.errors if finding.severity == "error" else self.warnings
            notes.append(
                Noted(f"{where} ({finding.value[:100]})" if finding.value else where, finding.message, finding.remedy)
            )


def refusal(record: Record, ipa: str) -> dict[str, Any]:
    """The errors of CKAN's validation of a record, by field; empty where it is valid."""
    draft = packages.PackageDraft(packages.new_id(), record.kind, _plain_fields(record), territory.organization_id(ipa))
    _, errors = bulk_insert.validate_new(draft, packages.context())
    return {name: messages for name, messages in errors.items() if name != "owner_org"}  # a body may be new here too


def _plain_fields(record: Record) -> dict[str, Any]:
    """The fields of a record, links to other records apart: they are not there yet."""
    return {name: value for name, value in record.fields.items() if name in fields.names(record.kind)}


def _package(record: Record, ipa: str, number: str) -> dict[str, Any]:
    """A record as a package that is shown."""
    values = _plain_fields(record)
    tags = [{"name": name} for name in str(values.get("tag_string") or "").split(",") if name]
    files = [{"id": f"{index}", **resource} for index, resource in enumerate(values.get("resources") or ())]
    package = {**values, "id": number, "type": record.kind, "tags": tags, "organization": {"name": ipa}}
    return package | {"resources": files} if record.kind == "dataset" else package


def _describe(graph: Graph, package: Mapping[str, Any]) -> str:
    """Write a record into a graph; its IRI there."""
    ref = URIRef(addresses.package_iri(package))
    if package["type"] == "dataset":
        datasets.describe(graph, ref, package)
    else:
        things.describe(graph, ref, package, {})
    return str(ref)
