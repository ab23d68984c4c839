"""What the actions on cases take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.plugins import toolkit as tk
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.smartlombardia import vocabularies

RELATIONS = ("same_product", "derived", "same_record", "same_function")
BANDS = ("certain", "candidate")
STATES = ("waiting", "decided")
ORDERS = ("impact", "cost")
LONGEST_NAME = 60  # letters of a view's name
VERDICTS = ("same", "derived", "different", "ask")
ANSWERS = ("yes", "no")


@validator_args
def case_list(
    ignore_missing: Validator,
    unicode_safe: Validator,
    one_of: ValidatorFactory,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    boolean_validator: Validator,
) -> Schema:
    """What the queue is narrowed by, and which part of it is wanted."""
    text = [ignore_missing, unicode_safe]
    return {
        "relation": [ignore_missing, one_of(list(RELATIONS))],
        "state": [default("waiting"), one_of(list(STATES))],
        "body": text,
        "province": text,
        "function": text,
        "vendor": text,
        "record": text,
        "assigned_to": text,
        "band": [ignore_missing, one_of(list(BANDS))],
        "random": [ignore_missing, boolean_validator],
        "order": [default("impact"), one_of(list(ORDERS))],
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def case_view(not_empty: Validator, unicode_safe: Validator, strip_value: Validator) -> Schema:
    """The name of a view."""
    return {"name": [not_empty, unicode_safe, strip_value, not_empty, _short]}


def case_view_save() -> Schema:
    """A name, and what the queue is narrowed by."""
    narrowed = {name: rules for name, rules in case_list().items() if name not in ("limit", "offset")}
    return {**narrowed, **case_view()}


def _short(value: str) -> str:
    if len(value) > LONGEST_NAME:
        raise tk.Invalid(tk._("Call it shorter: 60 letters at most."))
    return value


@validator_args
def case_show(not_empty: Validator, natural_number_validator: Validator) -> Schema:
    """A number."""
    return {"id": [not_empty, natural_number_validator]}


@validator_args
def decision_list(
    ignore_missing: Validator,
    one_of: ValidatorFactory,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
) -> Schema:
    """What the decisions are narrowed by, and which part of them is wanted."""
    return {
        "by": [ignore_missing, unicode_safe],
        "verdict": [ignore_missing, one_of([*VERDICTS, "undo"])],
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def case_decide(
    not_empty: Validator,
    natural_number_validator: Validator,
    one_of: ValidatorFactory,
    ignore_missing: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    convert_to_json_if_string: Validator,
) -> Schema:
    """A case, a verdict, the code of a reason; of a merge the record that stays, and whose fields it takes."""
    return {
        "id": [not_empty, natural_number_validator],
        "verdict": [not_empty, one_of(list(VERDICTS))],
        "reason": [ignore_empty, one_of([concept.code for concept in vocabularies.concepts("decision_reasons")])],
        "survivor": [ignore_empty, unicode_safe],
        "fields": [ignore_empty, convert_to_json_if_string],
    }


@validator_args
def case_answer(
    not_empty: Validator, natural_number_validator: Validator, one_of: ValidatorFactory, unicode_safe: Validator
) -> Schema:
    """A case, the body that answers, and what it says."""
    return {
        "id": [not_empty, natural_number_validator],
        "body": [not_empty, unicode_safe],
        "answer": [not_empty, one_of(list(ANSWERS))],
    }


@validator_args
def case_assign(
    not_empty: Validator,
    natural_number_validator: Validator,
    ignore_empty: Validator,
    user_id_or_name_exists: Validator,
) -> Schema:
    """A case, and who is to look at it; nobody where no user is named."""
    return {"id": [not_empty, natural_number_validator], "user": [ignore_empty, user_id_or_name_exists]}


@validator_args
def product_list(
    ignore_missing: Validator, unicode_safe: Validator, default: ValidatorFactory, natural_number_validator: Validator
) -> Schema:
    """What the products are narrowed by, and how many are wanted."""
    text = [ignore_missing, unicode_safe]
    return {"province": text, "function": text, "limit": [default(20), natural_number_validator]}


@validator_args
def similar(ignore_missing: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """A name as far as it is typed, and who types."""
    return {"name": [default(""), unicode_safe], "body": [ignore_missing, unicode_safe]}
