"""The whole catalogue as one file: N-Triples, compressed. It stands until the next one is whole."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

from rdflib import Graph

from ckanext.smartlombardia import config

NAME = "catalogo.nt.gz"


def path() -> Path:
    """Where the file is, if there is one."""
    return config.state_path() / NAME


def write(pages: Iterable[Graph]) -> int:
    """Write graphs into a new file and put it in the place of the old one; its size in bytes."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    growing = target.with_suffix(".part")
    with gzip.open(growing, "wt", encoding="utf-8") as file:
        for graph in pages:
            file.writelines(sorted(f"{line}\n" for line in graph.serialize(format="nt").splitlines() if line))
    growing.replace(target)
    return target.stat().st_size
