"""Solr's schema: CKAN's own, with the registry's fields (docker/solr/fields.xml) put in."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

FIELDS = Path(__file__).parent.parent / "solr/fields.xml"


def write_schema(target: Path) -> None:
    """Write the merged schema. Types come before fields before copies, each list behind CKAN's own."""
    schema = ET.parse(ckan_schema())  # noqa: S314  both files are ours or CKAN's
    root = schema.getroot()
    if FIELDS.exists():
        ours = ET.parse(FIELDS).getroot()  # noqa: S314
        merge(root, ours)
    schema.write(target, encoding="utf-8", xml_declaration=True)


def merge(schema: ET.Element, ours: ET.Element) -> None:
    """Put the children of our <types> and <fields> into CKAN's, and our copyFields at the end."""
    for name in ("types", "fields"):
        ckan_children, our_children = schema.find(name), ours.find(name)
        if ckan_children is not None and our_children is not None:
            ckan_children.extend(our_children)
    schema.extend(ours.iter("copyField"))


def ckan_schema() -> Path:
    """CKAN's schema.xml, found without importing CKAN."""
    spec = find_spec("ckan")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("CKAN is not installed")
    return Path(spec.submodule_search_locations[0]) / "config/solr/schema.xml"
