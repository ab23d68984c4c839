"""Insert many new packages at once: CKAN's validation and plugins for each, one statement a table for all.

It is what `package_create` does with some thirty statements a record. Their ids are ours and new, so nothing is looked
up for them; observers of packages and resources hear of them as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa

from ckan import model as core
from ckan import plugins
from ckan.lib.plugins import lookup_package_plugin, plugin_validate
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.records import packages
from ckanext.smartlombardia.registry import itself

Data = dict[str, Any]


def create(drafts: Sequence[packages.PackageDraft]) -> None:
    """Add packages that are not there yet. No commit, no indexing. Raises tk.ValidationError before it writes any."""
    if not drafts:
        return
    author = core.User.get(itself.name())
    context = {
        **packages.context(),
        "user": author.id,
        "auth_user_obj": author,
    }  # who writes is not looked up each time
    valid = [(draft, _validate(draft, context)) for draft in drafts]
    new_packages = [_package(data, author.id) for _, data in valid]
    core.Session.add_all(new_packages)
    core.Session.flush()
    _tag({data["id"]: [tag["name"] for tag in data.get("tags") or ()] for _, data in valid})
    owned = {draft.record: draft.owner_org for draft in drafts if draft.owner_org}
    if owned:
        core.Session.execute(sa.insert(core.Member), [_membership(*each) for each in owned.items()])
    for package, (_, data) in zip(new_packages, valid, strict=True):
        _tell(package, data, author)


def validate_new(draft: packages.PackageDraft, context: Any) -> tuple[Data, dict[str, Any]]:
    """Validate a new package as CKAN does; returns its fields as converted, and errors by field."""
    plugin = lookup_package_plugin(draft.kind)
    schema: Any = plugin.create_package_schema()
    schema["id"] = schema["resources"]["id"] = [tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")]
    data = {"id": draft.record, "type": draft.kind, "owner_org": draft.owner_org, **packages.filled_fields(draft)}
    return plugin_validate(plugin, {**context, "model": core, "session": core.Session}, data, schema, "package_create")


def _validate(draft: packages.PackageDraft, context: Any) -> Data:
    valid, errors = validate_new(draft, context)
    if errors:
        raise tk.ValidationError(errors)
    return valid


def _package(data: Data, author: str) -> core.Package:
    extras = {extra["key"]: extra["value"] for extra in data.get("extras") or ()}
    package = core.Package()
    package.from_dict({**data, "extras": extras, "creator_user_id": author, "state": "active"})
    package.resources_all = [_resource(resource, package.id) for resource in data.get("resources") or ()]
    return package


def _resource(data: Data, package: str) -> core.Resource:
    resource = core.Resource()
    _, resource.extras = resource.from_dict({**data, "package_id": package, "state": "active"})
    resource.metadata_modified = datetime.now(timezone.utc).replace(tzinfo=None)
    resource.url_changed = True
    return resource


def _tag(tags: Mapping[str, Collection[str]]) -> None:
    """Give packages their keywords: UUID -> words."""
    words = {word for names in tags.values() for word in names}
    if not words:
        return
    query = sa.select(core.Tag.name, core.Tag.id).where(core.Tag.vocabulary_id.is_(None), core.Tag.name.in_(words))
    tag_ids = dict(core.Session.execute(query).tuples().all())
    new = {word: packages.new_id() for word in sorted(words - set(tag_ids))}
    if new:
        core.Session.execute(sa.insert(core.Tag), [{"id": uuid, "name": word} for word, uuid in new.items()])
    tag_ids |= new
    rows = [
        {"id": packages.new_id(), "package_id": record, "tag_id": tag_ids[word], "state": "active"}
        for record, names in tags.items()
        for word in dict.fromkeys(names)
    ]
    core.Session.execute(sa.insert(core.PackageTag), rows)


def _membership(record: str, organization: str) -> Data:
    return {
        "id": packages.new_id(),
        "table_name": "package",
        "table_id": record,
        "group_id": organization,
        "capacity": "organization",
        "state": "active",
    }


def _tell(package: core.Package, data: Data, author: core.User) -> None:
    """What CKAN tells its plugins of a new package."""
    context = {**packages.context(), "auth_user_obj": author}
    for plugin in plugins.PluginImplementations(plugins.IPackageController):
        plugin.create(package)
        plugin.after_dataset_create(context, data)
    if data.get("resources"):
        tk.get_action("package_create_default_resource_views")(context, {"package": data})
