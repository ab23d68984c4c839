"""What a search may ask of the index: parameters, fields to be shown, counted and sorted by, and how long it may be.

The index holds words of records that a reader may not see. Whatever counts words or documents beside the records that
are found (functions, facets without a hit) would tell them, so only what stands in a list is passed on. The fields are
the table `search_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ckan.lib.search import SearchQueryError
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies

PARAMETERS = frozenset({
    "q", "fq", "fq_list", "rows", "start", "sort", "fl", "facet", "facet.field", "facet.limit", "facet.mincount",
    "extras", "df", "include_private", "include_drafts", "include_deleted", "use_default_schema",
})  # fmt: skip
MAX_QUERY_CHARACTERS = 1_000
MAX_FILTER_CHARACTERS = 20_000  # the portal's own filters name up to 400 records
MAX_START = 100_000
MAX_RESOURCES = 1_000  # files in one answer
# a query that a parser of its own would read, or a magic field that holds one
_NESTED = re.compile(r"\{!|_\s*(?:query|val)\s*_\s*:", re.I)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_FIELD = re.compile(r"(?<![\w\\])([A-Za-z_]\w*):")  # begins at a word, so that a long one is read once
_SORT = re.compile(r"([a-z_]+)(?:\s+(?:asc|desc))?", re.I)


class SearchRefused(SearchQueryError):
    """A search that asks for what it may not. The message is for people."""


class SearchUnavailable(Exception):
    """The search server does not answer. No SearchError: CKAN's pages show that as a wrong question."""


@vocabularies.derived
def search_fields(use: str) -> frozenset[str]:
    """Fields that a search may use: `query` to name one, `facet` to count it, `result` to show it, `sort`,
    `resource` to find files by it."""
    return frozenset(row["field"] for row in vocabularies.rows("search_fields") if row[use])


def quote(text: str) -> str:
    """A text as one phrase of a query."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def after_record(record: str) -> list[str]:
    """The filter of a search that is sorted by id, for what comes after a record; none without one."""
    return [f"id:{{{record} TO *}}"] if record else []


def find_fields(text: str) -> set[str]:
    """Names that stand before a colon in a query, outside quotation marks."""
    return set(_FIELD.findall(_QUOTED.sub(" ", text)))


def check_search(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a search, with facets that count records only. Raises SearchRefused at what is not allowed."""
    unknown = sorted(set(params) - PARAMETERS)
    if unknown:
        raise SearchRefused(tk._("A search does not take the parameter {name}").format(name=unknown[0]))
    _refuse_others(_listed(params.get("facet.field")), search_fields("facet"))
    _refuse_others(_listed(params.get("fl")), search_fields("result"))
    _check_sort(str(params.get("sort") or ""))
    _check_length(params.get("q"), MAX_QUERY_CHARACTERS)
    for text in (params.get("fq"), *(params.get("fq_list") or ())):
        _check_length(text, MAX_FILTER_CHARACTERS)
        _refuse_others(find_fields(str(text or "")), search_fields("query"))
    for value in params.values():
        if any(isinstance(text, str) and _NESTED.search(text) for text in _listed(value)):
            raise SearchRefused(tk._("A search is made of words, not of a query within a query"))
    if _number(params.get("start")) > MAX_START:
        raise SearchRefused(tk._("A list ends after {count} rows").format(count=MAX_START))
    return {**params, "facet.mincount": max(1, _number(params.get("facet.mincount")))}


def check_resource_search(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What a search for files takes: field and term pairs, an order, a page. Raises ValidationError at the rest."""
    pairs, fields = _listed(parameters.get("query")), search_fields("resource")
    if not pairs:
        raise tk.ValidationError({"query": [tk._("Missing value")]})
    names = [str(pair).partition(":")[0] for pair in pairs] + _listed(parameters.get("order_by"))
    if unknown := sorted(str(name) for name in names if name not in fields):
        raise tk.ValidationError(
            {"query": [tk._("A search does not use the field {name}").format(name=unknown[0][:60])]}
        )
    if any(len(str(pair)) > MAX_QUERY_CHARACTERS for pair in pairs):
        count = MAX_QUERY_CHARACTERS
        raise tk.ValidationError({"query": [tk._("A search has at most {count} characters").format(count=count)]})
    try:
        limit, offset = _number(parameters.get("limit")) or MAX_RESOURCES, _number(parameters.get("offset"))
    except SearchRefused as error:
        raise tk.ValidationError({"limit": [str(error)]}) from error
    if not (0 < limit <= MAX_RESOURCES and 0 <= offset <= MAX_START):
        raise tk.ValidationError({"limit": [tk._("A list ends after {count} rows").format(count=MAX_RESOURCES)]})
    return {**parameters, "limit": limit, "offset": offset}


def _number(value: Any) -> int:
    try:
        return int(value or 0)
    except (TypeError, ValueError):
        raise SearchRefused(tk._("Rows and pages are whole numbers")) from None


def _check_sort(sort: str) -> None:
    for part in filter(None, (part.strip() for part in sort.split(","))):
        match = _SORT.fullmatch(part)
        if part != "rank" and (match is None or match[1] not in search_fields("sort")):
            raise SearchRefused(tk._("A list is not sorted by this"))


def _check_length(text: Any, limit: int) -> None:
    if isinstance(text, str) and len(text) > limit:
        raise SearchRefused(tk._("A search has at most {count} characters").format(count=limit))


def _refuse_others(values: Iterable[Any], allowed: Collection[str]) -> None:
    if unknown := sorted(str(value) for value in values if value not in allowed):
        raise SearchRefused(tk._("A search does not use the field {name}").format(name=str(unknown[0])[:60]))


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
