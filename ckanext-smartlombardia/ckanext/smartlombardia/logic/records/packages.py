"""Write CKAN packages from projected fields, and index many packages at a time."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import pysolr

from ckan import logic
from ckan import model as core
from ckan.lib import search
from ckan.lib.search import index as search_index
from ckan.lib.search.common import make_connection
from ckan.plugins import toolkit as tk
from ckan.types import Context

from ckanext.smartlombardia.logic.operations import failures, quarantine
from ckanext.smartlombardia.logic.records import fields as record_fields
from ckanext.smartlombardia.registry import itself
from ckanext.smartlombardia.types import Refused

_own_name = cache(itself.name)  # asked once a process: it is the same for every write
INDEX = "index"
PROJECTED = "smartlombardia_projected"  # in the context: the facts of this write exist already


@dataclass(slots=True)
class PackageDraft:
    """A package to write, as its facts have it. `record` is its UUID."""

    record: str
    kind: str
    fields: dict[str, Any]
    owner_org: str | None


def new_id() -> str:
    """The UUID of a record that is yet to be written."""
    return str(uuid.uuid4())


def filled_fields(draft: PackageDraft) -> dict[str, Any]:
    """The fields of a draft that have a value."""
    return {name: value for name, value in draft.fields.items() if value is not None}


def update(draft: PackageDraft) -> None:
    """Update one package without committing or indexing.

    Raises tk.ValidationError, and then CKAN has rolled the whole session back.
    """
    current = tk.get_action("package_show")({**context(), "use_cache": False, "for_update": True}, {"id": draft.record})
    declared = record_fields.names(draft.kind)  # facts say all of these: what none says any more goes
    undeclared = {name: value for name, value in current.items() if name not in declared and name != "tags"}
    emptied: dict[str, Any] = {"resources": []} if "resources" in declared else {}
    owner = {"owner_org": draft.owner_org} if draft.owner_org else {}
    content = {**undeclared, **emptied, **filled_fields(draft), **owner, "state": "active"}
    tk.get_action("package_update")(context(), content)


def context() -> Context:
    """The context of a write by the registry itself: facts first, one commit and one indexing for many."""
    return {
        "user": _own_name(),
        "ignore_auth": True,
        "defer_commit": True,
        "return_id_only": True,  # with defer_commit alone, CKAN drops an update
        PROJECTED: True,
    }


def index(records: Collection[str]) -> list[Refused]:
    """Put committed packages into the search index and make them findable; those that it does not take are returned."""
    refused: list[Refused] = []
    if records:
        documents = Documents(make_connection())
        with documents.instead_of_connection():
            for record in records:
                done, _ = quarantine.attempt(INDEX, record, partial(_document, record))
                if not done:
                    refused.append(_not_indexed(record, "non si può leggere"))
        refused += documents.send()
        search.commit()
    core.Session.remove()
    return refused


def _document(record: str) -> None:
    logic.index_update_package({"ignore_auth": True}, record, defer_commit=True)


def _not_indexed(title: str, why: str) -> Refused:
    return Refused(
        title,
        f"Il record «{title}» è scritto ma la ricerca non lo mostra: {why}.",
        "Segnalatelo a chi gestisce il portale.",
    )


class Documents:
    """Documents on their way to the search server, which CKAN would send one request each."""

    def __init__(self, server: pysolr.Solr) -> None:
        self._server = server
        self._waiting: list[dict[str, Any]] = []
        self._thread = threading.get_ident()

    def add(self, docs: Iterable[dict[str, Any]], commit: bool = False) -> None:
        """What CKAN calls on its connection for a package that is there."""
        self._waiting += docs

    def delete(self, q: str, commit: bool = False) -> None:
        """What it calls for one that is not."""
        self._server.delete(q=q, commit=False)

    @contextmanager
    def instead_of_connection(self) -> Iterator[None]:
        """Within the block CKAN's index, in this thread, hands its documents to us."""
        real = search_index.make_connection
        search_index.make_connection = lambda: self if threading.get_ident() == self._thread else real()
        try:
            yield
        finally:
            search_index.make_connection = real

    def send(self) -> list[Refused]:
        """Send them together, and where the server refuses one of them, each alone. Returns those refused."""
        try:
            self._server.add(self._waiting, commit=False)
        except pysolr.SolrError as error:
            if failures.is_outage(error):
                raise
            return [refused for document in self._waiting if (refused := self._send_alone(document))]
        return []

    def _send_alone(self, document: dict[str, Any]) -> Refused | None:
        try:
            self._server.add([document], commit=False)
        except pysolr.SolrError as error:
            if failures.is_outage(error):
                raise
            quarantine.set_aside(INDEX, document["id"], error)
            return replace(_not_indexed(document["title"], "il motore di ricerca non lo accetta"), where=document["id"])
        return None
