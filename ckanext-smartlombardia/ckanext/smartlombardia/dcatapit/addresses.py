"""IRIs of what we publish. A harvested dataset keeps the IRI of its source, so that two catalogues name it alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ckanext.smartlombardia import config

from . import values


def catalogue(body: str | None = None) -> str:
    """The registry's catalogue, or the part of it that is a body's."""
    return f"{config.uri_base()}/organization/{body}/catalog" if body else f"{config.uri_base()}/catalog"


def body(ipa: str) -> str:
    """A body, by IPA code."""
    return f"{config.uri_base()}/id/body/{ipa.lower()}"


def record(kind: str, record_id: str) -> str:
    """A record of the registry, by type and UUID."""
    return f"{config.uri_base()}/id/{kind}/{record_id}"


def record_id(iri: str) -> str | None:
    """The UUID of the record that an IRI of ours names, whichever copy of the catalogue brings it back."""
    path = re.escape(re.sub(r"^https?:", "", config.uri_base()))
    ours = re.fullmatch(rf"(?:https?:)?{path}/id/[a-z]+/([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/?", iri)
    return ours[1] if ours else None


def is_ours(package: Mapping[str, Any]) -> bool:
    """Whether a record has no other IRI than ours."""
    return not values.is_iri(package.get("uri") or "")


def package_iri(package: Mapping[str, Any]) -> str:
    """The IRI of a record; what may not stand in the source's is escaped, as in every link that names it."""
    kind = package.get("type") or "dataset"
    return record(kind, package["id"]) if is_ours(package) else str(values.iri(package["uri"]))


def distribution(resource: Mapping[str, Any], package: Mapping[str, Any]) -> str:
    """The IRI of a distribution: the source's, or the dataset's with the resource as fragment."""
    source_iri = resource.get("uri") or ""
    return (
        str(values.iri(source_iri))
        if values.is_iri(source_iri)
        else f"{record('dataset', package['id'])}#{resource['id']}"
    )
