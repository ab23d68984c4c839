"""Why two records are held for the same: a sentence for each piece of evidence, with its weight in bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from ckanext.smartlombardia import vocabularies

from ..comparisons.dsl import Comparison, Level
from ..text.token_roles import OF_FUNCTION
from ..values import Reason
from .features import Columns, Compared, by_id
from .model import Model
from .score import Scored

CROSSED = {
    "in_both_names": ("name_marks",),
    "in_both_texts": ("text_marks",),
    "same_unnamed": ("implied",),
    "different_entries": ("source",),
}
"""Levels that look at, or name, some columns of their comparison only; the others all of them."""

MAX_VALUES = 5
"""Values shown in one sentence."""


class Explainer:
    """Says what a score is made of. Marks are shown as somebody wrote them."""

    def __init__(self, compared: Compared, model: Model) -> None:
        self._rows = by_id(compared.rows)
        self._spellings = compared.spellings
        self._model = model

    def reasons(self, scored: Scored) -> tuple[Reason, ...]:
        """The evidence of one pair, the heaviest first. Levels that say nothing are left out."""
        left, right = self._rows[scored.left], self._rows[scored.right]
        evidence = []
        for comparison in self._model.comparisons:
            name = scored.levels[comparison.name]
            level = next(level for level in comparison.levels if level.name == name)
            weight = self._model.weights[comparison.name][name]
            if level.it and weight:
                evidence.append(Reason(comparison.name, name, weight, self._sentences(comparison, level, left, right)))
        return tuple(sorted(evidence, key=lambda reason: -abs(reason.weight)))

    def _sentences(self, comparison: Comparison, level: Level, left: Columns, right: Columns) -> Mapping[str, str]:
        reads = CROSSED.get(level.name, comparison.reads)
        left_values, right_values = _values(left, reads), _values(right, reads)
        both = [value for value in left_values if value in right_values]
        places = {"both": both, "left": left_values, "right": right_values}
        return {
            "it": level.it.format(**{place: self._say(values, "it") for place, values in places.items()}),
            "en": level.en.format(**{place: self._say(values, "en") for place, values in places.items()}),
        }

    def _say(self, values: Sequence[str], language: Literal["it", "en"]) -> str:
        spellings = (self._spellings.get(value.partition(OF_FUNCTION)[0], value) for value in values[:MAX_VALUES])
        return ", ".join(dict.fromkeys(vocabularies.label("functions", value, language) for value in spellings))


def _values(row: Columns, reads: Sequence[str]) -> list[str]:
    values: list[str] = []
    for name in reads:
        value = getattr(row, name)
        values += value if isinstance(value, list) else [value] if value else []
    return list(dict.fromkeys(values))
