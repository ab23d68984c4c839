"""The base of every harvester: what ckanext-harvest asks of one, around a reader that knows nothing of CKAN.

A new source is a `reader.py` (pages, read) and a class of four lines. Identity, batches, writing, progress and the
report are those of `logic.harvests`.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from ckan.plugins import toolkit as tk
from ckanext.harvest.harvesters.base import HarvesterBase
from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.smartlombardia import formats, registry, vocabularies
from ckanext.smartlombardia.logic.harvests import jobs
from ckanext.smartlombardia.types import Document


class Source(HarvesterBase):
    """A kind of source. `source_type` is its name in the list of sources, `reader` the module that reads it."""

    source_type: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    reader: ModuleType
    keeps: ClassVar[bool] = False  # records whose body cannot be told go to the source's own organization
    national: ClassVar[bool] = False  # it may list bodies of other regions, whose records are left out

    def reading(self, settings: str | None) -> Any:
        """What reads a source with these settings (JSON)."""
        return self.reader

    def recognises(self, document: Document) -> bool:
        """Whether a document is what a source of this kind reads."""
        return self.reader.recognises(document)

    def places(self, address: str) -> dict[str, str]:
        """What else to ask of a site to see whether it is of this kind; each with the address that the source has."""
        return self.reader.places(address) if hasattr(self.reader, "places") else {}

    def info(self) -> dict[str, str]:
        return {
            "name": self.source_type,
            "title": self.title,
            "description": self.description,
            "form_config_interface": "Text",
        }

    def validate_config(self, config: str | None) -> str:
        """A JSON object; `addresses` is a list of web addresses. Raises ValueError, which says what is wrong."""
        settings = json.loads(config or "{}")
        if not isinstance(settings, dict):
            raise ValueError(tk._('The settings are a JSON object, such as {"addresses": ["https://…"]}.'))
        addresses = settings.get("addresses", [])
        if not isinstance(addresses, list) or not all(
            isinstance(address, str) and address.startswith(("https://", "http://")) for address in addresses
        ):
            raise ValueError(tk._("Each of the addresses is a text that starts with https://."))
        return config or "{}"

    def gather_stage(self, harvest_job: HarvestJob) -> list[str]:
        """The whole run. No object is left for the later stages: they would write one record at a time."""
        jobs.run(harvest_job.id)
        return []

    def fetch_stage(self, harvest_object: HarvestObject) -> bool:
        return True

    def import_stage(self, harvest_object: HarvestObject) -> bool:
        return True

    @staticmethod
    def made_with(settings: str | None = None) -> str:
        """A hash of the tables, the code and the settings that turn documents into records: where it differs, all is
        read anew. Which addresses are read does not count.
        """
        reader_settings = {name: value for name, value in json.loads(settings or "{}").items() if name != "addresses"}
        return _made_with() + (
            hashlib.sha256(json.dumps(reader_settings).encode()).hexdigest()[:8] if reader_settings else ""
        )


@cache
def _made_with() -> str:
    digest = hashlib.sha256()
    rooms = [*vocabularies.__path__, *formats.__path__, *registry.__path__, str(Path(__file__).parent)]
    for room in map(Path, rooms):
        for path in sorted(room.rglob("*")):
            if path.suffix in (".py", ".csv", ".yaml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
