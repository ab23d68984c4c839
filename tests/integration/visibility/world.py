"""A small registry with one of everything that somebody may not see, and one of everybody who may ask.

Each content has a mark, a word that stands nowhere else: where a way out gives the mark, it gives the content.
"""

from __future__ import annotations

import gzip
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask.testing import FlaskClient

from ckan import model as core
from ckan.lib import search
from ckanext.harvest import model as harvest

from ckanext.smartlombardia import model
from ckanext.smartlombardia.logic.records import ingest_observations
from ckanext.smartlombardia.types import BodyRef, Observation
from tests.integration.registry import Registry

BODY, OTHER_BODY, FAR_BODY, OFFICE = "c_f205", "c_b157", "c_c933", "r_lombar"
ROLES = ("visitor", "supplier", "other body", "body", "office", "sysadmin")
COMMON = "qzsistema"  # a word of every record's title, to search for without naming a mark
COST = 918_273_645
PRICE = 817_263_544


class Answer(str):
    """What was read, with the address that gave it."""

    address = ""


@dataclass
class World:
    """The registry, who asks by role (None is a visitor), ids of what is there, and the mark of each content."""

    registry: Registry
    users: dict[str, str | None]
    ids: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def get(self, role: str, path: str, **query: Any) -> Answer:
        """What a role reads at a path, whatever the answer's status."""
        if role not in self.clients:
            self.clients[role] = self.registry.client(self.users[role])
        # a context of its own: in that of the test, all requests would be the first one's user
        client = self.clients[role]
        headers = self.registry.headers(path, self.users[role])
        response = Context().run(
            client.get, path, query_string=query, headers=headers, follow_redirects=True, buffered=True
        )
        content = response.get_data()
        packed = response.mimetype == "application/gzip"
        answer = Answer((gzip.decompress(content) if packed else content).decode())
        answer.address = f"{path} {query or ''} ({response.status_code})"
        return answer

    def mark(self, content: str) -> str:
        """The mark of a content, made the first time that it is asked for."""
        return self.marks.setdefault(content, f"qzm{len(self.marks) + 100}x")


def build(registry: Registry) -> World:
    """Fill a registry that holds a dozen bodies and nothing else."""
    world = World(
        registry,
        users={
            "visitor": None,
            "supplier": registry.user(),
            "other body": registry.user(OTHER_BODY),
            "body": registry.user(BODY),
            "office": registry.user(OFFICE, capacity="member"),
            "sysadmin": registry.user(sysadmin=True),
        },
    )
    _people(world)
    _records(world)
    _restricted(world)
    _contracts(world)
    _matches(world)
    _findings(world)
    _harvests(world)
    core.Session.commit()
    core.Session.remove()
    return world


def _people(world: World) -> None:
    """Who edits the body's records: a colleague of the role «body»."""
    name, email = world.mark("name of the editor"), world.mark("e-mail of the editor")
    editor = core.User(name=name, fullname=name, email=f"{email}@example.org", password="a long password")
    core.Session.add(editor)
    core.Session.commit()
    world.registry.by_office("organization_member_create", id=BODY, username=name, role="admin")
    world.ids |= {"editor": editor.id, "editor's name": name}
    world.marks["number of the editor"] = editor.id


def _records(world: World) -> None:
    add = partial(_record, world)
    software = add("software product", "software", body=None)
    add("public platform", "platform", function="public-lighting", software=software)
    add("sensitive platform", "platform", function="video-surveillance", software=software)
    add("platform for bodies", "platform", function="parking", visibility="bodies", software=software)
    draft = add("draft platform", "platform", function="parking", software=software)
    deleted = add("deleted platform", "platform", function="parking", software=software)
    # linked while all are active: nobody may link what is not, but what a record links to may end later
    hidden = [world.ids[name] for name in ("sensitive platform", "platform for bodies", "draft platform")]
    add("data service", "dataservice", exposed_by=[*hidden, deleted], endpoint_url="https://example.org/api")
    add("project", "project", platforms=[*hidden, deleted], domain="security", bodies=[BODY])
    world.registry.by_office("package_patch", id=draft, state="draft")
    world.registry.by_office("package_delete", id=deleted)


def _record(world: World, content: str, kind: str, body: str | None = BODY, **fields: Any) -> str:
    """One record, written by the editor where it has a body; its mark stands in each field that search looks at."""
    mark = world.mark(content)
    said = {"title": f"{COMMON} {mark}", "tags": [{"name": f"{mark}tag"}], "notes": f"Nota {mark}", **fields}
    if kind == "platform":
        said |= {"product_name": f"Prodotto {mark}", "vendor_name": f"Fornitore {mark}", "status": "in_use"}
    made = world.registry.add(kind, body, user=world.ids["editor's name"] if body else None, **said)
    world.ids[content] = made["id"]
    world.ids[f"{content}'s name"] = made["name"]
    return made["id"]


def _restricted(world: World) -> None:
    """A contract, on the platform that everybody sees."""
    world.marks |= {"contract": world.mark("contract"), "cost": str(COST)}
    for name in ("public platform", "sensitive platform"):
        fields = {"cig": world.marks["contract"], "yearly_cost": COST, "security_notes": world.marks["contract"]}
        world.registry.call(
            "smartlombardia_restricted_update", world.ids["editor's name"], id=world.ids[name], **fields
        )


def _contracts(world: World) -> None:
    """A contract that the register publishes, at a price that is for the body's own eyes."""
    world.marks["price of a published contract"] = str(PRICE)
    value = {"cig": "A000000001", "title": f"{COMMON} {world.mark('published contract')}"}
    said = Observation(BodyRef(ipa=BODY), "contract", value, "A000000001", "A000000001", restricted={"amount": PRICE})
    ingest_observations.take("contracts-register", [said])


def _matches(world: World) -> None:
    """Two platforms of other towns that may be one product: of no concern to the role «other body»."""
    mark = world.mark("candidate match")
    far = world.registry.add("platform", FAR_BODY, title=f"{COMMON} altrove", status="in_use")
    members = sorted((world.ids["public platform"], far["id"]))
    core.Session.add(
        model.MatchRow(
            left=members[0], right=members[1], relation="same_product", score=0.7, band="possible",
            reasons=[{"comparison": "name", "level": "same", "weight": 1.0, "text": {"it": mark, "en": mark}}],
            model=mark,
        )
    )  # fmt: skip
    case = model.Case(relation="same_product", members=members, title=mark, bodies=2, score=0.7)
    core.Session.add(case)
    core.Session.flush()
    world.ids["case"] = str(case.id)


def _findings(world: World) -> None:
    for content, subject, public in (
        ("finding on public facts", "public platform", True),
        ("finding on declarations", "public platform", False),
        ("public finding on a sensitive platform", "sensitive platform", True),
    ):
        mark, record = world.mark(content), world.ids[subject]
        words = {"it": mark, "en": mark}
        detail = {
            "rule": "ITL-PLA-001", "rule_version": 1, "subject_key": record, "label": "criticality",
            "severity": "error", "force": "D",
            "layer": "technical", "gap": None, "title": words, "says": words, "remedy": words,
            "legal_source": mark, "evidence": [], "bodies": [BODY], "public": public, "function": "public-lighting",
        }  # fmt: skip
        row = model.FindingRow(
            rule=f"ITL-{mark}", subject_key=record, observed="failing", public=public, bodies=[BODY], detail=detail
        )
        core.Session.add(row)
        core.Session.flush()
        world.ids[content] = str(row.id)


def _harvests(world: World) -> None:
    """A source of the body's own and one of the Region's, each with a run that went wrong."""
    for content, owner in (("report of the body's source", BODY), ("report of the Region's source", OFFICE)):
        mark = world.mark(content)
        org = world.registry.by_office("organization_show", id=owner)["id"]
        name = f"fonte-di-{owner.replace('_', '-')}"
        package = core.Package(name=name, title=f"Fonte di {owner}", type="harvest", owner_org=org, state="active")
        package.extras = {"source_type": "any", "frequency": "MANUAL", "config": mark}
        core.Session.add(package)
        core.Session.flush()
        url = f"https://example.org/{owner}"
        source = harvest.HarvestSource(id=package.id, url=url, type="any", title=name, config=mark)
        job = harvest.HarvestJob(source=source, status="Finished")
        one = harvest.HarvestObject(
            guid=name, content=mark, job=job, source=source, package_id=world.ids["public platform"], current=True
        )
        core.Session.add_all((source, job, one))
        core.Session.flush()
        core.Session.add(harvest.HarvestGatherError(job=job, message=mark))
        core.Session.add(harvest.HarvestObjectError(object=one, message=mark, stage="Import"))
        core.Session.add(harvest.HarvestObjectExtra(object=one, key="original_document", value=mark))
        core.Session.add(model.Run(kind="harvest", source=name, counts={"new": 1}, report={"refused": [{"why": mark}]}))
        core.Session.commit()
        search.rebuild(package.id)
        world.ids |= {content: package.id, f"{content}'s job": job.id, f"{content}'s object": one.id}
        world.ids[f"{content}'s name"] = name
