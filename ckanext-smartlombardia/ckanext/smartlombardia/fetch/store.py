"""Documents as they were fetched, kept in a folder under their hash: the same content is kept once."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

from ckanext.smartlombardia.types import Document


@dataclass(frozen=True, slots=True)
class Store:
    """Files at `{folder}/ab/abcd….gz`. Safe for several processes: a file appears whole or not at all."""

    folder: Path

    def put(self, document: Document) -> None:
        """Keep a document, unless its content is there already."""
        path = self._path(document.sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}-{get_ident()}")
        try:
            unfinished.write_bytes(gzip.compress(document.content, compresslevel=3, mtime=0))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)  # half a file, where the disk is full

    def content(self, sha256: str) -> bytes | None:
        """The bytes with this hash, None where they are not kept or can no longer be read."""
        try:
            return gzip.decompress(self._path(sha256).read_bytes())
        except (OSError, EOFError):
            return None

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.gz"
