"""Records that are known to be one product: they state the same, they link to one software, or the office said so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence


class Units:
    """Disjoint groups of records; each is named by its oldest member."""

    def __init__(self, ids: Sequence[str]):
        self._order = {one: number for number, one in enumerate(ids)}
        self._above = {one: one for one in ids}

    def of(self, one: str) -> str:
        """The group of a record."""
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, ids: Iterable[str | None]) -> None:
        """Make one group of these records; those that are unknown do not count."""
        known = [self.of(one) for one in ids if one in self._above]
        if known:
            first = min(known, key=self._order.__getitem__)
            for one in known:
                self._above[one] = first

    def groups(self) -> dict[str, list[str]]:
        """Members of each group, the oldest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in self._order:
            found[self.of(one)].append(one)
        return found
