"""RDF that was written before, kept while nothing changes, and since when a page says what it says.

Kept in Redis under the number of the newest change: any change of any record makes all of it be written anew. What is
written soon after a change may still lack it, because the search follows some seconds later: that is kept briefly.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.model import Change

KEPT = 24 * 3600  # seconds
KEPT_AFTER_CHANGE = 15
SETTLED = timedelta(minutes=2)


def kept(what: str, asked: dict[str, Any], write: Callable[[], str]) -> str:
    """The text that `write` gives, from before where nothing changed since."""
    newest = core.Session.execute(sa.select(Change.seq, Change.at).order_by(Change.seq.desc()).limit(1)).first()
    key = _key("text", [what, asked, tk.config["ckan.site_url"], newest and newest.seq])
    redis = connect_to_redis()
    found = redis.get(key)
    if found:
        return zlib.decompress(found).decode()
    text = write()
    settled = newest is None or datetime.now(timezone.utc) - newest.at > SETTLED
    redis.set(key, zlib.compress(text.encode(), 1), ex=KEPT if settled else KEPT_AFTER_CHANGE)
    return text


def since(address: str, etag: str) -> datetime:
    """Since when an address gives the content of this mark, as far as was seen."""
    key = _key("since", [address])
    redis = connect_to_redis()
    found = redis.get(key)
    mark, _, moment = found.decode().partition(" ") if found else ("", "", "")
    if mark == etag:
        return datetime.fromisoformat(moment)
    now = datetime.now(timezone.utc).replace(microsecond=0)
    redis.set(key, f"{etag} {now.isoformat()}", ex=30 * KEPT)
    return now


def _key(kind: str, parts: list[Any]) -> str:
    said = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
    return f"smartlombardia:{tk.config['ckan.site_id']}:rdf:{kind}:{said}"
