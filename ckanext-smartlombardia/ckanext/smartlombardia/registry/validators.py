"""Validators of the registry's fields: what people and sources wrote -> what is stored. Messages say what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.scheming.helpers import scheming_field_choices

from ckanext.smartlombardia import vocabularies

from . import codes, links, names, translated, visibility
from .safety_validators import smartlombardia_link_scheme, user_password_validator

__all__ = [
    "fluent_core_translated_output",
    "fluent_text",
    "fluent_text_output",
    "smartlombardia_any_date",
    "smartlombardia_bodies",
    "smartlombardia_code",
    "smartlombardia_codes",
    "smartlombardia_cup",
    "smartlombardia_date",
    "smartlombardia_day",
    "smartlombardia_email",
    "smartlombardia_ipa",
    "smartlombardia_json",
    "smartlombardia_known_code",
    "smartlombardia_known_codes",
    "smartlombardia_languages",
    "smartlombardia_link",
    "smartlombardia_link_scheme",
    "smartlombardia_links",
    "smartlombardia_list",
    "smartlombardia_name",
    "smartlombardia_number",
    "smartlombardia_owner",
    "smartlombardia_privacy",
    "smartlombardia_tags",
    "smartlombardia_text",
    "smartlombardia_title",
    "smartlombardia_url",
    "smartlombardia_vat",
    "smartlombardia_yes_no",
    "tag_name_validator",
    "user_password_validator",
]

Key = tuple[Any, ...]
Data = dict[Key, Any]
Errors = dict[Key, list[str]]
Field = dict[str, Any]

MAX_TITLE_LENGTH = 500


def of_a_field(make: Callable[[Field, Any], Callable[..., Any]]) -> Callable[[Field, Any], Callable[..., Any]]:
    """Mark a function that makes the validator of one field, as ckanext-scheming does: its own mark cannot be
    imported here, because its module asks for every validator while it is being loaded."""
    make.is_a_scheming_validator = True  # type: ignore[attr-defined]
    return make


def get_value(data: Data, key: Key) -> Any:
    """Return the value of a key, None where the form does not have it."""
    value = data.get(key)
    return None if value is tk.missing else value


# the whole record, before its fields


def smartlombardia_languages(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Bring core texts and their translations together, on the record and on each of its resources."""
    package = context.get("package")
    resources = {resource.id: resource for resource in package.resources} if package else {}
    for core in translated.CORE:
        _settle(data, (), core, getattr(package, core, None))
    for at in {path[:2] for path in data if path[0] == "resources" and len(path) == 3}:
        stored = resources.get(get_value(data, (*at, "id")))
        for core in ("name", "description"):
            _settle(data, at, core, getattr(stored, core, None))


def _settle(data: Data, at: Key, field: str, stored: str | None) -> None:
    """Settle one core field below the key `at`. What is no text is left for the field's own validator."""
    core = get_value(data, (*at, field))
    texts = {**(_texts(get_value(data, (*at, f"{field}_translated"))) or {}), **_typed(data, at, field)}
    try:
        texts = translated.clean(texts)
    except ValueError:
        return
    if not isinstance(core, str | None) or not (texts or (core and not at)):
        return
    if core == "" and texts.get("it") == stored:
        texts.pop("it", None)
    data[(*at, field)], data[(*at, f"{field}_translated")] = translated.settle(core, texts, stored)


def _typed(data: Data, at: Key, field: str) -> dict[str, str]:
    """Texts by language as a form sends them: one input a language, `title_translated-en`."""
    others = data.get((*at, "__extras")) or {}
    start = f"{field}_translated-"
    return {name.removeprefix(start): others.pop(name) for name in list(others) if name.startswith(start)}


def _texts(value: Any) -> dict[str, Any] | None:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, dict) else None


def smartlombardia_privacy(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """A platform is private where its function is sensitive or its body says so, and only there."""
    fields = {name: get_value(data, (name,)) for name in ("function", "visibility", "private")}
    package = context.get("package")
    inherited = package is not None and visibility.is_sensitive(package.extras.get("function"))
    if not fields["visibility"] and not inherited and tk.asbool(fields["private"] or False):
        data["visibility",] = fields["visibility"] = "bodies"
    data["private",] = visibility.is_private(fields)


# names and titles


def smartlombardia_name(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """The name of a new record is made of its title and id; that of an old one stays."""
    value, package = get_value(data, key), context.get("package")
    if package:
        if value and value not in (package.name, package.id):
            raise tk.Invalid(tk._("The name in the address never changes, because other sites use it: leave it out."))
        data[key] = package.name
    elif value:
        for check in ("name_validator", "package_name_validator"):
            validate = tk.get_validator(check)
            if validate.__code__.co_argcount == 4:
                validate(key, data, errors, context)
            else:
                validate(value, context)
    else:
        record_id = get_value(data, ("id",)) or str(uuid4())
        data["id",] = record_id
        data[key] = names.name_of(
            str(get_value(data, ("title",)) or ""), record_id, get_value(data, ("type",)) or "record"
        )


def smartlombardia_title(value: Any) -> str:
    if value is tk.missing or not isinstance(value, str) or not value.strip():
        raise tk.Invalid(tk._("The name is missing: write how people call it."))
    if len(value) > MAX_TITLE_LENGTH:
        raise tk.Invalid(tk._("The name is too long: at most {most} characters.").format(most=MAX_TITLE_LENGTH))
    return " ".join(value.split())


def smartlombardia_tags(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Keywords separated by commas, in the place of those that the record has; CKAN's own refuses many as words."""
    for old in [path for path in data if len(path) == 3 and path[0] == "tags"]:
        del data[old]
    tags = dict.fromkeys(tag.strip() for tag in str(get_value(data, key) or "").split(",") if tag.strip())
    for number, tag in enumerate(tags):
        try:
            data["tags", number, "name"] = tag_name_validator(tk.get_validator("tag_length_validator")(tag, context))
        except tk.Invalid as error:
            errors[key].append(error.error)


def tag_name_validator(value: str) -> str:
    """Any words, as sources write them; CKAN's own refuses a whole dataset for a slash in a keyword."""
    if not value.isprintable() or "," in value:
        raise tk.Invalid(tk._("The keyword “{value}” has a comma or a sign that cannot be shown.").format(value=value))
    return value


# texts in several languages, stored as ckanext-fluent stores them


def fluent_text(key: Key, data: Data, errors: Errors, context: Any) -> None:
    value = get_value(data, key)
    if not value or value == "{}":
        data.pop(key, None)
        raise tk.StopOnError
    texts = _texts(value)
    try:
        cleaned = translated.clean(texts) if texts is not None else None
    except ValueError:
        cleaned = None
    if cleaned is None:
        raise tk.Invalid(tk._('Write the texts by language: {{"it": "…", "en": "…"}}.').format())
    if not cleaned:
        data.pop(key, None)
        raise tk.StopOnError
    data[key] = json.dumps(cleaned, ensure_ascii=False)


def fluent_text_output(value: Any) -> Any:
    return _texts(value) or value


def fluent_core_translated_output(value: Any) -> Any:
    return _texts(value) or value


# bodies and links


def smartlombardia_owner(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """The organization, by IPA code or id."""
    value = get_value(data, key)
    if not value:
        raise tk.Invalid(tk._("Say which body it belongs to."))
    if model.Group.get(value) is None:
        raise tk.Invalid(_no_such_body(value))
    tk.get_validator("owner_org_validator")(key, data, errors, context)


def smartlombardia_bodies(value: list[str]) -> list[str]:
    """IPA codes of bodies that we know."""
    codes = [str(code).strip().lower() for code in value]
    for code in codes:
        if vocabularies.body(code) is None and model.Group.get(code) is None:
            raise tk.Invalid(_no_such_body(code))
    return list(dict.fromkeys(codes))


def _no_such_body(code: str) -> str:
    return tk._("The IPA code `{code}` does not exist. Look for your body by name.").format(code=code)


@of_a_field
def smartlombardia_links(field: Field, schema: Any) -> Callable[..., Any]:
    """UUIDs of records of one type. A link that the record already has stays, whatever became of its end."""

    def check(key: Key, data: Data, errors: Errors, context: Any) -> None:
        if errors[key]:
            raise tk.StopOnError
        linked = links.stored(context.get("package"), key[-1])
        data[key] = list(
            dict.fromkeys(links.resolve(reference, field["links_to"], linked, context) for reference in data[key])
        )

    return check


@of_a_field
def smartlombardia_link(field: Field, schema: Any) -> Callable[..., Any]:
    """UUID of one record of a type."""

    def check(key: Key, data: Data, errors: Errors, context: Any) -> None:
        data[key] = links.resolve(data[key], field["links_to"], links.stored(context.get("package"), key[-1]), context)

    return check


# codes of vocabularies


@of_a_field
def smartlombardia_code(field: Field, schema: Any) -> Callable[[Any], Any]:
    return lambda value: _one_of(field, value)


@of_a_field
def smartlombardia_codes(field: Field, schema: Any) -> Callable[[list[str]], list[str]]:
    return lambda value: list(dict.fromkeys(_one_of(field, code) for code in value))


@of_a_field
def smartlombardia_known_code(field: Field, schema: Any) -> Callable[[str], str]:
    """The code of a label that the vocabulary has; other words stay as they are."""
    return lambda value: _code_of(field, value) or value


@of_a_field
def smartlombardia_known_codes(field: Field, schema: Any) -> Callable[[list[str]], list[str]]:
    return lambda value: list(dict.fromkeys(_code_of(field, code) or code for code in value))


def _one_of(field: Field, value: Any) -> str:
    choices = scheming_field_choices(field)
    if value in (choice["value"] for choice in choices):
        return value
    choices_text = ", ".join(f"`{choice['value']}`" for choice in choices[:12])
    more = tk._("and {count} more").format(count=len(choices) - 12) if len(choices) > 12 else ""
    text = tk._("`{value}` is not one of the choices: {choices} {more}").format(
        value=value, choices=choices_text, more=more
    )
    raise tk.Invalid(text.strip())


def _code_of(field: Field, value: str) -> str | None:
    folded = value.casefold()
    for choice in scheming_field_choices(field):
        names_of_it = (choice["value"], *choice["label"].values(), *choice.get("also", ()))
        if folded in (name.casefold() for name in names_of_it):
            return choice["value"]
    return None


# plain values


def smartlombardia_text(value: Any) -> str:
    if isinstance(value, dict | list):
        raise tk.Invalid(tk._("Write a text."))
    return str(value).strip()


def smartlombardia_list(value: Any) -> list[str]:
    """A list, from a list, its JSON, or words one a line or separated by semicolons."""
    if isinstance(value, str):
        try:
            loaded = json.loads(value) if value.lstrip().startswith("[") else None
        except ValueError:
            loaded = None
        value = loaded if isinstance(loaded, list) else value.replace(";", "\n").splitlines()
    if not isinstance(value, list) or any(isinstance(item, dict | list) for item in value):
        raise tk.Invalid(tk._("Write a list of texts."))
    return [str(item).strip() for item in value if item is not None and str(item).strip()]


def smartlombardia_yes_no(value: Any) -> str:
    answers = {"true": "yes", "1": "yes", "sì": "yes", "si": "yes", "false": "no", "0": "no"}
    answer = str(value).strip().lower()
    answer = answers.get(answer, answer)
    if answer not in ("yes", "no"):
        raise tk.Invalid(tk._("Answer yes or no; leave it empty if you do not know."))
    return answer


def smartlombardia_date(value: Any) -> str:
    text = value.date().isoformat() if isinstance(value, datetime) else str(value)
    return _right(codes.day(text), tk._("“{value}” is not a date. Write it as 2021, 2021-05 or 2021-05-03."), value)


def smartlombardia_day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise tk.Invalid(tk._("Write a day as 2026-11-27")) from None


def smartlombardia_any_date(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def smartlombardia_url(value: Any) -> str:
    return _right(codes.url(str(value)), tk._("“{value}” is not a web address: it begins with https://."), value)


def smartlombardia_email(value: Any) -> str:
    text = tk._("“{value}” is not a mailbox. Example: ufficio@comune.example.it.")
    return _right(codes.email(str(value)), text, value)


def smartlombardia_vat(value: Any) -> str:
    return _right(codes.vat(str(value)), tk._("The VAT number “{value}” is not right: check its digits."), value)


def smartlombardia_cup(value: Any) -> str:
    text = tk._("The CUP “{value}” is not right: it has 15 letters and digits.")
    return _right(codes.cup(str(value)), text, value)


def smartlombardia_ipa(value: Any) -> str:
    return _right(codes.ipa(str(value)), tk._("“{value}” is not an IPA code."), value)


def smartlombardia_number(value: Any) -> int | float:
    if isinstance(value, int | float):
        return value
    return _right(codes.number(str(value)), tk._("“{value}” is not a number."), value)


def smartlombardia_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _right(value: Any, message: str, original: Any) -> Any:
    if value is None:
        raise tk.Invalid(message.format(value=original))
    return value
