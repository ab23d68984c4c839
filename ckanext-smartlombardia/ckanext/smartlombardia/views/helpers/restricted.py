"""Restricted fields of a platform as its page and their form show them."""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.restricted.schema import FIELDS
from ckanext.smartlombardia.views import api_calls
from ckanext.smartlombardia.views.helpers.records import sl_date

__all__ = ["sl_restricted", "sl_restricted_fields", "sl_restricted_terms", "sl_restricted_value"]

MAIN = ("cig", "contract_start", "contract_end", "yearly_cost", "exit_terms", "dpia", "security_notes")
LONG = ("exit_terms", "dpia", "security_notes")


def sl_restricted(record_id: str) -> dict[str, Any] | None:
    """Restricted fields of a platform; None for those who may not see them."""
    try:
        return tk.get_action("smartlombardia_restricted_show")(api_calls.context(), {"id": record_id})
    except tk.NotAuthorized:
        return None


def sl_restricted_terms() -> list[dict[str, Any]]:
    """The fields in order: name, label, help, and `main`, whether the page names them for everybody."""
    when = tk._("Year, month or day: 2021, 2021-05 or 2021-05-03")
    words = {
        "cig": (tk._("CIG (tender code)"), tk._("Of the contract in force")),
        "contract_start": (tk._("Start of the contract"), when),
        "contract_end": (tk._("End of the contract"), when),
        "contract_amount": (tk._("Amount of the contract"), tk._("In euro, without VAT, for its whole length")),
        "contract_renewals": (tk._("Renewals"), tk._("How many, and until when")),
        "yearly_cost": (tk._("Yearly cost"), tk._("In euro, with VAT")),
        "renewals_without_tender": (tk._("Renewals without a tender"), tk._("How many in a row")),
        "comparison_date": (tk._("Date of the comparative evaluation"), when),
        "comparison_url": (tk._("Comparative evaluation"), tk._("Address of the document")),
        "exit_clause": (tk._("Does the contract say how one leaves?"), tk._("A clause on the end of the service")),
        "exit_plan": (tk._("Is there an exit plan?"), tk._("What happens when the contract ends")),
        "data_owned": (tk._("Do the data belong to the body?"), tk._("As the contract says it")),
        "api_in_price": (tk._("Is the interface included in the price?"), tk._("No, if it is paid apart")),
        "api_secret": (tk._("Is the description of the interface secret?"), tk._("If a clause forbids showing it")),
        "notice_days": (tk._("Notice, in days"), tk._("To leave the service")),
        "transition_days": (tk._("Transition, in days"), tk._("To move to another supplier")),
        "retrieval_days": (tk._("Retrieval of data, in days"), tk._("For how long data can be had after the end")),
        "switching_fee": (tk._("Is there a fee for leaving?"), tk._("Also for taking the data away")),
        "exit_terms": (tk._("Exit terms"), tk._("What the supplier must hand over, and within how long")),
        "dpia": (tk._("Data protection impact assessment"), tk._("Whether it was made, and when")),
        "security_notes": (tk._("Security"), tk._("What others who run it should know")),
    }
    return [{"name": name, "label": words[name][0], "help": words[name][1], "main": name in MAIN} for name in FIELDS]


def sl_restricted_fields() -> list[dict[str, Any]]:
    """The same as fields of a form, in the shape of a schema's."""
    language = api_calls.language()
    return [
        {
            "field_name": term["name"],
            "label": {language: term["label"]},
            "help_text": {language: term["help"]},
            **_form(term["name"]),
        }
        for term in sl_restricted_terms()
    ]


def _form(name: str) -> dict[str, Any]:
    """How a field is asked for."""
    if FIELDS[name] == "smartlombardia_yes_no":
        answers = [("yes", {"it": "Sì", "en": "Yes"}), ("no", {"it": "No", "en": "No"})]
        return {"form_snippet": "sl_yes_no.html", "choices": [{"value": code, "label": text} for code, text in answers]}
    return {"form_snippet": "sl_textarea.html" if name in LONG else "sl_text.html"}


def sl_restricted_value(name: str, value: Any) -> str:
    """A value as people read it; empty where it is not known."""
    if value in (None, ""):
        return ""
    if name in ("yearly_cost", "contract_amount"):
        return f"€ {tk.h.localised_number(value)}"
    if FIELDS[name] == "smartlombardia_yes_no":
        return tk._("yes") if value == "yes" else tk._("no")
    return sl_date(value) if FIELDS[name] == "smartlombardia_date" else str(value)
