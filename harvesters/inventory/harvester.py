"""Inventories of software as a source of CKAN."""

import json

from ..source import Source
from . import reader


class Inventory(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "inventory"
    title = "Inventory of software"
    description = "A table of the systems in use (CSV, XLSX, ODS), its columns mapped once"
    reader = reader
    keeps = True

    def reading(self, settings: str | None) -> reader.Inventory:
        """The reader with the columns that the settings of a source say."""
        return reader.Inventory(json.loads(settings or "{}").get("columns") or {})
