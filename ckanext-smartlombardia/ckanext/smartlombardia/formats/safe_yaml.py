"""YAML -> plain values, with nothing in it that could hurt: no objects, no bombs, keys always text.

Aliases are allowed but counted as what they stand for, so a document that unfolds to millions of nodes is refused
before it is built. Words and numbers are those of YAML 1.2: dates, `yes`, `no`, `on` and `off` stay text.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

from .errors import NotReadable
from .limits import MAX_DEPTH, MAX_NODES, MAX_YAML_BYTES, MEBIBYTE
from .text import decoded

BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
REMEDY = "Correggete il file alla riga indicata e ricontrollatelo con un validatore YAML."


INT = r"^[-+]?(?:0|[1-9][0-9]*)$"
FLOAT = r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$"


class TextLoader(BASE):
    """Safe values with text keys, numbers left as written: a version `1.10` stays one."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        self.flatten_mapping(node)
        if not all(isinstance(key, yaml.ScalarNode) for key, _ in node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key is not a text", node.start_mark)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


class NumberLoader(TextLoader):
    """The same, with numbers as numbers."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}


for loader in (TextLoader, NumberLoader):
    loader.add_constructor("tag:yaml.org,2002:map", loader.construct_mapping)
    loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("^<<$"), ["<"])
    loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
    loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF")
NumberLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(INT), "-+0123456789")
NumberLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(FLOAT), "-+0123456789.")


def load(content: bytes | str, numbers: bool = True, strict: bool = False) -> Any:
    """The value of a document. Raises NotReadable: too large, not YAML, too deep, unfolds to too much.

    `strict` refuses also what only some parsers read, such as a tabulation at the end of a list entry.
    """
    if len(content) > MAX_YAML_BYTES:
        raise NotReadable(f"Il file supera {MAX_YAML_BYTES // MEBIBYTE} MB.", "Indicate un file YAML più piccolo.")
    text = decoded(content)[0] if isinstance(content, bytes) else content.removeprefix("\ufeff")
    try:
        _weigh(text, yaml.SafeLoader if strict else BASE)
        return yaml.load(text, Loader=NumberLoader if numbers else TextLoader)  # noqa: S506  both derive from a safe one
    except yaml.MarkedYAMLError as error:
        raise NotReadable(_sentence(error), REMEDY) from error
    except (yaml.YAMLError, ValueError) as error:
        raise NotReadable("Il file contiene caratteri che YAML non ammette.", REMEDY) from error


def _weigh(text: str, parser: Any) -> None:
    """Count the nodes of a document with every alias unfolded, without building it."""
    weights: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []  # anchor, nodes counted before it
    count = 0
    for event in yaml.parse(text, Loader=parser):
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in weights:
                raise NotReadable("Il file contiene un riferimento a se stesso o a qualcosa che non c’è.", REMEDY)
            count += weights[event.anchor]
        elif isinstance(event, yaml.ScalarEvent):
            count += 1
            if event.anchor:
                weights[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, count))
            count += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                weights[anchor] = count - before
        if count > MAX_NODES or len(open_nodes) > MAX_DEPTH:
            raise NotReadable(
                "Il file si apre in un numero smisurato di voci o di livelli.",
                "Togliete i riferimenti ripetuti (& e *) e le voci annidate.",
            )


def _sentence(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    place = f": riga {mark.line + 1}, colonna {mark.column + 1}" if mark else ""
    tab = " C’è una tabulazione al posto degli spazi." if "\\t" in (error.problem or "") else ""
    return f"Il file non è YAML valido{place}.{tab}"
