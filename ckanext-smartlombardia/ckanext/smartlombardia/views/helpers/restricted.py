"""Restricted fields of a platform as its page and their form show them."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.restricted.schema import FIELDS
from ckanext.smartlombardia.views import asking
from ckanext.smartlombardia.views.helpers.records import sl_date

__all__ = ["sl_restricted", "sl_restricted_fields", "sl_restricted_terms", "sl_restricted_value"]

MAIN = ("cig", "contract_start", "contract_end", "yearly_cost", "exit_terms", "dpia", "security_notes")
LONG = ("exit_terms", "dpia", "security_notes")


def sl_restricted(record_id: str) -> dict[str, Any] | None:
    """Restricted fields of a platform; None for those who may not see them."""
    try:
        return tk.get_action("smartlombardia_restricted_show")(asking.context(), {"id": record_id})
    except tk.NotAuthorized:
        return None


def sl_restricted_terms() -> list[dict[str, Any]]:
    """The fields in order: name, label, help, and `main`, whether the page names them for everybody."""
    when = tk._("Year, month or day: 2021, 2021-05 or 2021-05-03")
    words = {
        "cig": (tk._("CIG (tender code)"), tk._("Of the contract in force")),
        "contract_start": (tk._("Start of the contract"), when),
        "contract_end": (tk._("End of the contract"), when),
        "contract_renewals": (tk._("Renewals"), tk._("How many, and until when")),
        "yearly_cost": (tk._("Yearly cost"), tk._("In euro, with VAT")),
        "exit_terms": (tk._("Exit terms"), tk._("What the supplier must hand over, and within how long")),
        "dpia": (tk._("Data protection impact assessment"), tk._("Whether it was made, and when")),
        "security_notes": (tk._("Security"), tk._("What others who run it should know")),
    }
    return [{"name": name, "label": words[name][0], "help": words[name][1], "main": name in MAIN} for name in FIELDS]


def sl_restricted_fields() -> list[dict[str, Any]]:
    """The same as fields of a form, in the shape of a schema's."""
    language = asking.language()
    return [
        {
            "field_name": term["name"],
            "label": {language: term["label"]},
            "help_text": {language: term["help"]},
            "form_snippet": "sl_textarea.html" if term["name"] in LONG else "sl_text.html",
        }
        for term in sl_restricted_terms()
    ]


def sl_restricted_value(name: str, value: Any) -> str:
    """A value as people read it; empty where it is not known."""
    if value in (None, ""):
        return ""
    if name == "yearly_cost":
        return f"€ {tk.h.localised_number(value)}"
    return sl_date(value) if FIELDS[name] == "smartlombardia_date" else str(value)
