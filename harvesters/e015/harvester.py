"""Lists of E015's APIs as a source of CKAN."""

import json

from ..source import Source
from . import reader


class E015(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "e015"
    title = "E015"
    description = "A table of APIs in the E015 digital ecosystem (CSV, XLSX, ODS), its columns mapped once"
    reader = reader

    def reading(self, settings: str | None) -> reader.E015:
        """The reader with the columns that the settings of a source say."""
        return reader.E015(json.loads(settings or "{}").get("columns") or {})
