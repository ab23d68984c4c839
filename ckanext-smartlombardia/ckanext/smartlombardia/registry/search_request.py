"""What a search may ask of the index: parameters, fields to be shown, counted and sorted by, and how long it may be.

The index holds words of records that a reader may not see. Whatever counts words or documents beside the records that
are found (functions, facets without a hit) would tell them, so only what stands in these lists is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ckan.lib.search import SearchQueryError
from ckan.plugins import toolkit as tk

PARAMETERS = frozenset({
    "q", "fq", "fq_list", "rows", "start", "sort", "fl", "facet", "facet.field", "facet.limit", "facet.mincount",
    "extras", "df", "include_private", "include_drafts", "include_deleted", "use_default_schema",
})  # fmt: skip
FACET_FIELDS = frozenset({
    "sl_type", "sl_domain", "sl_function", "sl_province", "sl_body", "sl_status", "sl_standard",
    "sl_national_platform", "sl_protocol", "sl_access", "sl_licence", "sl_level", "organization", "groups", "tags",
    "license_id", "res_format", "dataset_type", "frequency", "source_type",
})  # fmt: skip
RESULT_FIELDS = frozenset({
    "id", "name", "title", "notes", "dataset_type", "organization", "groups", "tags", "license_id", "res_format",
    "res_url", "state", "url", "version", "metadata_created", "metadata_modified", "data_dict",
    "validated_data_dict", "score",
})  # fmt: skip
SORT_FIELDS = frozenset({
    "score", "id", "name", "title_string", "metadata_created", "metadata_modified", "sl_sort", "sl_body_sort",
})  # fmt: skip
MAX_QUERY_CHARACTERS = 1_000
MAX_FILTER_CHARACTERS = 20_000  # the portal's own filters name up to 400 records
MAX_START = 100_000
# a query that a parser of its own would read, or a magic field that holds one
_NESTED = re.compile(r"\{!|_\s*(?:query|val)\s*_\s*:", re.I)
_SORT = re.compile(r"([a-z_]+)(?:\s+(?:asc|desc))?", re.I)


class SearchRefused(SearchQueryError):
    """A search that asks for what it may not. The message is for people."""


def check_search(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a search, with facets that count records only. Raises SearchRefused at what is not allowed."""
    unknown = sorted(set(params) - PARAMETERS)
    if unknown:
        raise SearchRefused(tk._("A search does not take the parameter {name}").format(name=unknown[0]))
    _refuse_others(_listed(params.get("facet.field")), FACET_FIELDS)
    _refuse_others(_listed(params.get("fl")), RESULT_FIELDS)
    _check_sort(str(params.get("sort") or ""))
    _check_length(params.get("q"), MAX_QUERY_CHARACTERS)
    for text in (params.get("fq"), *(params.get("fq_list") or ())):
        _check_length(text, MAX_FILTER_CHARACTERS)
    for value in params.values():
        if any(isinstance(text, str) and _NESTED.search(text) for text in _listed(value)):
            raise SearchRefused(tk._("A search is made of words, not of a query within a query"))
    if int(params.get("start") or 0) > MAX_START:
        raise SearchRefused(tk._("A list ends after {count} rows").format(count=MAX_START))
    return {**params, "facet.mincount": max(1, int(params.get("facet.mincount") or 1))}


def _check_sort(sort: str) -> None:
    for part in filter(None, (part.strip() for part in sort.split(","))):
        match = _SORT.fullmatch(part)
        if part != "rank" and (match is None or match[1] not in SORT_FIELDS):
            raise SearchRefused(tk._("A list is not sorted by this"))


def _check_length(text: Any, limit: int) -> None:
    if isinstance(text, str) and len(text) > limit:
        raise SearchRefused(tk._("A search has at most {count} characters").format(count=limit))


def _refuse_others(values: Iterable[Any], allowed: Collection[str]) -> None:
    if any(value not in allowed for value in values):
        raise SearchRefused(tk._("A search does not show this field"))


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
