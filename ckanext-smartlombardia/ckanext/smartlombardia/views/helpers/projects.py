"""What the pages of projects say in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_decimal

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry.identity import Bodies
from ckanext.smartlombardia.types import BodyRef
from ckanext.smartlombardia.views import api_calls

__all__ = ["sl_euro", "sl_project_events", "sl_topic_reason", "sl_town_of"]


def sl_project_events(project: Mapping[str, Any]) -> list[dict[str, str]]:
    """What happened to a project and when, the oldest first: `date` (ISO) and `label`."""
    tenders = project.get("tenders") or []
    published = [tender["published"] for tender in tenders if tender.get("published")]
    awarded = [tender["awarded"] for tender in tenders if tender.get("awarded")]
    dates = [
        *_funding_dates(project),
        (project.get("start_date"), tk._("Started")),
        (min(published, default=None), tk._("First tender published")),
        (max(awarded, default=None), tk._("Last tender awarded")),
        (project.get("end_date"), tk._("Ended")),
    ]
    return sorted(({"date": day, "label": label} for day, label in dates if day), key=lambda event: event["date"])


def _funding_dates(project: Mapping[str, Any]) -> list[tuple[str | None, str]]:
    """Dates that PA digitale 2026 publishes of the same CUP at the body that leads the project."""
    body = (project.get("organization") or {}).get("name")
    if not (body and project.get("cup")):
        return []
    query = {"ipa": body, "name": "funded_service"}
    facts = tk.get_action("smartlombardia_body_facts")(api_calls.context(), query)
    dates: list[tuple[str | None, str]] = []
    for value in (fact["value"] for fact in facts if fact["value"].get("cup") == project["cup"]):
        state = vocabularies.label("funding_states", value["state"], api_calls.language())
        dates.append((value.get("funded_on"), tk._("Funded by PA digitale 2026")))
        dates.append((value.get("state_date"), tk._("State at PA digitale 2026: {state}").format(state=state)))
    return dates


def sl_town_of(istat: str | None) -> str | None:
    """The IPA code of the municipality with an ISTAT code."""
    found = Bodies.load().resolve(BodyRef(istat=istat)) if istat else None
    return getattr(getattr(found, "body", None), "ipa", None)


def sl_euro(amount: float) -> str:
    """An amount in euro as people write it: with cents only where there are some."""
    pattern = "#,##0" if float(amount).is_integer() else "#,##0.00"
    return f"{format_decimal(amount, pattern, locale=api_calls.language())} €"


def sl_topic_reason(code: str) -> str:
    """Why the registry reads a domain in a project (`object:cameras=telecamere`), in words."""
    kind, _, rest = code.partition(":")
    words = rest.partition("=")[2] or rest
    sentences = {
        "object": tk._("the text names “{words}”"),
        "digital": tk._("it has a digital part: “{words}”"),
        "measure": tk._("the measure funds nothing else"),
        "category": tk._("by its CUP category: {words}"),
    }
    return str(sentences.get(kind, "{words}")).format(words=words.strip())
