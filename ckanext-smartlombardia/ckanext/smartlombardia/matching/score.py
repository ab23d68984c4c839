"""Candidate pairs -> scores: additive weights run as SQL by Splink on DuckDB.

Splink learns nothing here: each level gets an m and a u with log2(m/u) equal to the model's weight, so a score is the
model's prior plus the weights of the levels that hold, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator

from . import comparisons
from .columns import Columns
from .comparisons import COMPARISONS, Comparison, Level
from .model import Model

LISTS = ("named", "told", "implied", "makers", "sole", "words", "weighed", "text", "base", "bases")


@dataclass(frozen=True, slots=True)
class Scored:
    """One pair: `levels` names the level that held for each comparison, in the order of COMPARISONS."""

    left: str
    right: str
    score: float
    levels: tuple[str, ...]

    @property
    def probability(self) -> float:
        return probability(self.score)


def probability(bits: float) -> float:
    """Odds in bits as a probability, 0 to 1."""
    return 1 / (1 + 2 ** -max(min(bits, 500.0), -500.0))


def score(rows: Sequence[Columns], pairs: Iterable[tuple[str, str]], model: Model) -> list[Scored]:
    """Scores in bits of candidate pairs, best first. Pairs are in any direction, each one once."""
    wanted = sorted(pairs)
    if not wanted:
        return []
    with duckdb.connect() as connection:
        api = DuckDBAPI(connection)
        linker = Linker(api.register(_table(rows), dataset_display_name="records"), settings(model), log_level="ERROR")
        blocked = pa.table(
            {
                "match_key": ["0"] * len(wanted),
                "join_key_l": [left for left, _ in wanted],
                "join_key_r": [right for _, right in wanted],
            }
        )
        linker.table_management.register_blocked_pairs_for_predict(api.register(blocked, dataset_display_name="pairs"))
        found = linker.inference.predict().as_record_list()
    scored = [_scored(row) for row in found]
    return sorted(scored, key=lambda one: (-one.score, one.left, one.right))


def settings(model: Model, dialect: str = "duckdb") -> SettingsCreator:
    """The model as Splink's settings."""
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=1 / (1 + 2**-model.prior),
        comparisons=[_comparison(comparison, model, dialect) for comparison in COMPARISONS],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(comparison: Comparison, model: Model, dialect: str) -> dict[str, Any]:
    weights = model.weights[comparison.name]
    levels = [_level(level, weights[level.name], dialect) for level in comparison.levels]
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _level(level: Level, weight: float, dialect: str) -> dict[str, Any]:
    u = min(0.5, 0.5 / 2**weight)
    return {
        "sql_condition": comparisons.sql(level.condition, dialect) if level.condition else "ELSE",
        "label_for_charts": level.name,
        "m_probability": u * 2**weight,
        "u_probability": u,
        "fix_m_probability": True,
        "fix_u_probability": True,
    }


def _table(rows: Sequence[Columns]) -> pa.Table:
    """Typed even where a column is all empty."""
    names = list(rows[0].row())
    types = [pa.list_(pa.string()) if name in LISTS else pa.string() for name in names]
    return pa.Table.from_pylist([row.row() for row in rows], schema=pa.schema(list(zip(names, types, strict=True))))


def _scored(row: dict[str, Any]) -> Scored:
    """Splink numbers levels from the last, 0, to the first."""
    levels = tuple(
        comparison.levels[len(comparison.levels) - 1 - row[f"gamma_{comparison.name}"]].name
        for comparison in COMPARISONS
    )
    return Scored(row["unique_id_l"], row["unique_id_r"], row["match_weight"], levels)
