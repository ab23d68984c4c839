"""Candidate pairs -> scores: additive weights run as SQL by Splink on DuckDB.

Splink learns nothing here: each level gets an m and a u with log2(m/u) equal to the model's weight, so a score is the
model's prior plus the weights of the levels that hold, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator

from ..comparisons import dsl
from ..comparisons.dsl import Comparison, Level
from .model import Model

Row = Mapping[str, Any]

NUMBERS = frozenset({"price"})
"""Columns that hold numbers."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One pair: `levels` names the level that held, by comparison."""

    left: str
    right: str
    score: float
    levels: Mapping[str, str]

    @property
    def probability(self) -> float:
        return probability(self.score)


def probability(bits: float) -> float:
    """Odds in bits as a probability, 0 to 1."""
    return 1 / (1 + 2 ** -max(min(bits, 500.0), -500.0))


def score(rows: Sequence[Row], pairs: Iterable[tuple[str, str]], model: Model) -> list[Scored]:
    """Scores in bits of candidate pairs of `unique_id`, best first. Pairs are in any direction, each one once."""
    ordered_pairs = sorted(pairs)
    if not ordered_pairs:
        return []
    blocked = pa.table(
        {
            "match_key": ["0"] * len(ordered_pairs),
            "join_key_l": [left for left, _ in ordered_pairs],
            "join_key_r": [right for _, right in ordered_pairs],
        }
    )
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        predicted = predict(connection, _table(rows), blocked, model)
        names = ", ".join(f"gamma_{comparison.name}" for comparison in model.comparisons)
        query = f"SELECT unique_id_l, unique_id_r, match_weight, {names} FROM {predicted}"  # noqa: S608 no text of ours
        compared_rows = connection.execute(query).fetchall()
    scored = [_scored(row, model.comparisons) for row in compared_rows]
    return sorted(scored, key=lambda scored_pair: (-scored_pair.score, scored_pair.left, scored_pair.right))


def predict(connection: duckdb.DuckDBPyConnection, rows: Any, pairs: Any, model: Model, *, retain: bool = True) -> str:
    """Name of the table in which Splink has put the scores: unique_id_l, unique_id_r, match_weight, gammas on demand.

    `rows` and `pairs` (match_key, join_key_l, join_key_r) are what DuckDB can read: tables of Arrow or relations.
    """
    api = DuckDBAPI(connection)
    records = api.register(rows, dataset_display_name="records")
    linker = Linker(records, settings(model, retain=retain), validate_settings=False, log_level="ERROR")
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs, dataset_display_name="pairs"))
    return str(linker.inference.predict().physical_name)


def settings(model: Model, dialect: str = "duckdb", *, retain: bool = True) -> SettingsCreator:
    """The model as Splink's settings; `retain` keeps what the score is made of beside it."""
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=probability(model.prior),
        comparisons=[_comparison(comparison, model, dialect) for comparison in model.comparisons],
        retain_matching_columns=retain,
        retain_intermediate_calculation_columns=retain,
    )


def _comparison(comparison: Comparison, model: Model, dialect: str) -> dict[str, Any]:
    weights = model.weights[comparison.name]
    levels = [_level(level, weights[level.name], dialect) for level in comparison.levels]
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _level(level: Level, weight: float, dialect: str) -> dict[str, Any]:
    u = min(0.5, 0.5 / 2**weight)
    return {
        "sql_condition": dsl.sql(level.condition, dialect) if level.condition else "ELSE",
        "label_for_charts": level.name,
        "m_probability": u * 2**weight,
        "u_probability": u,
        "fix_m_probability": True,
        "fix_u_probability": True,
    }


def _table(rows: Sequence[Row]) -> pa.Table:
    """Typed even where a column is all empty: lists of texts, numbers, else texts."""
    schema = pa.schema([(name, _type(name, rows[0][name])) for name in rows[0]])
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


def _type(name: str, value: Any) -> pa.DataType:
    """A list is a list in every row, also an empty one; a number may be missing anywhere."""
    if isinstance(value, list):
        return pa.list_(pa.string())
    return pa.float64() if name in NUMBERS else pa.string()


def _scored(row: Sequence[Any], compared: Sequence[Comparison]) -> Scored:
    """Splink numbers levels from the last, 0, to the first."""
    left, right, bits, *gammas = row
    levels = {
        comparison.name: comparison.levels[-1 - gamma].name for comparison, gamma in zip(compared, gammas, strict=True)
    }
    return Scored(left, right, bits, levels)
