"""Many regular expressions asked at once: one pass over a text tells which of them may match.

RE2 reads a text once for all patterns, in a time that grows with the text only. It knows no look-around, so the pass is
made with patterns from which that is left out, which match more; each that may match is then asked itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import re2

MAX_MEMORY_BYTES = 256 << 20  # with less the automaton gives up on long texts
_LOOK_AROUND = re.compile(r"\(\?(?:[=!]|<[=!])")


class PatternSet:
    """Patterns in their order. `hits` gives the numbers of those that match a text."""

    def __init__(self, patterns: Iterable[str]) -> None:
        sources = list(patterns)
        self.patterns: Sequence[re.Pattern[str]] = [re.compile(source) for source in sources]
        options = re2.Options()
        options.max_mem = MAX_MEMORY_BYTES
        self._set = re2.Set.SearchSet(options)
        for source in sources:
            self._set.Add(without_look_around(source))
        self._set.Compile()

    def candidates(self, text: str) -> list[int]:
        """Numbers of the patterns that may match, in their order."""
        return sorted(self._set.Match(text) or ())

    def hits(self, text: str) -> list[int]:
        """Numbers of the patterns that match, in their order."""
        return [number for number in self.candidates(text) if self.patterns[number].search(text)]


def without_look_around(pattern: str) -> str:
    """A pattern without its look-aheads and look-behinds: it matches wherever the pattern itself does."""
    while look_around := _LOOK_AROUND.search(pattern):
        end, depth, in_class = look_around.end(), 1, False
        while depth:
            sign = pattern[end]
            if sign == "\\":
                end += 1
            elif sign == "[":
                in_class = True
            elif sign == "]":
                in_class = False
            elif not in_class:
                depth += {"(": 1, ")": -1}.get(sign, 0)
            end += 1
        pattern = pattern[: look_around.start()] + pattern[end:]
    return pattern
