"""ZIP and gzip: how they begin, and what opening one raises where it is broken or says of itself what cannot be."""

from __future__ import annotations

import zipfile
import zlib

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, EOFError, OSError)
