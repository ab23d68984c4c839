"""Group records that are known to be one product: equal statements, a shared software, or a decision of the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence


class DisjointSet:
    """Disjoint groups of records; each is named by its oldest member."""

    def __init__(self, ids: Sequence[str]):
        self._order = {record_id: number for number, record_id in enumerate(ids)}
        self._above = {record_id: record_id for record_id in ids}

    def find(self, record_id: str) -> str:
        """The root of a record's group: its oldest member."""
        while self._above[record_id] != record_id:
            self._above[record_id] = self._above[self._above[record_id]]
            record_id = self._above[record_id]
        return record_id

    def join(self, ids: Iterable[str | None]) -> None:
        """Make one group of these records; unknown ids and None are skipped."""
        roots = [self.find(record_id) for record_id in ids if record_id in self._above]
        if roots:
            first = min(roots, key=self._order.__getitem__)
            for root in roots:
                self._above[root] = first

    def groups(self) -> dict[str, list[str]]:
        """Members of each group, the oldest first."""
        groups: dict[str, list[str]] = defaultdict(list)
        for record_id in self._order:
            groups[self.find(record_id)].append(record_id)
        return groups
