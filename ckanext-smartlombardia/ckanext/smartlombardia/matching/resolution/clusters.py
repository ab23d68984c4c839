"""Links -> clusters. Two groups join only where at least half of the pairs across them are linked.

Of a very large block only a sample of the pairs is compared: those that were not compared count neither way.

Chains of doubtful links therefore do not pull everything together, which is what connected components do. What people
said goes first: confirmed pairs are together whatever the score, rejected ones never are.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence

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
    sampled: Mapping[str, Collection[Hashable]] | None = None,
    compared: Iterable[Link] = (),
) -> list[tuple[str, ...]]:
    """Groups of ids, each in the order of `ids`, the groups by their first id.

    `links` are pairs held for the same with their score; `together` and `apart` are what people decided. Where these
    contradict each other (a=b, b=c, a≠c), the pairs of `together` are honoured in their order as far as `apart` allows.
    `sampled` has, for members of blocks of which only a sample was compared, these blocks; `compared` the pairs that
    were compared, linked or not.
    """
    groups = _Groups(ids, apart, sampled or {})
    for left, right in together:
        groups.join(left, right)
    groups.merge(links, compared)
    return groups.members(ids)


class _Groups:
    def __init__(self, ids: Iterable[str], apart: Iterable[Link], sampled: Mapping[str, Collection[Hashable]]) -> None:
        self.of = {member: member for member in ids}
        self.inside: dict[str, set[str]] = {member: {member} for member in self.of}
        self.sampled = {member: Counter(blocks) for member, blocks in sampled.items() if member in self.of}
        self.compared: dict[str, Counter[str]] = defaultdict(Counter)  # pairs of sampled blocks, by group and group
        self.barred: dict[str, set[str]] = defaultdict(set)
        for left, right in apart:
            if left in self.of and right in self.of and left != right:
                self.barred[left].add(right)
                self.barred[right].add(left)

    def join(self, left: str, right: str) -> str | None:
        """Make one group of two; None where they are one already, are unknown or must stay apart."""
        if left not in self.of or right not in self.of:
            return None
        group, other_group = self.of[left], self.of[right]
        if group == other_group or other_group in self.barred[group]:
            return None
        if len(self.inside[group]) < len(self.inside[other_group]):
            group, other_group = other_group, group
        for member in self.inside[other_group]:
            self.of[member] = group
        self.inside[group] |= self.inside.pop(other_group)
        self._join_samples(group, other_group)
        for foe in self.barred.pop(other_group, set()):
            self.barred[foe].discard(other_group)
            self.barred[foe].add(group)
            self.barred[group].add(foe)
        return group

    def _join_samples(self, group: str, joined: str) -> None:
        blocks = self.sampled.pop(joined, None)
        if blocks:
            self.sampled.setdefault(group, Counter()).update(blocks)
        for near, count in self.compared.pop(joined, Counter()).items():
            self.compared[near].pop(joined, None)
            if near != group:
                self.compared[group][near] += count
                self.compared[near][group] += count

    def _uncompared(self, left: str, right: str) -> int:
        """Pairs across two groups that a sampled block brings together and that were not compared."""
        if left not in self.sampled or right not in self.sampled:
            return 0
        blocks = self.sampled[right]
        shared = sum(count * blocks[block] for block, count in self.sampled[left].items() if block in blocks)
        pairs = len(self.inside[left]) * len(self.inside[right])
        return max(0, min(shared, pairs) - self.compared[left][right])

    def _join_unanimous(self, links: Mapping[Link, float], compared: Iterable[Link]) -> None:
        """Join at once what one sampled block holds together and no compared pair speaks against.

        Step by step it would come to the same, in a time that grows with the square of its size.
        """
        contested = {
            member for left, right in compared if (left, right) not in links and (right, left) not in links
            for member in (left, right)
        }  # fmt: skip
        by_block: dict[Hashable, list[Link]] = defaultdict(list)
        for left, right in links:
            if left in self.sampled and right in self.sampled and not {left, right} & contested:
                for block in self.sampled[left].keys() & self.sampled[right].keys():
                    by_block[block].append((left, right))
        for block in sorted(by_block, key=str):
            for left, right in by_block[block]:
                self.join(left, right)

    def _count_compared(self, compared: Iterable[Link]) -> None:
        for left, right in compared:
            if left in self.sampled and right in self.sampled:
                group, other_group = self.of[left], self.of[right]
                if group != other_group and self.sampled[group].keys() & self.sampled[other_group].keys():
                    self.compared[group][other_group] += 1
                    self.compared[other_group][group] += 1

    def merge(self, links: Mapping[Link, float], compared: Iterable[Link] = ()) -> None:
        """Join the pair of groups with the largest share of linked pairs, the surest first, until none has half."""
        compared = list(compared)
        self._join_unanimous(links, compared)
        self._count_compared(compared)
        strength: Strength = defaultdict(dict)
        for (left, right), score in links.items():
            if left in self.of and right in self.of:
                self._add(strength, self.of[left], self.of[right], 1, score)
        queue = [entry for group in strength for entry in self._entries(strength, group) if entry[2] == group]
        heapq.heapify(queue)
        while queue:
            entry = heapq.heappop(queue)
            group, other_group = entry[2], entry[3]
            if group not in strength or other_group not in strength[group]:
                continue
            if entry != self._entry(group, other_group, *strength[group][other_group]):
                continue
            joined = self.join(group, other_group)
            if joined is None:
                continue
            gone = other_group if joined == group else group
            strength[joined].pop(gone, None)
            for near, (number, score) in strength.pop(gone, {}).items():
                strength[near].pop(gone, None)
                if near != joined:
                    self._add(strength, joined, near, number, score)
            for entry in self._entries(strength, joined):
                heapq.heappush(queue, entry)

    @staticmethod
    def _add(strength: Strength, group: str, other_group: str, number: int, score: float) -> None:
        if group != other_group:
            count, total = strength[group].get(other_group, (0, 0.0))
            strength[group][other_group] = strength[other_group][group] = (count + number, total + score)

    def _entries(self, strength: Strength, group: str) -> Iterator[Entry]:
        """A group with each of those near it, where at least half of the pairs are linked."""
        for near, value in strength[group].items():
            entry = self._entry(min(group, near), max(group, near), *value)
            if -entry[0] >= LEAST_LINKED:
                yield entry

    def _entry(self, group: str, other_group: str, number: int, score: float) -> Entry:
        pairs = len(self.inside[group]) * len(self.inside[other_group]) - self._uncompared(group, other_group)
        share = number / max(number, pairs)
        return (-share, -score / number, group, other_group)

    def members(self, ids: Sequence[str]) -> list[tuple[str, ...]]:
        by_group: dict[str, list[str]] = defaultdict(list)
        for member in ids:
            by_group[self.of[member]].append(member)
        return [tuple(group) for group in by_group.values()]
