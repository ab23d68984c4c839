"""The document as a whole: does it read, do its references lead somewhere, is it what it says it is."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.smartlombardia.formats.openapi import OpenApi, pointer

from ..catalogue import rule
from ..sight import Breach, show
from ..specification import misfits


@rule("parser", seen="written")
def reads(api: OpenApi) -> Iterator[Breach]:
    """YAML 1.2: every key is a text, and stands once."""
    words = {"duplicate_key": "chiave ripetuta", "key_not_text": "chiave non testuale", "syntax": "testo non valido"}
    yield from (Breach(fault.path, words[fault.kind]) for fault in api.faults if fault.kind in words)


@rule("invalid-ref", seen="written")
def leads(api: OpenApi) -> Iterator[Breach]:
    """OpenAPI, Reference Object. What other documents hold is not read: they are never fetched."""
    wide = {holder.path for holder in api.index.references if len(holder.value) > 1}
    for holder in api.index.references:
        if holder.path in api.targets or any(holder.path[:length] in wide for length in range(len(holder.path))):
            continue  # beside a reference nothing is read
        reference = holder.value["$ref"]
        target = pointer(reference)
        if target is None or (target and holder.path[: len(target)] != target and not api.leads(target)):
            yield Breach((*holder.path, "$ref"), show(reference))


@rule("unrecognized-format", seen="written")
def known(api: OpenApi) -> Iterator[Breach]:
    """An OpenAPI document says which version it follows."""
    if not api.version:
        yield Breach(())


@rule("oas3-schema", seen="written")
def third(api: OpenApi) -> Iterator[Breach]:
    """OpenAPI 3.0 and 3.1: the official schema of the specification."""
    return (Breach(path, what) for path, what in misfits(api))


@rule("oas2-schema", seen="written")
def second(api: OpenApi) -> Iterator[Breach]:
    """Swagger 2: the official schema of the specification."""
    return (Breach(path, what) for path, what in misfits(api))
