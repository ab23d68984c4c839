"""Platforms that name their catalogue entry follow it: two entries that are two products keep their users apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..values import MatchRecord, Pair
from .relations import MERGING


def apply_catalogue_constraints(pairs: Sequence[Pair], records: Mapping[str, MatchRecord]) -> list[Pair]:
    """The pairs without those that would join users of two entries, both at hand, that are not held for one product."""
    entries = {record.catalogue_id for record in records.values() if record.kind == "software"} - {""}
    alike = {_entries(pair, records) for pair in pairs if pair.relation in MERGING and _software(pair, records)}
    return [pair for pair in pairs if _software(pair, records) or _follows(pair, records, entries, alike)]


def _follows(
    pair: Pair, records: Mapping[str, MatchRecord], entries: set[str], alike: Iterable[frozenset[str]]
) -> bool:
    pair_entries = _entries(pair, records)
    return pair.relation not in MERGING or len(pair_entries) < 2 or not pair_entries <= entries or pair_entries in alike


def _entries(pair: Pair, records: Mapping[str, MatchRecord]) -> frozenset[str]:
    return frozenset((records[pair.left].catalogue_id, records[pair.right].catalogue_id))


def _software(pair: Pair, records: Mapping[str, MatchRecord]) -> bool:
    return records[pair.left].kind == records[pair.right].kind == "software"
