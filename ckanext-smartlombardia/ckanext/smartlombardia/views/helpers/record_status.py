"""How a record stands: its status, who has confirmed it, what sources say of a field."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.views.helpers.records import sl_code_label

__all__ = ["sl_confirmed", "sl_said", "sl_status_state", "sl_we_too"]

Record = dict[str, Any]
STATES = {
    "in_use": "ok", "published": "ok", "running": "ok", "stable": "ok",
    "being_replaced": "warn", "suspended": "warn", "deprecated": "warn", "retired": "n", "closed": "n",
}  # fmt: skip


def sl_status_state(code: str) -> str:
    """The state of a status chip: running things are well, ending ones are worth a look."""
    return STATES.get(code, "info")


def sl_confirmed(facts: dict[str, dict[str, Any]]) -> str | None:
    """The last moment at which the body itself stated a field of the record, None where it never did."""
    moments = [fact["since"] for fact in facts.values() if fact["source"].startswith("owner:")]
    return max(filter(None, moments), default=None)


def sl_said(field: dict[str, Any] | None, value: Any) -> str:
    """A value of a source in a few words; empty where it takes more."""
    values = value if isinstance(value, list) else [value]
    if not values or any(isinstance(item, (dict, list)) or item is None for item in values):
        return ""
    words = ", ".join(sl_code_label(field or {}, item) for item in values)
    return words if len(words) <= 120 else ""


def sl_we_too(record: Record) -> str:
    """The form of a platform, filled in with the product of this record."""
    fields = {
        "title": record.get("product_name") or record.get("title"),
        "function": record.get("function") or next(iter(record.get("functions") or ()), None),
        "software": record.get("software") if record["type"] == "platform" else record["id"],
        "product_name": record.get("product_name") if record["type"] == "platform" else record.get("title"),
        "vendor_name": record.get("vendor_name"),
        "status": "in_use",
    }
    return tk.url_for("platform.new", **{name: value for name, value in fields.items() if value})
