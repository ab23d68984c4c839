"""Words of a record that a search should find, in one language: its own texts and what people call its codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.vocabularies import Body, Concept

Language = Literal["it", "en"]

# names and numbers are the same in every language
PLAIN = (
    "name",
    "product_name",
    "vendor_name",
    "vendor_vat",
    "cup",
    "funding_programme",
    "contact_office",
    "identifier",
)
TEXTS = ("notes", "limits", "results", "replication_prerequisites", "replication_pitfalls", "provenance")
CODED = {"domain": "domains", "national_platforms": "national_platforms", "protocol": "protocols"}


def list_search_texts(
    record: dict[str, Any], functions: Iterable[Concept], bodies: Iterable[Body], lang: Language
) -> list[str]:
    """List the texts to index for a language, the title among them: words of title and text match together."""
    texts = [*_own(record, lang), *_of_functions(functions, lang), *_of_codes(record, lang), *_of_bodies(bodies, lang)]
    return list(dict.fromkeys(text for text in texts if text))


def _own(record: dict[str, Any], lang: Language) -> Iterator[str | None]:
    for name in ("title", "notes"):
        texts = record.get(f"{name}_translated") or {}
        yield texts.get(lang) or (record.get(name) if lang == "it" else None)
    yield from (record.get(name) for name in PLAIN)
    yield from (tag["name"] for tag in record.get("tags") or ())
    if lang == "it":
        yield from (record.get(name) for name in TEXTS)
    for resource in record.get("resources") or ():
        for name in ("name", "description"):
            texts = resource.get(f"{name}_translated") or {}
            yield texts.get(lang) or (resource.get(name) if lang == "it" else None)
        yield resource.get("format")


def _of_functions(functions: Iterable[Concept], lang: Language) -> Iterator[str]:
    for function in functions:
        yield function.label[lang]
        yield vocabularies.label("domains", function.extra["domain"], lang)
        yield from function.extra["also_called"].split("|")


def _of_codes(record: dict[str, Any], lang: Language) -> Iterator[str]:
    for name, scheme in CODED.items():
        value = record.get(name) or ()
        for code in [value] if isinstance(value, str) else value:
            yield vocabularies.label(scheme, code, lang)
    for row in record.get("standards") or ():
        if row.get("standard"):
            yield vocabularies.label("standards", row["standard"], lang)


def _of_bodies(bodies: Iterable[Body], lang: Language) -> Iterator[str]:
    for body in bodies:
        yield body.official_name or body.name
        yield body.name
        yield body.ipa
        if body.province:
            yield vocabularies.label("provinces", body.province, lang)
