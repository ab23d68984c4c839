"""The restricted fields and what each takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk

# field -> the validator of its values
FIELDS = {
    "cig": "smartlombardia_text",
    "contract_start": "smartlombardia_date",
    "contract_end": "smartlombardia_date",
    "contract_amount": "smartlombardia_number",
    "contract_renewals": "smartlombardia_text",
    "yearly_cost": "smartlombardia_number",
    "renewals_without_tender": "smartlombardia_number",
    "comparison_date": "smartlombardia_date",
    "comparison_url": "smartlombardia_url",
    "exit_terms": "smartlombardia_text",
    "exit_clause": "smartlombardia_yes_no",
    "exit_plan": "smartlombardia_yes_no",
    "data_owned": "smartlombardia_yes_no",
    "api_in_price": "smartlombardia_yes_no",
    "api_secret": "smartlombardia_yes_no",
    "notice_days": "smartlombardia_number",
    "transition_days": "smartlombardia_number",
    "retrieval_days": "smartlombardia_number",
    "switching_fee": "smartlombardia_yes_no",
    "dpia": "smartlombardia_text",
    "security_notes": "smartlombardia_text",
}


def restricted(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are stored, None for an emptied field. Raises ValidationError that names the fields."""
    stored: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in fields.items():
        try:
            stored[name] = tk.get_validator(FIELDS[name])(value) if value not in (None, "") else None
        except tk.Invalid as error:
            errors[name] = [error.error]
    if errors:
        raise tk.ValidationError(errors)
    return stored
