"""Decompression in small steps, so that a bomb is seen before it has gone off."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from .errors import FetchError

STEP = 1024 * 1024


def inflated(url: str, chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The plain bytes of chunks in one content encoding, at most a MiB at a time. Raises FetchError."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from chunks
    elif encoding in ("gzip", "x-gzip", "deflate"):
        yield from _unzipped(url, chunks)
    else:
        raise FetchError("encoding", url, encoding=encoding)


def _unzipped(url: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    machine = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, by its first bytes
    try:
        for chunk in chunks:
            while chunk and not machine.eof:
                yield machine.decompress(chunk, STEP)
                chunk = machine.unconsumed_tail
        yield machine.flush()
    except zlib.error:
        raise FetchError("broken_encoding", url, passing=True) from None
    if not machine.eof:
        raise FetchError("cut", url, passing=True)
