"""Rows of two tables that are the same thing: candidates across them, scores, weights learnt where labels exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import model, normalise
from .candidates import across
from .learn import learn, total
from .model import Model
from .score import Scored, score
from .titles import Titled, columns

Pair = tuple[int, int]


def link(
    left: Sequence[Titled], right: Sequence[Titled], labels: Mapping[Pair, bool] | None = None
) -> tuple[list[tuple[Pair, float]], Model]:
    """Scores in bits of pairs of row numbers (from 0), best first, and the model that gave them.

    With labels of both kinds the weights are learnt from them; otherwise they are the shipped ones.
    """
    used = model.shipped("titles")
    if not left or not right:
        return [], used
    rows = {f"L{at}": row for at, row in enumerate(left)} | {f"R{at}": row for at, row in enumerate(right)}
    answers = {_ids(pair): same for pair, same in (labels or {}).items()}
    pairs = {_ids(pair) for pair in across([_text(row) for row in left], [_text(row) for row in right])}
    scored = score(columns(rows), pairs | set(answers), used)
    if len(set(answers.values())) > 1:
        examples = [(one.levels, answers[one.left, one.right]) for one in scored if (one.left, one.right) in answers]
        used = learn(used, examples, f"{len(examples)} labelled pairs")
        scored = [replace(one, score=total(used, one.levels)) for one in scored]
    kept = (one for one in scored if (one.left, one.right) in pairs)
    return sorted(((_numbers(one), one.score) for one in kept), key=lambda found: (-found[1], found[0])), used


def _text(row: Titled) -> str:
    return normalise.folded(f"{row.title} {row.maker}")


def _ids(pair: Pair) -> tuple[str, str]:
    return f"L{pair[0]}", f"R{pair[1]}"


def _numbers(one: Scored) -> Pair:
    return int(one.left[1:]), int(one.right[1:])
