"""What the pages of records need beyond the record itself: words, groups of fields, where values come from."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from babel.dates import format_date

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.dcatapit.terms import PREFIXES
from ckanext.smartlombardia.facts import is_empty
from ckanext.smartlombardia.registry import codes, translated
from ckanext.smartlombardia.registry.schemas import KINDS
from ckanext.smartlombardia.views import api_calls

__all__ = [
    "sl_code_label",
    "sl_date",
    "sl_domain_of",
    "sl_exports",
    "sl_groups",
    "sl_kind",
    "sl_kinds",
    "sl_national_name",
    "sl_prose",
    "sl_provenance",
    "sl_repairs",
    "sl_text",
    "sl_uri",
]

Record = dict[str, Any]
PICTURE = re.compile(r"!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")  # of Markdown: words, then an address or its name

DATES = ("y", "MMMM y", "d MMMM y")  # as exact as a date is known
RDF = {"ttl": "Turtle", "jsonld": "JSON-LD", "rdf": "RDF/XML"}


def sl_kinds() -> tuple[str, ...]:
    """The five kinds of record, in the order of lists."""
    return KINDS


def sl_kind(kind: str, form: str = "one") -> str:
    """What people read for a kind: `one`, `many`, or `new`, the title of its form."""
    words = {
        "platform": (tk._("Platform"), tk._("Platforms"), tk._("Register a platform")),
        "software": (tk._("Software"), tk._("Software products"), tk._("Register a software")),
        "dataservice": (tk._("API"), tk._("APIs"), tk._("Register an API")),
        "dataset": (tk._("Dataset"), tk._("Datasets"), tk._("Register a dataset")),
        "project": (tk._("Project"), tk._("Projects"), tk._("Register a project")),
    }
    return words[kind][("one", "many", "new").index(form)] if kind in words else kind


def sl_repairs(record: str) -> list[dict[str, Any]]:
    """What was mended on a record, once each, with the name of the field as people know it."""
    repairs = tk.get_action("smartlombardia_record_repairs")(api_calls.context(), {"id": record})
    by_value = {
        (repair["field"], str(repair["was"]), str(repair["now"])): {**repair, "label": _field_label(repair["field"])}
        for repair in repairs
    }
    return list(by_value.values())


def _field_label(field: str) -> str:
    """A field's label, where the schema of datasets knows it by name or by its property; else the name itself."""
    spaces = {prefix: str(space) for prefix, space in PREFIXES.items()}
    short = next((f"{prefix}:{field[len(space) :]}" for prefix, space in spaces.items() if field.startswith(space)), "")
    schema = tk.h.scheming_get_dataset_schema("dataset")
    for schema_field in (*schema["dataset_fields"], *schema["resource_fields"]):
        if field == schema_field["field_name"] or (short and short == schema_field.get("rdf")):
            return str(tk.h.scheming_language_text(schema_field["label"]))
    return short or field


def sl_text(record: Record, field: str) -> str:
    """A text of a record in the reader's language, else in Italian, else in any."""
    return translated.pick(record.get(f"{field}_translated"), tk.h.lang(), record.get(field) or "")


def sl_code_label(field: dict[str, Any], value: Any) -> str:
    """What people read for a value of a coded field; the value itself where the vocabulary does not have it."""
    for choice in tk.h.scheming_field_choices(field) or ():
        if choice["value"] == value:
            return translated.pick(choice["label"], tk.h.lang())
    scheme = field.get("vocabulary")
    return vocabularies.label(scheme, str(value), api_calls.language()) if scheme else str(value)


def sl_prose(text: str) -> Any:
    """A long text of a record as HTML. Its pictures become their words: nothing is asked of other hosts."""
    return tk.h.render_markdown(PICTURE.sub(r"\1", text or ""))


def sl_domain_of(function: str) -> str:
    """The domain of a function, in words; empty for an unknown one."""
    concept = vocabularies.concept("functions", function)
    return vocabularies.label("domains", concept.extra["domain"], api_calls.language()) if concept else ""


def sl_national_name(code: str) -> str:
    """What a national platform is, in words: "pagamenti alla pubblica amministrazione"."""
    concept = vocabularies.concept("national_platforms", code)
    return concept.extra[f"name_{api_calls.language()}"] if concept else ""


def sl_date(text: str | None) -> str:
    """A date as people say it, as exact as it is known: 2021, maggio 2021, 3 maggio 2021."""
    iso = codes.day(str(text or "")[:10])
    if not iso:
        return str(text or "")
    parts = [int(part) for part in iso.split("-")]
    day = date(*[*parts, 1, 1][:3])
    return format_date(day, DATES[len(parts) - 1], locale=api_calls.language())


def sl_provenance(record_id: str) -> dict[str, dict[str, Any]]:
    """Field -> value, source_title, source_url, grade, observed_at, by_hand, contradicted_by (titles of sources)."""
    return tk.get_action("smartlombardia_record_facts")(api_calls.context(), {"id": record_id})


def sl_groups(record: Record) -> list[dict[str, Any]]:
    """Fields of a record by the groups of its page: name, label, fields, each field with `known`.

    A field without a value is among them where the form asks everybody for it, else it is left out, as is one that
    only repeats another which is known (`page_unless`).
    """
    schema = tk.h.scheming_get_dataset_schema(record["type"])
    groups = []
    for group in schema["groups"]:
        fields = [
            {**field, "known": not is_empty(record.get(field["field_name"]))}
            for field in schema["dataset_fields"]
            if field.get("group") == group["name"]
            and field.get("display_snippet", "") is not None
            and not record.get(field.get("page_unless", ""))
        ]
        visible = [field for field in fields if field["known"] or field.get("form_main")]
        if visible:
            label = translated.pick(group["label"], tk.h.lang())
            groups.append({"name": group["name"], "label": label, "fields": visible})
    return groups


def sl_uri(record: Record) -> str:
    """The address of a record that never changes."""
    return f"{config.uri_base()}/id/{record['type']}/{record['id']}"


def sl_exports(record: Record) -> list[dict[str, str]]:
    """Where a record can be downloaded: label and url."""
    addresses = {
        label: tk.h.url_for("dcat.read_dataset", _id=record["name"], _format=suffix) for suffix, label in RDF.items()
    }
    addresses["JSON"] = tk.h.url_for("api.action", ver=3, logic_function="package_show", id=record["name"])
    return [{"label": label, "url": url} for label, url in addresses.items()]
