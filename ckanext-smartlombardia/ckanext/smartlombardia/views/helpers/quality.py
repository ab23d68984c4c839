"""What the pages on the quality of metadata need: the score of a dataset or a body, where its fields are changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.views import api_calls

__all__ = ["sl_field_url", "sl_quality", "sl_quality_of_body", "sl_rating_state"]

Row = dict[str, Any]


def sl_quality(record_id: str) -> Row:
    """Score, changes and findings of a dataset."""
    return tk.get_action("smartlombardia_quality_show")(api_calls.context(), {"id": record_id})


def sl_quality_of_body(ipa: str) -> Row:
    """Score of the public datasets of a body, with the change that gives most; `datasets` is 0 where there is none."""
    data = {"body": ipa, "limit": 0}
    return tk.get_action("smartlombardia_quality_list")(api_calls.context(), data)["catalogue"]


def sl_rating_state(code: str) -> str:
    """How the chip of a rating looks."""
    return next(row["state"] for row in v.rows("quality_ratings") if row["code"] == code)


def sl_field_url(name: str, problem: Mapping[str, Any]) -> str:
    """Where the field of a dataset, or of one of its files, is changed."""
    field = problem.get("field") or "title"
    if problem.get("resource"):
        page = tk.url_for("dataset_resource.edit", id=name, resource_id=problem["resource"])
    elif field == "resources":
        return tk.url_for("dataset_resource.new", id=name)
    else:
        page = tk.url_for("dataset.edit", id=name)
    return f"{page}#field-{field}"
