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
    themes = [
        theme if isinstance(theme, dict) else {"theme": theme} for theme in _list(package.get("themes_aggregate"))
    ]
    fields["theme"] = [theme["theme"] for theme in themes if theme.get("theme")] or _list(package.get("theme"))
    fields["subtheme"] = [uri for theme in themes for uri in theme.get("subthemes") or ()]
    fields["language"] = _codes(package.get("language"))
    places: list[dict[str, str]] = [{"uri": _place(code)} for code in _codes(package.get("geographical_name"))]
    if package.get("geographical_geonames_url"):
        places.append({"geonames": package["geographical_geonames_url"]})
    fields["spatial_coverage"] = places
    periods = _rows(package.get("temporal_coverage")) or [dict(package)]
    periods = [
        {"start": day(period.get("temporal_start")), "end": day(period.get("temporal_end"))} for period in periods
    ]
    fields["temporal_coverage"] = [_filled(period) for period in periods if _filled(period)]
    for role, prefix in ROLES.items():
        fields[role] = _agent(package.get(f"{prefix}_name"), package.get(f"{prefix}_identifier"))
    creators = _rows(package.get("creator")) or [dict(package)]
    fields["creator"] = [
        row for creator in creators for row in _agent(creator.get("creator_name"), creator.get("creator_identifier"))
    ]
    fields["conforms_to_details"] = [
        row for standard in _rows(package.get("conforms_to")) if (row := _standard(standard))
    ]
    fields["is_version_of"] = [name for name in re.split(r"[,\s]+", package.get("is_version_of") or "") if name]
    identifiers = _list(package.get("alternate_identifier"))
    fields["alternate_identifier"] = [
        _notation(identifier)
        for identifier in identifiers
        if not _attributing_agent(identifier) and _notation(identifier)
    ]
    attributed = [_to_attributed_identifier(identifier) for identifier in identifiers if _attributing_agent(identifier)]
    fields[MORE] = {str(ADMS.identifier): attributed} if attributed else None
    return _filled(fields)


def read_resource(resource: Fields) -> dict[str, Any]:
    """Parse the fields that ckanext-dcatapit adds to a resource."""
    fields = {"file_type": resource.get("distribution_format"), "license": resource.get("license_type")}
    return _filled({**fields, "format": resource.get("distribution_format") or resource.get("format")})


def write(fields: Fields) -> dict[str, Any]:
    """Convert a dataset of the registry to the fields of ckanext-dcatapit; others are left out."""
    package: dict[str, Any] = {name: fields.get(name) for name in PLAIN}
    package["frequency"] = _end(fields.get("frequency"))
    themes = [{"theme": _end(theme), "subthemes": []} for theme in fields.get("theme") or ()]
    if themes:  # which theme a sub-theme is of is not said: the first takes all
        themes[0]["subthemes"] = list(fields.get("subtheme") or ())
    package["themes_aggregate"] = _text(themes)
    package["language"] = _braces(_end(language) for language in fields.get("language") or ())
    places = fields.get("spatial_coverage") or ()
    package["geographical_name"] = _braces(_end(place["uri"]) for place in places if place.get("uri"))
    package["geographical_geonames_url"] = next((place["geonames"] for place in places if place.get("geonames")), None)
    package["temporal_coverage"] = _text(
        [
            _filled({"temporal_start": period.get("start"), "temporal_end": period.get("end")})
            for period in fields.get("temporal_coverage") or ()
        ]
    )
    for role, prefix in ROLES.items():
        for agent in (fields.get(role) or ())[:1]:
            package[f"{prefix}_name"], package[f"{prefix}_identifier"] = agent.get("name"), agent.get("identifier")
    package["creator"] = _text(
        [
            _filled({"creator_name": _by_language(creator, "name"), "creator_identifier": creator.get("identifier")})
            for creator in fields.get("creator") or ()
        ]
    )
    package["conforms_to"] = _text(
        [
            {
                "identifier": standard.get("identifier") or "",
                "uri": standard.get("uri") or "",
                "title": _by_language(standard, "title"),
                "description": _by_language(standard, "description"),
                "referenceDocumentation": list(standard.get("reference_documentation") or ()),
            }
            for standard in fields.get("conforms_to_details") or ()
        ]
    )
    package["is_version_of"] = ",".join(fields.get("is_version_of") or ())
    names = [{"identifier": identifier, "agent": {}} for identifier in fields.get("alternate_identifier") or ()]
    attributed = (fields.get(MORE) or {}).get(str(ADMS.identifier), ())
    package["alternate_identifier"] = _text([*names, *map(_from_attributed_identifier, attributed)])
    return _filled(package)


def write_resource(resource: Fields) -> dict[str, Any]:
    """A file of ours as it stores it."""
    code = _end(resource.get("file_type")) or resource.get("format")
    return _filled({**resource, "distribution_format": code, "format": code, "license_type": resource.get("license")})


def day(value: Any) -> str:
    """A date as ISO 8601; `04-08-2021` is the fourth of August."""
    text = str(value or "").strip()
    match = _ITALIAN.fullmatch(text)
    if match:
        return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    return text


def _agent(name: Any, code: Any) -> list[dict[str, Any]]:
    row = _filled({**_in_languages("name", name), "identifier": code})
    return [row] if row else []


def _standard(row: Fields) -> dict[str, Any]:
    texts = {**_in_languages("title", row.get("title")), **_in_languages("description", row.get("description"))}
    documents = [address for address in row.get("referenceDocumentation") or () if address]
    plain = {"identifier": row.get("identifier"), "uri": row.get("uri"), "reference_documentation": documents}
    return _filled({**texts, **plain})


def _in_languages(name: str, value: Any) -> dict[str, Any]:
    """A text, or texts by language (`en_GB`), as a core text and its translations."""
    texts = _loaded(value) if isinstance(value, str) and value.lstrip().startswith("{") else value
    if not isinstance(texts, dict):
        return {name: str(texts).strip() if texts else None}
    by_language = {str(tag).replace("_", "-"): str(text).strip() for tag, text in texts.items() if text}
    core = by_language.get("it") or next(iter(by_language.values()), None)
    return {name: core, f"{name}_translated": by_language} if set(by_language) - {"it"} else {name: core}


def _by_language(row: Fields, name: str) -> dict[str, str]:
    texts = row.get(f"{name}_translated") or ({"it": row[name]} if row.get(name) else {})
    return {tag.replace("-", "_"): text for tag, text in texts.items()}


def _notation(identifier: Any) -> str:
    return str((identifier.get("identifier") if isinstance(identifier, dict) else identifier) or "").strip()


def _attributing_agent(identifier: Any) -> Fields:
    """Who gave an identifier, where that is said."""
    agent = identifier.get("agent") if isinstance(identifier, dict) else None
    return agent if isinstance(agent, dict) and any(agent.values()) else {}


def _to_attributed_identifier(identifier: Fields) -> dict[str, Any]:
    """An identifier with who gave it, as expanded JSON-LD."""
    (agent,) = _agent(
        _attributing_agent(identifier).get("agent_name"), _attributing_agent(identifier).get("agent_identifier")
    )
    names = [{"@value": text, "@language": tag} for tag, text in _by_language(agent, "name").items()]
    code = [{"@value": agent["identifier"]}] if agent.get("identifier") else []
    creator = _filled({str(DCT.identifier): code, str(FOAF.name): names})
    return {str(SKOS.notation): [{"@value": _notation(identifier)}], str(DCT.creator): [creator]}


def _from_attributed_identifier(node: Fields) -> dict[str, Any]:
    """An identifier in expanded JSON-LD as ckanext-dcatapit writes it."""
    creator: Fields = next(iter(node.get(str(DCT.creator)) or ()), {})
    names = {
        literal.get("@language", "it").replace("-", "_"): literal["@value"]
        for literal in creator.get(str(FOAF.name)) or ()
    }
    code = next((literal["@value"] for literal in creator.get(str(DCT.identifier)) or ()), "")
    notation = next((literal["@value"] for literal in node.get(str(SKOS.notation)) or ()), "")
    return {"identifier": notation, "agent": _filled({"agent_identifier": code, "agent_name": names})}


def _place(code: str) -> str:
    concept = vocabularies.concept("places", code)
    return concept.uri if concept and concept.uri else code


def _end(uri: Any) -> str:
    """The code of an entry: the end of its address."""
    return str(uri or "").rstrip("/").rpartition("/")[2]


def _codes(value: Any) -> list[str]:
    """`{DEU,ITA}`, `["ITA"]` and `ITA`."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        return [code.strip() for code in value.strip("{} ").split(",") if code.strip()]
    return [str(code) for code in _list(value)]


def _braces(codes: Any) -> str:
    joined = ",".join(codes)
    return f"{{{joined}}}" if joined else ""


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in _list(value) if isinstance(row, dict)]


def _list(value: Any) -> list[Any]:
    """A list, from itself, its JSON, or the older form with commas."""
    if isinstance(value, str):
        loaded = _loaded(value)
        value = loaded if isinstance(loaded, list) else [part.strip() for part in value.split(",")]
    return [entry for entry in value if entry] if isinstance(value, list) else []


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _text(rows: Sequence[Any]) -> str:
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _filled(row: Fields) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not is_empty(value)}
