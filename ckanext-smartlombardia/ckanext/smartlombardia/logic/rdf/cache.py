"""RDF that was written before, kept while nothing changes, and since when a page says what it says.

Kept in Redis under the number of the newest change: any change of any record makes all of it be written anew. What is
written soon after a change may still lack it, because the search follows some seconds later: that is kept briefly.
"""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any

import redis
import sqlalchemy as sa

from ckan import model as core
from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.model import Change

LIFETIME = 24 * 3600  # seconds
LIFETIME_AFTER_CHANGE = 15
MAX_ENTRIES = 2_000  # texts and marks each; the oldest go first
MAX_TEXT_BYTES = 1_000_000  # compressed; a longer text is written anew each time
SETTLED = timedelta(minutes=2)


def get_or_write(what: str, parameters: dict[str, Any], write: Callable[[], str]) -> str:
    """The cached text of these parameters, or the result of `write`, which is then cached."""
    newest = core.Session.execute(sa.select(Change.seq, Change.at).order_by(Change.seq.desc()).limit(1)).first()
    key = _key("text", [what, parameters, tk.config["ckan.site_url"], newest and newest.seq])
    cached = _fetch(key)
    if cached:
        return zlib.decompress(cached).decode()
    text = write()
    settled = newest is None or datetime.now(timezone.utc) - newest.at > SETTLED
    packed = zlib.compress(text.encode(), 1)
    if len(packed) <= MAX_TEXT_BYTES:
        _store("text", key, packed, LIFETIME if settled else LIFETIME_AFTER_CHANGE)
    return text


def since(address: str, etag: str) -> datetime:
    """Since when an address has given the content of this ETag, as far as this cache knows."""
    key = _key("since", [address])
    cached = _fetch(key)
    mark, _, moment = cached.decode().partition(" ") if cached else ("", "", "")
    if mark == etag:
        return datetime.fromisoformat(moment)
    now = datetime.now(timezone.utc).replace(microsecond=0)
    _store("since", key, f"{etag} {now.isoformat()}".encode(), 30 * LIFETIME)
    return now


def _fetch(key: str) -> bytes | None:
    """What is kept under a key; nothing with Valkey away."""
    try:
        return connect_to_redis().get(key)
    except redis.RedisError:
        return None


def _store(kind: str, key: str, value: bytes, seconds: int) -> None:
    """Keep a value, and no more than MAX_ENTRIES of its kind; nothing with Valkey away."""
    with suppress(redis.RedisError):
        _store_bounded(kind, key, value, seconds)


def _store_bounded(kind: str, key: str, value: bytes, seconds: int) -> None:
    store, index = connect_to_redis(), _key("index", [kind])
    pipe = store.pipeline()
    pipe.set(key, value, ex=seconds)
    pipe.zadd(index, {key: time.time()})
    pipe.expire(index, 30 * LIFETIME)
    pipe.zrange(index, 0, -MAX_ENTRIES - 1)
    surplus = pipe.execute()[-1]
    if surplus:
        store.delete(*surplus)
        store.zrem(index, *surplus)


def _key(kind: str, parts: list[Any]) -> str:
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
    return f"smartlombardia:{tk.config['ckan.site_id']}:rdf:{kind}:{digest}"
