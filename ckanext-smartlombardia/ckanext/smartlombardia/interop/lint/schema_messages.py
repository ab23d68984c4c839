"""What a validator found, in words: where, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckanext.smartlombardia.formats.marked_yaml import Path

TYPES = {
    "object": "un oggetto",
    "array": "un elenco",
    "string": "un testo",
    "integer": "un numero intero",
    "number": "un numero",
    "boolean": "true o false",
    "null": "null",
}


def misfit(error: Any) -> Iterator[tuple[Path, str]]:
    """The places and the words of one error. One of several possibilities that fail is the one that says most."""
    path, kind = tuple(error.instance_path), error.kind
    name = type(kind).__name__
    if name in ("AdditionalProperties", "UnevaluatedProperties"):
        yield from (((*path, key), f"«{key}» non è previsto qui") for key in kind.unexpected)
    elif name == "Required":
        yield path, f"manca «{kind.property}»"
    elif name == "Type":
        yield path, "deve essere " + " o ".join(TYPES.get(type_name, type_name) for type_name in kind.types)
    elif name == "Enum":
        yield path, "può valere solo " + ", ".join(str(option) for option in kind.options[:8])
    else:
        yield path, error.message[:200]
