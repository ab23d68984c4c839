"""The ways out of the registry: each asks as a role would, and gives all that was read.

Pages and actions that nobody has named here are found in the running portal and asked as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.access.api_actions import find_api_action
from ckanext.smartlombardia.registry.search_request import search_fields
from tests.integration.visibility.world import BODY, COMMON, ROLES, World

Way = Callable[[World, str], Iterator[str]]
WAYS: dict[str, Way] = {}
SHOWS: dict[str, tuple[str, ...]] = {}

SEEN_BY_BODIES = ("sensitive platform", "platform for bodies")
EVERYONE = ("public platform", "software product", "data service", "project")
RECORDS = (*EVERYONE, *SEEN_BY_BODIES)
KINDS = ("platform", "software", "dataservice", "dataset", "project")


def way(name: str, shows: tuple[str, ...] = ()) -> Callable[[Way], Way]:
    """Register a way out. `shows` are contents that it must give to those who may see them."""

    def register(asks: Way) -> Way:
        WAYS[name], SHOWS[name] = asks, shows
        return asks

    return register


def api(world: World, role: str, action: str, **data: object) -> str:
    return world.get(role, f"/api/3/action/{action}", **data)


@way("page of the record", RECORDS)
def pages(world: World, role: str) -> Iterator[str]:
    for name in (*RECORDS, "draft platform", "deleted platform"):
        kind = "platform" if "platform" in name else name.split()[0].replace("data", "dataservice")
        yield world.get(role, f"/{kind}/{world.ids[name]}")
        yield world.get(role, f"/id/{kind}/{world.ids[name]}")


@way("lists", RECORDS)
def lists(world: World, role: str) -> Iterator[str]:
    for kind in KINDS:
        yield world.get(role, f"/{kind}/", q=COMMON)


@way("page of the body", ("public platform",))
def body_page(world: World, role: str) -> Iterator[str]:
    yield world.get(role, f"/organization/{BODY}")
    yield world.get(role, f"/organization/about/{BODY}")


@way("home and the lists of bodies")
def home(world: World, role: str) -> Iterator[str]:
    for path in ("/", "/organization/", "/comune", "/dashboard/datasets", "/harvest"):
        yield world.get(role, path)


@way("package_show", RECORDS)
def package_show(world: World, role: str) -> Iterator[str]:
    for name in (*RECORDS, "draft platform", "deleted platform"):
        yield api(world, role, "package_show", id=world.ids[name])
        yield api(world, role, "package_show", id=world.ids[name], use_default_schema="true")


@way("package_search", RECORDS)
def package_search(world: World, role: str) -> Iterator[str]:
    everything = {"include_private": "true", "include_drafts": "true", "include_deleted": "true", "rows": 100}
    yield api(world, role, "package_search", q=COMMON, **everything)
    yield api(world, role, "package_search", q="*:*", fq='sl_type:"platform"', **everything)
    yield api(world, role, "package_search", q=f'permission_labels:* OR title:"{COMMON}"', **everything)
    yield api(world, role, "package_search", fq="+state:(active OR draft OR deleted) OR id:*", **everything)
    yield api(world, role, "package_search", fq="dataset_type:harvest OR id:*", **everything)
    yield api(world, role, "package_search", q=COMMON, fl="id,title,data_dict,validated_data_dict", **everything)


@way("every facet, field, order and export", RECORDS)
def combinations(world: World, role: str) -> Iterator[str]:
    """All that the table `search_fields` admits, so that a new field is walked as soon as it stands there."""
    shown = ",".join(sorted(search_fields("result")))
    counted = {"facet.field": json.dumps(sorted(search_fields("facet"))), "facet.limit": -1, "facet.mincount": 0}
    for order in sorted(search_fields("sort")):
        options = {"sort": f"{order} desc", "fl": shown, "rows": 100, "include_private": "true", **counted}
        yield api(world, role, "package_search", q=COMMON, **options)
    for field in sorted(search_fields("query")):
        yield api(world, role, "package_search", q=f"{field}:*", rows=100, fl="id,title", include_drafts="true")
    for suffix in ("csv", "json"):
        for kind in KINDS:
            yield world.get(role, f"/records.{suffix}", q=COMMON, sl_type=kind)
    for field in sorted(search_fields("resource")):
        yield api(world, role, "resource_search", query=f"{field}:a", order_by=field)


@way("package_search for the mark itself", RECORDS)
def search_for_marks(world: World, role: str) -> Iterator[str]:
    for content, mark in world.marks.items():
        for query in (mark, f"text:{mark}", f"*{mark}*"):
            answer = json.loads(api(world, role, "package_search", q=query, include_private="true"))
            if answer["success"] and answer["result"]["count"]:
                yield f"{content}: {mark}"


@way("filters on restricted fields")
def filters(world: World, role: str) -> Iterator[str]:
    for field, content in (("cig", "contract"), ("yearly_cost", "cost"), ("security_notes", "contract")):
        mark = world.marks[content]
        for name in (field, f"extras_{field}"):
            answer = json.loads(api(world, role, "package_search", fq=f"{name}:{mark}", include_private="true"))
            if answer["success"] and answer["result"]["count"]:
                yield mark


@way("facets")
def facets(world: World, role: str) -> Iterator[str]:
    fields = ["name", "title_string", "tags", "sl_function", "sl_link", "creator_user_id", "id", "permission_labels"]
    fields = json.dumps(fields)
    yield api(world, role, "package_search", **{"facet.field": fields, "rows": 0, "include_private": "true"})


@way("names, tags and suggestions", ("public platform",))
def names(world: World, role: str) -> Iterator[str]:
    yield api(world, role, "package_list")
    yield api(world, role, "current_package_list_with_resources", limit=100)
    yield api(world, role, "package_autocomplete", q=COMMON, limit=50)
    yield api(world, role, "tag_list")
    yield api(world, role, "tag_list", all_fields="true", query="qzm")
    yield api(world, role, "tag_search", query="qzm")
    yield api(world, role, "tag_autocomplete", query="qzm")
    yield world.get(role, "/api/2/util/tag/autocomplete", incomplete="qzm")
    yield world.get(role, "/api/2/util/dataset/autocomplete", incomplete=COMMON)


@way("the body with its records", ("public platform",))
def body_show(world: World, role: str) -> Iterator[str]:
    yield api(world, role, "organization_show", id=BODY, include_datasets="true")
    yield api(world, role, "group_package_show", id=BODY, limit=100)
    yield api(world, role, "organization_list", all_fields="true", include_extras="true", include_groups="true")


@way("members of the body")
def members(world: World, role: str) -> Iterator[str]:
    yield api(world, role, "organization_show", id=BODY, include_users="true")
    yield api(world, role, "organization_list", all_fields="true", include_users="true")
    yield api(world, role, "member_list", id=BODY)
    yield api(world, role, "member_list", id=BODY, object_type="user")
    yield api(world, role, "group_show", id=BODY, include_users="true")
    for page in ("members", "manage_members", "member_dump", "admins", "followers", "bulk_process", "edit"):
        yield world.get(role, f"/organization/{page}/{BODY}")


@way("people")
def people(world: World, role: str) -> Iterator[str]:
    who = world.ids["editor's name"]
    yield api(world, role, "user_list")
    yield api(world, role, "user_list", all_fields="false")
    yield world.get(role, "/user/")
    yield world.get(role, "/api/2/util/user/autocomplete", q="qzm")
    for action in ("user_autocomplete", "user_list"):
        yield api(world, role, action, q="qzm")
    organizations = api(world, role, "organization_list_for_user", id=who)
    yield who if BODY in organizations and world.users[role] is None else ""


@way("feeds", ("public platform",))
def feeds(world: World, role: str) -> Iterator[str]:
    yield world.get(role, "/feeds/dataset.atom")
    yield world.get(role, f"/feeds/organization/{BODY}.atom")
    yield world.get(role, "/feeds/custom.atom", q=COMMON, include_private="true")


@way("RDF", ("data service",))
def rdf(world: World, role: str) -> Iterator[str]:
    for suffix in ("ttl", "rdf", "jsonld", "n3", "xml"):
        yield world.get(role, f"/catalog.{suffix}")
    yield world.get(role, "/catalog.ttl", q=COMMON, fq="+state:(draft OR active)")
    yield api(world, role, "dcat_catalog_show", format="ttl")
    yield api(world, role, "dcat_catalog_search", format="ttl", q=COMMON)
    for name in (*RECORDS, "draft platform"):
        for kind in ("dataset", "platform", "dataservice"):
            for suffix in ("ttl", "rdf", "jsonld", "croissant.jsonld"):
                yield world.get(role, f"/{kind}/{world.ids[name]}.{suffix}".replace(".croissant", "/croissant"))


@way("facts", RECORDS)
def facts(world: World, role: str) -> Iterator[str]:
    for name in (*RECORDS, "draft platform"):
        yield api(world, role, "smartlombardia_record_facts", id=world.ids[name])
    yield api(world, role, "smartlombardia_body_facts", ipa=BODY)


@way("restricted fields", ("contract", "cost"))
def restricted(world: World, role: str) -> Iterator[str]:
    for name in ("public platform", "sensitive platform"):
        yield api(world, role, "smartlombardia_restricted_show", id=world.ids[name])
        yield api(world, role, "smartlombardia_restricted_show", id=world.ids[f"{name}'s name"])


@way("published contracts", ("published contract", "price of a published contract"))
def contracts(world: World, role: str) -> Iterator[str]:
    yield api(world, role, "smartlombardia_body_contracts", ipa=BODY)
    for address in ("contracts", "contracts.csv", "contracts.json"):
        yield world.get(role, f"/organization/{BODY}/{address}")


@way("harvest reports", ("report of the body's source", "report of the Region's source"))
def harvests(world: World, role: str) -> Iterator[str]:
    for content in ("report of the body's source", "report of the Region's source"):
        source, name = world.ids[content], world.ids[f"{content}'s name"]
        job, one = world.ids[f"{content}'s job"], world.ids[f"{content}'s object"]
        for action in ("package_show", "harvest_source_show", "harvest_source_show_status"):
            yield api(world, role, action, id=source)
        for action in ("harvest_job_show", "harvest_job_report"):
            yield api(world, role, action, id=job)
        yield api(world, role, "harvest_source_show", url=f"https://example.org/{BODY}")
        yield api(world, role, "harvest_job_list", source_id=source)
        yield api(world, role, "harvest_object_list", source_id=source)
        yield api(world, role, "harvest_object_show", id=one)
        yield api(world, role, "harvest_object_show", id=name, attr="guid")
        for page in (
            f"{name}",
            f"about/{name}",
            f"admin/{name}",
            f"{name}/job",
            f"{name}/job/last",
            f"{name}/job/{job}",
        ):
            yield world.get(role, f"/harvest/{page}")
        yield world.get(role, f"/harvest/object/{one}")
        yield world.get(role, f"/dataset/harvest_object/{world.ids['public platform']}")
    for action in ("harvest_source_list", "harvest_job_list", "harvest_log_list", "harvest_object_list"):
        yield api(world, role, action)
    yield api(world, role, "harvest_object_show", dataset_id=world.ids["public platform"])


@way("every action that reads")
def every_action(world: World, role: str) -> Iterator[str]:
    from ckan.logic import _actions  # the portal's own table of actions

    tk.get_action("package_list")
    common = {
        "ipa": BODY,
        "body": BODY,
        "limit": 50,
        "name": "title",
        "source": world.ids["report of the body's source's name"],
    }
    for action, function in sorted(_actions.items()):
        if not getattr(function, "side_effect_free", False):
            continue
        yield api(world, role, action)
        if find_api_action(action) is None:  # closed for everybody: security/test_actions.py
            continue
        ids = OURS if action.startswith("smartlombardia_") else ANYBODYS
        for name in ids:
            yield api(world, role, action, id=world.ids[name], **common)


OURS = ("sensitive platform", "draft platform", "public platform", "case", "finding on declarations",
        "public finding on a sensitive platform", "report of the Region's source", "editor's name")  # fmt: skip
ANYBODYS = ("sensitive platform", "editor's name", "report of the Region's source")


@way("every page")
def every_page(world: World, role: str) -> Iterator[str]:
    for rule in world.registry.app.flask_app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint.startswith(("static", "api.", "webassets")):
            continue
        if "_logout" in rule.rule or any(kind in rule.rule for kind in ("/software", "/project", "/dataservice")):
            continue
        for name in ANYBODYS if rule.arguments - {"package_type", "group_type"} else ("sensitive platform",):
            if path := _filled(rule.rule, world.ids[name]):
                yield world.get(role, path)
    for content in ("finding on public facts", "finding on declarations", "public finding on a sensitive platform"):
        yield world.get(role, f"/interoperabilita/rilievi/{world.ids[content]}")
    yield world.get(role, f"/doppioni/{world.ids['case']}")


KNOWN = {
    "ipa": BODY,
    "_format": "ttl",
    "form": "ttl",
    "format": "json",
    "suffix": "csv",
    "kind": "platform",
    "function": "video-surveillance",
    "theme": "platforms",
}


def _filled(rule: str, one: str) -> str | None:
    """A rule's path with the arguments filled in; None for one that wants what nobody can guess."""
    parts = []
    for part in rule.split("/"):
        if "<" not in part:
            parts.append(part)
            continue
        head, _, rest = part.partition("<")
        argument, _, tail = rest.partition(">")
        name = argument.partition(":")[2] or argument
        value = KNOWN.get(name, one)
        parts.append(f"{head}{quote(value)}{tail}")
    path = "/".join(parts)
    return None if "<" in path else path


assert set(ROLES)
