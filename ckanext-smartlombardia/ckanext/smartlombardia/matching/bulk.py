"""Hundreds of thousands of registrations on one machine: the same comparisons and weights, columns made in SQL.

`engine` reads every text for the words that name products; that takes minutes for a hundred thousand records. Here the
name says the product, without editions, common words and legal forms; where it says none, what the description calls by
the name of another registration does. Slips of one letter count where maker, site or function agree. A name under which
several makers do several jobs counts only together with one of them. The statements are in `bulk.sql`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .resolution.clusters import clusters
from .scoring import model
from .scoring.model import Model
from .scoring.score import predict
from .text import word_lists

MEMORY = "2500MB"
"""What DuckDB may take; the rest of four gigabytes is for clusters."""

STATEMENTS = Path(__file__).with_suffix(".sql")

COLUMNS = ("reg_id", "name", "vendor", "function", "description", "url")


@dataclass(frozen=True, slots=True)
class Linked:
    """Variants by number, in the order of their first registration.

    `members` are the registrations of each, `cluster` the number of its cluster; `left`, `right` and `bits` are the
    variants that are linked and how strongly.
    """

    members: Sequence[Sequence[str]]
    cluster: np.ndarray
    left: np.ndarray
    right: np.ndarray
    bits: np.ndarray


def match_many(registrations: pa.Table, weights: Model | None = None) -> Linked:
    """Registrations of one product. `registrations` has the COLUMNS, texts without nulls."""
    used = weights or model.shipped()
    with duckdb.connect() as connection:
        connection.execute(f"SET enable_progress_bar = false; SET memory_limit = '{MEMORY}'")
        connection.register("registrations", registrations)
        prepare(connection)
        scores = predict(connection, connection.table("compared"), connection.table("blocked"), used, retain=False)
        links = connection.execute(
            f"SELECT unique_id_l, unique_id_r, match_weight FROM {scores} WHERE match_weight >= ?",  # noqa: S608
            [used.linked],
        ).fetchnumpy()
        members = connection.execute("SELECT regs FROM stated ORDER BY variant").to_arrow_table()["regs"].to_pylist()
        sample = _sample(connection)
    left, right, bits = (np.asarray(column) for column in links.values())
    return Linked(members, grouped(len(members), left, right, bits, sample), left, right, bits)


@dataclass(frozen=True, slots=True)
class Sample:
    """Blocks of which a sample of the pairs was compared: those of each variant, and the pairs (arrays of numbers)."""

    blocks: Mapping[str, frozenset[str]]
    left: np.ndarray
    right: np.ndarray


NO_SAMPLE = Sample({}, np.empty(0, np.int64), np.empty(0, np.int64))


def _sample(connection: duckdb.DuckDBPyConnection) -> Sample:
    rows = connection.execute("SELECT variant, list(mark) FROM ring GROUP BY variant").fetchall()
    pairs = connection.execute("SELECT join_key_l, join_key_r FROM sampled").fetchnumpy()
    left, right = (np.asarray(column) for column in pairs.values())
    return Sample({str(variant): frozenset(marks) for variant, marks in rows}, left, right)


def grouped(
    number: int, left: np.ndarray, right: np.ndarray, bits: np.ndarray, sample: Sample = NO_SAMPLE
) -> np.ndarray:
    """The cluster of each of so many variants, by number of its first member.

    Groups in which every pair is linked are clusters as they are; the others are looked at link by link, one by one.
    """
    graph = coo_matrix((np.ones(len(left), bool), (left, right)), shape=(number, number))
    _, group = connected_components(graph, directed=False)
    size, links = np.bincount(group), np.bincount(group[left], minlength=group.max(initial=0) + 1)
    is_complete = 2 * links == size * (size - 1)
    cluster_of = np.unique(group, return_index=True)[1][group]
    doubtful = np.flatnonzero(~is_complete[group[left]])
    doubtful = doubtful[np.argsort(group[left[doubtful]], kind="stable")]
    begins = np.flatnonzero(np.diff(group[left[doubtful]])) + 1
    compared: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for variant, other_variant in zip(sample.left.tolist(), sample.right.tolist(), strict=True):
        if group[variant] == group[other_variant]:
            compared[int(group[variant])].append((str(variant), str(other_variant)))
    for group_links in np.split(doubtful, begins):
        pairs = zip(map(str, left[group_links].tolist()), map(str, right[group_links].tolist()), strict=True)
        scores = dict(zip(pairs, bits[group_links].tolist(), strict=True))
        ids = sorted({variant for pair in scores for variant in pair}, key=int)
        blocks = {member: sample.blocks[member] for member in ids if member in sample.blocks}
        pairs_of_sample = compared[int(group[left[group_links[0]]])] if len(group_links) else []
        for members in clusters(ids, scores, sampled=blocks, compared=pairs_of_sample):
            cluster_of[[int(variant) for variant in members]] = int(members[0])
    return cluster_of


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """From the table `registrations` make `stated` (variants), `blocked` (pairs) and `compared` (columns)."""
    small = word_lists.of_kind("legal", "stop")
    lists = {
        "small": small | word_lists.of_kind("edition"),
        "weak": small | word_lists.common() | word_lists.places(),
        "legal": small,
        "trade": word_lists.of_kind("maker"),
    }
    for name, words in lists.items():
        connection.register(name, pa.table({"word": pa.array(sorted(words), pa.string())}))
    connection.execute(STATEMENTS.read_text(encoding="utf-8"))
