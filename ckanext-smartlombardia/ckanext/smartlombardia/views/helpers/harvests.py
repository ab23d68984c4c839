"""Words for sources, runs and what they did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_datetime, get_timezone

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.harvests.report import COUNTS
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.views import api_calls

__all__ = [
    "sl_adds_sources",
    "sl_column_fields",
    "sl_frequency",
    "sl_moment",
    "sl_run_counts",
    "sl_run_state",
    "sl_trial_kind",
    "sl_trial_title",
]


def sl_run_state(source: Mapping[str, Any], run: Mapping[str, Any] | None = None) -> tuple[str, str]:
    """A word for a run (the source's last one if none is given) and the colour that repeats it."""
    last_run = run or source.get("last")
    if run is None and source.get("waiting") and not (last_run and last_run["state"] == "running"):
        return tk._("Waits for its turn"), "info"
    words = {
        "running": (tk._("Is being read"), "info"),
        "done": (tk._("Read to the end"), "ok"),
        "faults": (tk._("Read in part"), "warn"),
        "failed": (tk._("Stopped by an error"), "bad"),
        "interrupted": (tk._("Cut short"), "warn"),
    }
    return words[last_run["state"]] if last_run else (tk._("Not yet read"), "q")


def sl_run_counts(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """What a run did as sentences, each with its number; only what happened."""
    sentences = {
        "new": tk.ungettext("{n} new", "{n} new ones", counts.get("new", 0)),
        "changed": tk.ungettext("{n} changed", "{n} changed ones", counts.get("changed", 0)),
        "joined": tk.ungettext(
            "{n} joined to a record that was there", "{n} joined to records that were there", counts.get("joined", 0)
        ),
        "unchanged": tk.ungettext("{n} as it was", "{n} as they were", counts.get("unchanged", 0)),
        "outside": tk.ungettext("{n} of another region", "{n} of other regions", counts.get("outside", 0)),
        "repaired": tk.ungettext("{n} mended on the way in", "{n} of them mended", counts.get("repaired", 0)),
        "refused": tk.ungettext("{n} not taken", "{n} of them not taken", counts.get("refused", 0)),
        "vanished": tk.ungettext("{n} no longer there", "{n} no longer there today", counts.get("vanished", 0)),
        "archived": tk.ungettext("{n} archived", "{n} archived ones", counts.get("archived", 0)),
    }
    return [
        (what, sentences[what].format(n=tk.h.localised_number(counts[what]))) for what in COUNTS if counts.get(what)
    ]


def sl_frequency(code: str) -> str:
    """How often a source is read."""
    words = {
        "MANUAL": tk._("Only when asked"),
        "MONTHLY": tk._("Every month"),
        "WEEKLY": tk._("Every week"),
        "BIWEEKLY": tk._("Every two weeks"),
        "DAILY": tk._("Every day"),
        "ALWAYS": tk._("All the time"),
    }
    return words.get(code, code)


def sl_moment(text: str | None) -> str:
    """A moment (ISO, UTC where it does not say) as people say it: 25 nov 2026, 10:30, in Italian time."""
    if not text:
        return ""
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return format_datetime(moment, "d MMM yyyy, HH:mm", tzinfo=get_timezone("Europe/Rome"), locale=api_calls.language())


def sl_adds_sources() -> bool:
    """Whether the reader may add sources, of the region or of a body of theirs."""
    return bool(visibility.is_office(tk.g.userobj) or visibility.bodies_of(tk.g.userobj, *visibility.EDITORS))


def sl_trial_kind(kind: str, n: int) -> str:
    """What a trial found, with its number."""
    words = {
        "platform": tk.ungettext("{n} platform in use", "{n} platforms in use", n),
        "software": tk.ungettext("{n} software product", "{n} software products", n),
        "dataservice": tk.ungettext("{n} API", "{n} APIs", n),
        "dataset": tk.ungettext("{n} dataset", "{n} datasets", n),
        "project": tk.ungettext("{n} project", "{n} projects", n),
        "observation": tk.ungettext("{n} fact about a body", "{n} facts about bodies", n),
    }
    return words[kind].format(n=tk.h.localised_number(n))


def sl_column_fields(source_type: str) -> list[tuple[str, str]]:
    """What a column of an office's table can mean, each with its label."""
    mapped = {row["field"] for row in vocabularies.rows("table_columns") if row["type"] == source_type}
    fields = [
        ("title", tk._("Name")),
        ("product_name", tk._("Product")),
        ("function", tk._("What it is for")),
        ("vendor_name", tk._("Vendor")),
        ("vendor_vat", tk._("VAT number of the vendor")),
        ("version", tk._("Version")),
        ("status", tk._("Status")),
        ("start", tk._("In use since")),
        ("delivery", tk._("Delivery")),
        ("notes", tk._("Notes")),
        ("body", tk._("Body")),
        ("ipa", tk._("IPA code")),
        ("istat", tk._("ISTAT code")),
        ("endpoint_url", tk._("Address of the API")),
        ("page", tk._("Page")),
        ("protocol", tk._("Technology")),
        ("access", tk._("Who can use it")),
        ("terms_url", tk._("Terms of use")),
        ("keywords", tk._("Keywords")),
        ("guid", tk._("Identifier")),
    ]
    return [(field, label) for field, label in fields if field in mapped]


def sl_trial_title(trial: Mapping[str, Any]) -> str:
    """A name to begin with for the source of a trial: that of its only record, or else its type and its host."""
    examples = trial.get("examples") or []
    if len(examples) == 1 and sum(trial["kinds"].values()) == 1:
        return str(examples[0]["title"])
    label = vocabularies.label("source_types", trial.get("type") or "", api_calls.language())
    return f"{label}: {urlsplit(str(trial.get('address') or '')).netloc}"
