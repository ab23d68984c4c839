"""Hundreds of thousands of registrations on one machine: the same comparisons and weights, columns made in SQL.

`engine` reads every text for the words that name products; that takes minutes for a hundred thousand records. Here the
name alone says the product: its words without editions, common words and legal forms. Slips of one letter count where
maker, site or function agree. A name under which several makers do several jobs counts only together with one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from . import model, words
from .clusters import clusters
from .model import Model
from .score import predict

MEMORY = "2500MB"
"""What DuckDB may take; the rest of four gigabytes is for clusters."""

LARGEST_BLOCK = 500
"""Variants under one name beyond which the name is too common to compare all of them."""

SHORTEST_SLIP = 5
"""Letters of a name that may be a slip of another."""

COLUMNS = ("reg_id", "name", "vendor", "function", "url")


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
        found = connection.execute(
            f"SELECT unique_id_l, unique_id_r, match_weight FROM {scores} WHERE match_weight >= ?",  # noqa: S608
            [used.linked],
        ).fetchnumpy()
        members = connection.execute("SELECT regs FROM stated ORDER BY variant").to_arrow_table()["regs"].to_pylist()
    left, right, bits = (np.asarray(column) for column in found.values())
    return Linked(members, grouped(len(members), left, right, bits), left, right, bits)


def grouped(number: int, left: np.ndarray, right: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """The cluster of each of so many variants, by number of its first member.

    Groups in which every pair is linked are clusters as they are; only the others are looked at link by link.
    """
    graph = coo_matrix((np.ones(len(left), bool), (left, right)), shape=(number, number))
    _, group = connected_components(graph, directed=False)
    size, links = np.bincount(group), np.bincount(group[left], minlength=group.max(initial=0) + 1)
    whole = 2 * links == size * (size - 1)
    of = np.unique(group, return_index=True)[1][group]
    doubtful = ~whole[group[left]]
    of[np.flatnonzero(~whole[group])] = np.flatnonzero(~whole[group])
    pairs = zip(map(str, left[doubtful].tolist()), map(str, right[doubtful].tolist()), strict=True)
    known = dict(zip(pairs, bits[doubtful].tolist(), strict=True))
    for some in clusters(sorted({one for pair in known for one in pair}, key=int), known):
        of[[int(one) for one in some]] = int(some[0])
    return of


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """From the table `registrations` make `stated` (variants), `blocked` (pairs) and `compared` (columns)."""
    small = words.of_kind("legal", "stop")
    lists = {"small": small | words.of_kind("edition"), "weak": small | words.common() | words.places()}
    for name, some in lists.items():
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS word", [sorted(some)])
    for statement in PREPARE:
        connection.execute(statement.format(small=_any(small), shortest=SHORTEST_SLIP))


def _any(some: frozenset[str]) -> str:
    """An expression for any of these words, standing alone."""
    return r"\b(?:" + "|".join(sorted((word for word in some if word.isalnum()), key=len, reverse=True)) + r")\b"


FOLDED = "trim(regexp_replace(strip_accents(lower({0})), '[^a-z0-9]+', ' ', 'g'))"
JOINED = "replace({0}, ' ', '')"

PREPARE = (
    # one row for each different way to state name, maker, function and site
    f"""CREATE TEMP TABLE stated AS
    SELECT row_number() OVER (ORDER BY min(place)) - 1 AS variant, list(reg_id ORDER BY place) AS regs,
        title, maker, job, site FROM (
        SELECT reg_id, row_number() OVER () AS place,
            {FOLDED.format("replace(replace(name, '@', 'a'), '.0', '')")} AS title,
            nullif(trim(regexp_replace(regexp_replace({FOLDED.format("replace(vendor, '.', '')")},
                '{{small}}', '', 'g'), ' +', ' ', 'g')), '') AS maker,
            nullif({FOLDED.format("function")}, '') AS job,
            nullif(regexp_extract(lower(url), '^(?:[a-z]+://)?(?:www\\.)?([^/:?#]+)', 1), '') AS site
        FROM registrations)
    GROUP BY title, maker, job, site""",  # noqa: S608 no text of ours
    # what is left of a name without common words, or without the small ones, is its mark, written together
    """CREATE TEMP TABLE said AS
    SELECT title, string_agg(word, '' ORDER BY place) FILTER (word NOT IN (FROM weak)) AS core,
        string_agg(word, '' ORDER BY place) FILTER (word NOT IN (FROM small)) AS whole
    FROM (SELECT title, unnest(string_split(title, ' ')) AS word,
        generate_subscripts(string_split(title, ' '), 1) AS place
        FROM (SELECT DISTINCT title FROM stated))
    WHERE NOT regexp_full_match(word, '[0-9]+') GROUP BY title""",
    """CREATE TEMP TABLE named AS SELECT stated.* EXCLUDE regs, core, whole FROM stated LEFT JOIN said USING (title)""",
    """CREATE TEMP TABLE spelt AS
    SELECT core AS mark, count(*) AS often FROM named WHERE core IS NOT NULL GROUP BY core""",
    # names that differ by one letter have one way to leave a letter out in common
    """CREATE TEMP TABLE cut AS
    SELECT mark, often, unnest(list_distinct(list_append(
        list_transform(range(2, len(mark) + 1), lambda place: mark[:place - 1] || mark[place + 1:]), mark))) AS part
    FROM spelt WHERE len(mark) >= {shortest}""",
    """CREATE TEMP TABLE slips AS
    SELECT DISTINCT a.mark AS rare, b.mark AS usual FROM cut a JOIN cut b USING (part)
    WHERE a.mark <> b.mark AND (a.often, a.mark) < (b.often, b.mark)
        AND damerau_levenshtein(a.mark, b.mark) = 1""",
    """CREATE TEMP TABLE marks AS
    SELECT variant, core AS mark FROM named WHERE core IS NOT NULL
    UNION SELECT variant, whole FROM named WHERE core IS NOT NULL AND whole IS NOT NULL
    UNION SELECT rare.variant, usual.core FROM slips
        JOIN named rare ON rare.core = slips.rare JOIN named usual ON usual.core = slips.usual
        WHERE rare.site = usual.site OR rare.maker = usual.maker
            OR (rare.job = usual.job AND (rare.maker IS NULL OR usual.maker IS NULL)
                AND (rare.site IS NULL OR usual.site IS NULL))""",
    # under one name several makers may do several jobs: then it counts only with maker, job or site
    """CREATE TEMP TABLE shared AS
    SELECT mark FROM marks JOIN named USING (variant) GROUP BY mark
    HAVING count(DISTINCT maker) > 1 AND count(DISTINCT job) > 1""",
    """CREATE TEMP TABLE telling AS
    SELECT variant, mark FROM marks ANTI JOIN shared USING (mark)
    UNION ALL SELECT variant, mark || ' · ' || unnest(list_filter([maker, job, site], lambda one: one IS NOT NULL))
        FROM marks SEMI JOIN shared USING (mark) JOIN named USING (variant)
    UNION ALL SELECT variant, maker || '/' || job FROM named
        WHERE core IS NULL AND maker IS NOT NULL AND job IS NOT NULL""",
    f"""CREATE TEMP TABLE blocked AS
    WITH blocks AS (SELECT mark FROM telling GROUP BY mark HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK})
    SELECT DISTINCT '0' AS match_key, a.variant AS join_key_l, b.variant AS join_key_r
    FROM telling a SEMI JOIN blocks USING (mark) JOIN telling b USING (mark) WHERE a.variant < b.variant""",  # noqa: S608
    """CREATE TEMP TABLE compared AS
    SELECT variant AS unique_id, title,
        CASE WHEN core IS NULL THEN []::VARCHAR[] ELSE all_marks END AS named,
        []::VARCHAR[] AS told,
        CASE WHEN core IS NULL THEN coalesce(all_marks, []) ELSE [] END AS implied,
        CASE WHEN maker IS NULL THEN [] ELSE [maker] END AS makers,
        []::VARCHAR[] AS sole, string_split(title, ' ') AS words, string_split(title, ' ') AS weighed,
        []::VARCHAR[] AS text, job AS function, NULL::VARCHAR AS protocol, site,
        NULL::VARCHAR AS acronym, NULL::VARCHAR AS expansion, NULL::VARCHAR AS catalogue_id, NULL::VARCHAR AS source
    FROM named LEFT JOIN (SELECT variant, list(mark) AS all_marks FROM telling GROUP BY variant) USING (variant)""",
)
