"""Splink as its documentation starts: default comparisons, blocking rules on equal columns, weights by its own EM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from ckanext.smartlombardia.matching.comparisons.titles import Titled

CUT = 0.9
"""Probability from which Splink's pairs are joined."""


def products(table: pa.Table, *, cut: float = CUT) -> dict[str, str]:
    """Cluster of each registration, by `reg_id`; columns name, vendor, function and url as they were typed."""
    columns = {name: table[name].to_pylist() for name in ("reg_id", "name", "vendor", "function", "url")}
    lowered = {name: [value.strip().lower() or None for value in columns[name]] for name in columns if name != "reg_id"}
    rows = pa.table({"unique_id": columns["reg_id"], **lowered})
    rules = [
        block_on("name"),
        block_on("url"),
        block_on("vendor", "function"),
        block_on("substr(name, 1, 6)", "function"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=_compared(),
        blocking_rules_to_generate_predictions=rules,
    )
    with duckdb.connect() as connection:
        sure, learnt = (block_on("name", "function"), 0.6), (block_on("name"), block_on("vendor", "function"))
        linker = _trained(connection, {"rows": rows}, settings, sure, learnt)
        predicted = linker.inference.predict(threshold_match_probability=min(cut, 0.5))
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, cut)
        return dict(connection.execute(f"SELECT unique_id, cluster_id FROM {found.physical_name}").fetchall())  # noqa: S608


def registrations(rows: Sequence[Mapping[str, str]]) -> dict[frozenset[str], float]:
    """Log odds in bits of pairs of `reg_id`, of a few hundred registrations: all pairs that share anything at all."""
    columns = ("name", "vendor", "function", "url")
    table = pa.table(
        {
            "unique_id": [row["reg_id"] for row in rows],
            **{name: [row[name].strip().lower() or None for row in rows] for name in columns},
            "words": pa.array([sorted(set(f"{row['name']} {row['description']}".lower().split())) for row in rows]),
        }
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[*_compared(), compare.ArrayIntersectAtSizes("words", [4, 3, 2, 1])],
        blocking_rules_to_generate_predictions=["1 = 1"],
    )
    with duckdb.connect() as connection:
        sure, learnt = (block_on("name", "function"), 0.6), (block_on("function"), block_on("vendor"))
        linker = _trained(connection, {"rows": table}, settings, sure, learnt)
        predicted = linker.inference.predict().physical_name
        found = connection.execute(f"SELECT unique_id_l, unique_id_r, match_weight FROM {predicted}").fetchall()  # noqa: S608
    return {frozenset((one, other)): bits for one, other, bits in found}


def titles(left: Sequence[Titled], right: Sequence[Titled]) -> dict[tuple[int, int], float]:
    """Log odds in bits of pairs of row numbers, from title, maker and price."""
    tables = [
        pa.table(
            {
                "unique_id": pa.array(range(len(rows)), pa.int64()),
                "title": [row.title.lower() for row in rows],
                "start": [row.title.lower()[:4] for row in rows],
                "maker": pa.array([row.maker.lower() or None for row in rows], pa.string()),
                "price": pa.array([row.price for row in rows], pa.float64()),
                "words": pa.array(
                    [sorted({word for word in row.title.lower().split() if len(word) > 2}) for row in rows]
                ),
            }
        )
        for rows in (left, right)
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("title", [0.95, 0.88, 0.8, 0.7]),
            compare.ArrayIntersectAtSizes("words", [4, 3, 2, 1]),
            compare.JaroWinklerAtThresholds("maker"),
            compare.ExactMatch("price"),
        ],
        blocking_rules_to_generate_predictions=["list_has_any(l.words, r.words)"],
    )
    with duckdb.connect() as connection:
        sure, learnt = (block_on("title"), 0.1), (block_on("maker"), block_on("start"))
        linker = _trained(connection, dict(zip("lr", tables, strict=True)), settings, sure, learnt)
        predicted = linker.inference.predict(threshold_match_probability=1e-6).physical_name
        found = connection.execute(
            f"SELECT unique_id_l, unique_id_r, match_probability FROM {predicted}"  # noqa: S608
        ).fetchall()
    return {(one, other): log2(max(chance, 1e-12) / max(1 - chance, 1e-12)) for one, other, chance in found}


def _compared() -> list[Any]:
    """How registrations are compared."""
    return [
        compare.NameComparison("name"),
        compare.JaroWinklerAtThresholds("vendor"),
        compare.ExactMatch("function"),
        compare.ExactMatch("url"),
    ]


def _trained(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, pa.Table],
    settings: SettingsCreator,
    sure: tuple[Any, float],
    learnt: Sequence[Any],
) -> Linker:
    """A linker with weights by EM: `sure` is a rule whose pairs are right, with its recall; EM blocks by `learnt`."""
    connection.execute("SET enable_progress_bar = false")
    api = DuckDBAPI(connection)
    linker = Linker(
        [api.register(table, dataset_display_name=name) for name, table in tables.items()], settings, log_level="ERROR"
    )
    rule, recall = sure
    linker.training.estimate_probability_two_random_records_match([rule], recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in learnt:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker
