"""Exchange needs: where no row of the table says that two functions exchange, nobody is compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.smartlombardia import vocabularies as v


@dataclass(frozen=True, slots=True)
class Need:
    """Systems of two functions (often the same one) must exchange.

    `basis` is the source, in Italian.

    `reach` says between whom: `region` (anyone), `body` (inside one body), `district` (a union, an area, neighbours),
    `base` (each with a national base, `base`: codes of `standards`, one of which will do). `force` is a code of
    `forces`.
    """

    functions: tuple[str, str]
    reach: str
    force: str
    basis: str
    to_confirm: bool
    base: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The functions in a word: `notice-board`, `building-permits+gis`."""
        return "+".join(dict.fromkeys(self.functions))


@v.derived
def needs() -> tuple[Need, ...]:
    """Needs in the order of the table, the strongest of those between the same functions with the same reach.

    A scope that the table `exchange_reaches` does not have reaches nobody.
    """
    reaches = {row["scope"]: row for row in v.rows("exchange_reaches")}
    groups: dict[tuple[tuple[str, str], str], list[Need]] = defaultdict(list)
    for row in v.rows("needs"):
        entry = _need(row, reaches.get(row["scope"]))
        groups[entry.functions, entry.reach].append(entry)
    return tuple(min(rows, key=lambda entry: (entry.to_confirm, "DSG".index(entry.force))) for rows in groups.values())


def need(function: str) -> Need | None:
    """The need of a function to be read alike in the whole region."""
    return next(
        (entry for entry in needs() if entry.functions == (function, function) and entry.reach == "region"), None
    )


def bases(function: str) -> tuple[Need, ...]:
    """The needs of a function to exchange with a national base."""
    return tuple(entry for entry in needs() if entry.base and function in entry.functions)


def _need(row: Mapping[str, str], reach: Mapping[str, str] | None) -> Need:
    return Need(
        functions=(row["function_a"], row["function_b"]),
        reach=reach["reach"] if reach else "",
        force=row["force"],
        basis=row["basis_it"],
        to_confirm=bool(row["to_confirm"]),
        base=tuple(filter(None, reach["base"].split("|"))) if reach else (),
    )
