"""Search: what goes into the index, how a question is asked, what a list can be narrowed by.

Every field that the registry adds is declared in `docker/solr/fields.xml`; what no schema declares is left out here,
because one list or one long text in an undeclared field keeps the whole record out of the index.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies

from . import claims, vendors, words
from .schemas import KINDS
from .search_request import SearchRefused, check_search, find_fields, search_fields

QUERY_FIELDS = "sl_title_it^8 sl_title_en^6 sl_text_it^2 sl_text_en"
MAX_NAME_LENGTH = 200  # characters of a product's or a vendor's name
MAX_TERM_LENGTH = 8_000  # characters; the search server refuses an unanalysed term of more than 32,766 bytes

# fields of CKAN's schema that hold several values, or texts of any length
LISTS = {"tags", "groups", "res_name", "res_description", "res_format", "res_url", "res_type", "permission_labels"}
TEXTS = {"title", "notes", "text", "urls", "author", "maintainer", "data_dict", "validated_data_dict"}
AUTHOR = "creator_user_id"  # who wrote a record is for its body: the index has a digest, by which only they find theirs
_AUTHOR_KEPT = re.compile(rf'"{AUTHOR}": "[^"]*"')
_AUTHOR_ASKED = re.compile(rf'(\b{AUTHOR}:"?)([0-9a-f-]{{36}})')

_FILTER = re.compile(r'(?<!\S)\+?(sl_\w+):("(?:[^"\\]|\\.)*")')

LINKS = ("software", "apis", "datasets", "projects", "serves_datasets", "exposed_by", "platforms")


def index(document: dict[str, Any]) -> dict[str, Any]:
    """Build the document of a package for the search server: CKAN's without unindexable values, with our fields."""
    indexed = {name: value for name, value in document.items() if _fits(name, value)}
    for name in ("data_dict", "validated_data_dict"):
        indexed[name] = _AUTHOR_KEPT.sub(f'"{AUTHOR}": null', indexed.get(name) or "{}")
    if indexed.get(AUTHOR):
        indexed[AUTHOR] = _digest(indexed[AUTHOR])
    record = json.loads(document.get("validated_data_dict") or "{}")
    if record.get("type") in KINDS:
        indexed.update((name, value) for name, value in fields(record).items() if value)
    return indexed


def _digest(author: str) -> str:
    """A user's number as the index has it: the number itself cannot be read from it."""
    return hashlib.sha256(author.encode()).hexdigest()


def _fits(name: str, value: Any) -> bool:
    if name.startswith("extras_") or isinstance(value, dict):
        return False
    if isinstance(value, list):
        return name in LISTS or name.startswith(("vocab_", "res_extras_", "sl_"))
    if isinstance(value, str) and name not in TEXTS:
        return len(value) <= MAX_TERM_LENGTH and not value.startswith(("[", "{"))
    return True


def fields(record: dict[str, Any]) -> dict[str, Any]:
    """The registry's own fields of one record, as `package_show` gives it."""
    functions = _distinct([record.get("function"), *(record.get("functions") or ())])
    concepts = [concept for code in functions if (concept := vocabularies.concept("functions", code))]
    owner = (record.get("organization") or {}).get("name")
    codes = _distinct([owner, *claims.list_confirmed_bodies(record)])
    bodies = [body for code in codes if (body := vocabularies.body(code))]
    titles = record.get("title_translated") or {}
    return {
        "sl_type": record["type"],
        "sl_domain": _distinct([record.get("domain"), *(concept.extra["domain"] for concept in concepts)]),
        "sl_function": functions,
        "sl_province": _distinct(body.province for body in bodies),
        "sl_body": codes,
        "sl_status": record.get("status") or record.get("lifecycle") or record.get("development_status"),
        "sl_programme": (record.get("funding_programme") or "")[:MAX_TERM_LENGTH],
        "sl_standard": _distinct(_standards(record)),
        "sl_national_platform": record.get("national_platforms"),
        "sl_product": vendors.product_of_record(record)[:MAX_NAME_LENGTH],
        "sl_vendor": vendors.vendor_of_record(record)[:MAX_NAME_LENGTH],
        "sl_protocol": record.get("protocol"),
        "sl_access": record.get("access"),
        "sl_licence": record.get("licence") or record.get("license_id"),
        "sl_link": _distinct(_links(record)),
        "sl_title_it": titles.get("it") or record.get("title"),
        "sl_title_en": titles.get("en"),
        "sl_text_it": words.list_search_texts(record, concepts, bodies, "it"),
        "sl_text_en": words.list_search_texts(record, concepts, bodies, "en"),
        "sl_sort": record.get("title"),
        "sl_body_sort": bodies[0].name if bodies else None,
    }


def _standards(record: dict[str, Any]) -> Iterator[str | None]:
    yield from (row.get("standard") for row in record.get("standards") or ())
    for name in ("data_models", "id_schemes", "conforms_to"):
        yield from record.get(name) or ()


def _links(record: dict[str, Any]) -> Iterator[str | None]:
    for name in LINKS:
        value = record.get(name) or ()
        yield from [value] if isinstance(value, str) else value


def _distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def prepare(search_params: dict[str, Any]) -> dict[str, Any]:
    """A question as the search server should get it: Italian and English words, several choices of one filter.

    Raises SearchRefused at what a search may not ask.
    """
    params = check_search(search_params)
    params["q"] = plain(params.get("q") or "")
    if ":" not in params["q"]:
        params.setdefault("qf", QUERY_FIELDS)
    if params.get("fq"):
        params["fq"] = _AUTHOR_ASKED.sub(lambda match: match[1] + _digest(match[2]), any_of(params["fq"]))
    return params


def plain(question: str) -> str:
    """The question with the colons that name no field taken out: an address, «standard: TALQ».

    Raises SearchRefused where it names fields, and one of them is not for searches.
    """
    names = find_fields(question)
    fields = names & search_fields("query")
    if not fields and "*:" not in question:
        return question.replace(":", " ")
    if names != fields:
        raise SearchRefused(tk._("A search does not use the field {name}").format(name=min(names - fields)[:60]))
    return question


def any_of(filters: str) -> str:
    """Filters with the choices of one field joined by or: `sl_type:"a" sl_type:"b"` asks for either."""
    chosen: dict[str, list[str]] = {}
    for name, value in _FILTER.findall(filters):
        chosen.setdefault(name, []).append(value)
    joined_fields = {name: values for name, values in chosen.items() if len(values) > 1}
    if not joined_fields or re.search(r"\b(AND|OR|NOT)\b", _FILTER.sub("", filters)):
        return filters
    rest = _FILTER.sub(lambda match: "" if match[1] in joined_fields else match[0], filters)
    joined = (f"+{name}:({' OR '.join(values)})" for name, values in joined_fields.items())
    return " ".join([rest.strip(), *joined])


def facets(facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
    """What a list can be narrowed by, in the order of the page, with titles."""
    titles = {
        "sl_type": tk._("Type"),
        "sl_domain": tk._("Domain"),
        "sl_function": tk._("Function"),
        "sl_product": tk._("Product"),
        "sl_vendor": tk._("Vendor"),
        "sl_province": tk._("Province"),
        "sl_body": tk._("Body"),
        "sl_status": tk._("Status"),
        "sl_programme": tk._("Programme"),
        "sl_standard": tk._("Standard"),
        "sl_national_platform": tk._("National platform"),
        "sl_protocol": tk._("Technology"),
        "sl_access": tk._("Access"),
        "sl_licence": tk._("Licence"),
        "sl_level": tk._("Level"),
    }
    facets_dict.clear()
    facets_dict.update(titles)
    return facets_dict
