"""Links -> clusters. Two groups join only where at least half of the pairs across them are linked.

Chains of doubtful links therefore do not pull everything together, which is what connected components do. What people
said goes first: confirmed pairs are together whatever the score, rejected ones never are.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

LEAST_LINKED = 0.5
"""Share of the pairs across two groups that must be linked before they join."""

Link = tuple[str, str]
Strength = dict[str, dict[str, tuple[int, float]]]
"""Of a group with each of those near it: how many pairs are linked, and the sum of their scores."""
Entry = tuple[float, float, str, str]
"""Two groups, those with the largest share of linked pairs first, then those with the highest scores."""


def clusters(
    ids: Sequence[str],
    links: Mapping[Link, float],
    together: Iterable[Link] = (),
    apart: Iterable[Link] = (),
) -> list[tuple[str, ...]]:
    """Groups of ids, each in the order of `ids`, the groups by their first id.

    `links` are pairs held for the same with their score; `together` and `apart` are what people decided. Where these
    contradict each other (a=b, b=c, a≠c), the pairs of `together` are honoured in their order as far as `apart` allows.
    """
    groups = _Groups(ids, apart)
    for left, right in together:
        groups.join(left, right)
    groups.merge(links)
    return groups.members(ids)


class _Groups:
    def __init__(self, ids: Iterable[str], apart: Iterable[Link]) -> None:
        self.of = {one: one for one in ids}
        self.inside: dict[str, set[str]] = {one: {one} for one in self.of}
        self.barred: dict[str, set[str]] = defaultdict(set)
        for left, right in apart:
            if left in self.of and right in self.of and left != right:
                self.barred[left].add(right)
                self.barred[right].add(left)

    def join(self, left: str, right: str) -> str | None:
        """Make one group of two; None where they are one already, are unknown or must stay apart."""
        if left not in self.of or right not in self.of:
            return None
        one, other = self.of[left], self.of[right]
        if one == other or other in self.barred[one]:
            return None
        if len(self.inside[one]) < len(self.inside[other]):
            one, other = other, one
        for member in self.inside[other]:
            self.of[member] = one
        self.inside[one] |= self.inside.pop(other)
        for foe in self.barred.pop(other, set()):
            self.barred[foe].discard(other)
            self.barred[foe].add(one)
            self.barred[one].add(foe)
        return one

    def merge(self, links: Mapping[Link, float]) -> None:
        """Join the pair of groups with the largest share of linked pairs, the surest first, until none has half."""
        strength: Strength = defaultdict(dict)
        for (left, right), score in links.items():
            if left in self.of and right in self.of:
                self._add(strength, self.of[left], self.of[right], 1, score)
        queue = [entry for one in strength for entry in self._entries(strength, one) if entry[2] == one]
        heapq.heapify(queue)
        while queue:
            entry = heapq.heappop(queue)
            one, other = entry[2], entry[3]
            if one not in strength or other not in strength[one]:
                continue
            if entry != self._entry(one, other, *strength[one][other]):
                continue
            kept = self.join(one, other)
            if kept is None:
                continue
            gone = other if kept == one else one
            strength[kept].pop(gone, None)
            for near, (number, score) in strength.pop(gone, {}).items():
                strength[near].pop(gone, None)
                if near != kept:
                    self._add(strength, kept, near, number, score)
            for entry in self._entries(strength, kept):
                heapq.heappush(queue, entry)

    @staticmethod
    def _add(strength: Strength, one: str, other: str, number: int, score: float) -> None:
        if one != other:
            count, total = strength[one].get(other, (0, 0.0))
            strength[one][other] = strength[other][one] = (count + number, total + score)

    def _entries(self, strength: Strength, one: str) -> Iterator[Entry]:
        """A group with each of those near it, where at least half of the pairs are linked."""
        for near, value in strength[one].items():
            entry = self._entry(min(one, near), max(one, near), *value)
            if -entry[0] >= LEAST_LINKED:
                yield entry

    def _entry(self, one: str, other: str, number: int, score: float) -> Entry:
        share = number / (len(self.inside[one]) * len(self.inside[other]))
        return (-share, -score / number, one, other)

    def members(self, ids: Sequence[str]) -> list[tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for one in ids:
            found[self.of[one]].append(one)
        return [tuple(group) for group in found.values()]
