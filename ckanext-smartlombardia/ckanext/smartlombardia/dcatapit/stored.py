"""What ckanext-dcatapit stores of a dataset <-> our fields, both ways.

Its fields are texts in CKAN's extras, several of them JSON inside a text, some with an older form that its portals
still hold. Codes stay codes here (`ENVI`, `ITA`, `ANNUAL`): the vocabularies say their addresses.
Source: `ckanext/dcatapit/schema.py` of ckanext-dcatapit 1.0 (CKAN 2.8 and 2.9).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.facts import is_empty

from .terms import ADMS, DCT, FOAF, SKOS
from .writer import MORE

Fields = Mapping[str, Any]
# role -> the names of its fields
ROLES = {"rights_holder": "holder", "publisher": "publisher"}
PLAIN = ("identifier", "issued", "modified", "frequency")
_ITALIAN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def read(package: Fields) -> dict[str, Any]:
    """Our fields of a package as ckanext-dcatapit shows it, extras and its own fields in one mapping."""
    fields: dict[str, Any] = {name: package.get(name) for name in PLAIN}
    themes = [one if isinstance(one, dict) else {"theme": one} for one in _list(package.get("themes_aggregate"))]
    fields["theme"] = [one["theme"] for one in themes if one.get("theme")] or _list(package.get("theme"))
    fields["subtheme"] = [uri for one in themes for uri in one.get("subthemes") or ()]
    fields["language"] = _codes(package.get("language"))
    places: list[dict[str, str]] = [{"uri": _place(code)} for code in _codes(package.get("geographical_name"))]
    if package.get("geographical_geonames_url"):
        places.append({"geonames": package["geographical_geonames_url"]})
    fields["spatial_coverage"] = places
    periods = _rows(package.get("temporal_coverage")) or [dict(package)]
    periods = [{"start": day(one.get("temporal_start")), "end": day(one.get("temporal_end"))} for one in periods]
    fields["temporal_coverage"] = [_filled(one) for one in periods if _filled(one)]
    for role, prefix in ROLES.items():
        fields[role] = _agent(package.get(f"{prefix}_name"), package.get(f"{prefix}_identifier"))
    creators = _rows(package.get("creator")) or [dict(package)]
    fields["creator"] = [
        row for one in creators for row in _agent(one.get("creator_name"), one.get("creator_identifier"))
    ]
    fields["conforms_to_details"] = [row for one in _rows(package.get("conforms_to")) if (row := _standard(one))]
    fields["is_version_of"] = [one for one in re.split(r"[,\s]+", package.get("is_version_of") or "") if one]
    named = _list(package.get("alternate_identifier"))
    fields["alternate_identifier"] = [_name_of(one) for one in named if not _giver(one) and _name_of(one)]
    given = [_given(one) for one in named if _giver(one)]
    fields[MORE] = {str(ADMS.identifier): given} if given else None
    return _filled(fields)


def read_resource(resource: Fields) -> dict[str, Any]:
    """What it adds to a resource of CKAN."""
    fields = {"file_type": resource.get("distribution_format"), "license": resource.get("license_type")}
    return _filled({**fields, "format": resource.get("distribution_format") or resource.get("format")})


def write(fields: Fields) -> dict[str, Any]:
    """A dataset of ours as ckanext-dcatapit stores it; what it has no place for is not in there."""
    package: dict[str, Any] = {name: fields.get(name) for name in PLAIN}
    package["frequency"] = _end(fields.get("frequency"))
    themes = [{"theme": _end(one), "subthemes": []} for one in fields.get("theme") or ()]
    if themes:  # which theme a sub-theme is of is not said: the first takes all
        themes[0]["subthemes"] = list(fields.get("subtheme") or ())
    package["themes_aggregate"] = _text(themes)
    package["language"] = _braces(_end(one) for one in fields.get("language") or ())
    places = fields.get("spatial_coverage") or ()
    package["geographical_name"] = _braces(_end(one["uri"]) for one in places if one.get("uri"))
    package["geographical_geonames_url"] = next((one["geonames"] for one in places if one.get("geonames")), None)
    package["temporal_coverage"] = _text(
        [
            _filled({"temporal_start": one.get("start"), "temporal_end": one.get("end")})
            for one in fields.get("temporal_coverage") or ()
        ]
    )
    for role, prefix in ROLES.items():
        for one in (fields.get(role) or ())[:1]:
            package[f"{prefix}_name"], package[f"{prefix}_identifier"] = one.get("name"), one.get("identifier")
    package["creator"] = _text(
        [
            _filled({"creator_name": _by_language(one, "name"), "creator_identifier": one.get("identifier")})
            for one in fields.get("creator") or ()
        ]
    )
    package["conforms_to"] = _text(
        [
            {
                "identifier": one.get("identifier") or "",
                "uri": one.get("uri") or "",
                "title": _by_language(one, "title"),
                "description": _by_language(one, "description"),
                "referenceDocumentation": list(one.get("reference_documentation") or ()),
            }
            for one in fields.get("conforms_to_details") or ()
        ]
    )
    package["is_version_of"] = ",".join(fields.get("is_version_of") or ())
    names = [{"identifier": one, "agent": {}} for one in fields.get("alternate_identifier") or ()]
    given = (fields.get(MORE) or {}).get(str(ADMS.identifier), ())
    package["alternate_identifier"] = _text([*names, *map(_named_by, given)])
    return _filled(package)


def write_resource(resource: Fields) -> dict[str, Any]:
    """A file of ours as it stores it."""
    code = _end(resource.get("file_type")) or resource.get("format")
    return _filled({**resource, "distribution_format": code, "format": code, "license_type": resource.get("license")})


def day(said: Any) -> str:
    """A date as ISO 8601; `04-08-2021` is the fourth of August."""
    text = str(said or "").strip()
    written = _ITALIAN.fullmatch(text)
    if written:
        return f"{written[3]}-{written[2]:0>2}-{written[1]:0>2}"
    return text


def _agent(name: Any, code: Any) -> list[dict[str, Any]]:
    row = _filled({**_in_languages("name", name), "identifier": code})
    return [row] if row else []


def _standard(said: Fields) -> dict[str, Any]:
    texts = {**_in_languages("title", said.get("title")), **_in_languages("description", said.get("description"))}
    documents = [one for one in said.get("referenceDocumentation") or () if one]
    plain = {"identifier": said.get("identifier"), "uri": said.get("uri"), "reference_documentation": documents}
    return _filled({**texts, **plain})


def _in_languages(name: str, said: Any) -> dict[str, Any]:
    """A text, or texts by language (`en_GB`), as a core text and its translations."""
    texts = _loaded(said) if isinstance(said, str) and said.lstrip().startswith("{") else said
    if not isinstance(texts, dict):
        return {name: str(texts).strip() if texts else None}
    kept = {str(tag).replace("_", "-"): str(text).strip() for tag, text in texts.items() if text}
    core = kept.get("it") or next(iter(kept.values()), None)
    return {name: core, f"{name}_translated": kept} if set(kept) - {"it"} else {name: core}


def _by_language(row: Fields, name: str) -> dict[str, str]:
    texts = row.get(f"{name}_translated") or ({"it": row[name]} if row.get(name) else {})
    return {tag.replace("-", "_"): text for tag, text in texts.items()}


def _name_of(said: Any) -> str:
    return str((said.get("identifier") if isinstance(said, dict) else said) or "").strip()


def _giver(said: Any) -> Fields:
    """Who gave an identifier, where that is said."""
    agent = said.get("agent") if isinstance(said, dict) else None
    return agent if isinstance(agent, dict) and any(agent.values()) else {}


def _given(said: Fields) -> dict[str, Any]:
    """An identifier with who gave it, as expanded JSON-LD."""
    (agent,) = _agent(_giver(said).get("agent_name"), _giver(said).get("agent_identifier"))
    names = [{"@value": text, "@language": tag} for tag, text in _by_language(agent, "name").items()]
    code = [{"@value": agent["identifier"]}] if agent.get("identifier") else []
    creator = _filled({str(DCT.identifier): code, str(FOAF.name): names})
    return {str(SKOS.notation): [{"@value": _name_of(said)}], str(DCT.creator): [creator]}


def _named_by(node: Fields) -> dict[str, Any]:
    """An identifier in expanded JSON-LD as ckanext-dcatapit writes it."""
    creator: Fields = next(iter(node.get(str(DCT.creator)) or ()), {})
    names = {one.get("@language", "it").replace("-", "_"): one["@value"] for one in creator.get(str(FOAF.name)) or ()}
    code = next((one["@value"] for one in creator.get(str(DCT.identifier)) or ()), "")
    notation = next((one["@value"] for one in node.get(str(SKOS.notation)) or ()), "")
    return {"identifier": notation, "agent": _filled({"agent_identifier": code, "agent_name": names})}


def _place(code: str) -> str:
    known = vocabularies.concept("places", code)
    return known.uri if known and known.uri else code


def _end(uri: Any) -> str:
    """The code of an entry: the end of its address."""
    return str(uri or "").rstrip("/").rpartition("/")[2]


def _codes(said: Any) -> list[str]:
    """`{DEU,ITA}`, `["ITA"]` and `ITA`."""
    if isinstance(said, str) and not said.lstrip().startswith("["):
        return [one.strip() for one in said.strip("{} ").split(",") if one.strip()]
    return [str(one) for one in _list(said)]


def _braces(codes: Any) -> str:
    found = ",".join(codes)
    return f"{{{found}}}" if found else ""


def _rows(said: Any) -> list[dict[str, Any]]:
    return [one for one in _list(said) if isinstance(one, dict)]


def _list(said: Any) -> list[Any]:
    """A list, from itself, its JSON, or the older form with commas."""
    if isinstance(said, str):
        loaded = _loaded(said)
        said = loaded if isinstance(loaded, list) else [one.strip() for one in said.split(",")]
    return [one for one in said if one] if isinstance(said, list) else []


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _text(rows: Sequence[Any]) -> str:
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _filled(row: Fields) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not is_empty(value)}
