"""The document as a whole: does it read, do its references lead somewhere, is it what it says it is."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.smartlombardia.formats.openapi import OpenApi, pointer

from ..api_rules import rule
from ..specification import misfits
from ..violations import Violation, show


@rule("parser", reach="written")
def reads(api: OpenApi) -> Iterator[Violation]:
    """YAML 1.2: every key is a text, and stands once."""
    words = {"duplicate_key": "chiave ripetuta", "key_not_text": "chiave non testuale", "syntax": "testo non valido"}
    yield from (Violation(fault.path, words[fault.kind]) for fault in api.faults if fault.kind in words)


@rule("invalid-ref", reach="written")
def leads(api: OpenApi) -> Iterator[Violation]:
    """OpenAPI, Reference Object. What other documents hold is not read: they are never fetched."""
    wide = {holder.path for holder in api.index.references if len(holder.value) > 1}
    for holder in api.index.references:
        if holder.path in api.targets or any(holder.path[:length] in wide for length in range(len(holder.path))):
            continue  # beside a reference nothing is read
        reference = holder.value["$ref"]
        target = pointer(reference)
        if target is None or (target and holder.path[: len(target)] != target and not api.leads(target)):
            yield Violation((*holder.path, "$ref"), show(reference))


@rule("unrecognized-format", reach="written")
def has_version(api: OpenApi) -> Iterator[Violation]:
    """An OpenAPI document says which version it follows."""
    if not api.version:
        yield Violation(())


@rule("oas3-schema", reach="written")
def third(api: OpenApi) -> Iterator[Violation]:
    """OpenAPI 3.0 and 3.1: the official schema of the specification."""
    return (Violation(path, what) for path, what in misfits(api))


@rule("oas2-schema", reach="written")
def second(api: OpenApi) -> Iterator[Violation]:
    """Swagger 2: the official schema of the specification."""
    return (Violation(path, what) for path, what in misfits(api))
