"""The fields of a record that facts are about, as the package type declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.facts import Fact, project

# who owns a record and under which address it stands is not a fact about the system
NOT_STATED = frozenset({"name", "owner_org", "private"})
# what CKAN itself adds to a resource
OF_CKAN = frozenset(
    {
        "cache_last_updated",
        "cache_url",
        "created",
        "datastore_active",
        "last_modified",
        "metadata_modified",
        "mimetype_inner",
        "package_id",
        "position",
        "state",
        "url_type",
    }
)


@cache
def names(kind: str) -> frozenset[str]:
    """Names of the fields of a package type, `resources` where it has any."""
    schema = tk.h.scheming_get_dataset_schema(kind)
    fields = {field["field_name"] for field in schema["dataset_fields"]} - NOT_STATED
    return frozenset(fields | ({"resources"} if schema.get("resource_fields") else set()))


def projected(kind: str, facts: Iterable[Fact], owner: str | None) -> dict[str, Any]:
    """The fields of a package as its facts have them; what the type does not declare stays a fact only.

    `owner` is the IPA code of the body that the record belongs to.
    """
    return {name: value for name, value in project(facts, owner).items() if name in names(kind)}


def _repeats(package: Mapping[str, Any], name: str) -> bool:
    """Whether a field of translations has but the Italian of its own field, which CKAN fills in by itself."""
    core = name.removesuffix("_translated")
    return core != name and package[name] == {"it": package.get(core)}


def to_statements(package: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a package (as `package_show` gives it) to the values that facts are about, by field."""
    statements = {
        name: package[name] for name in names(package["type"]) if name in package and not _repeats(package, name)
    }
    if package.get("tags"):
        statements["tag_string"] = ",".join(sorted(tag["name"] for tag in package["tags"]))
    if "resources" in statements:
        statements["resources"] = [
            {name: value for name, value in resource.items() if name not in OF_CKAN and value not in (None, "")}
            for resource in statements["resources"]
        ]
    return statements
