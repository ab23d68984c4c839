"""The projects of the PNRR as a source of CKAN."""

from __future__ import annotations

import json
from typing import Any

from ..source import Source
from . import reader


class PNRR(Source):
    """What ckanext-harvest lists. The settings may name `provinces` by their ISTAT codes: only theirs is read then."""

    source_type = "pnrr"
    title = "Projects of the PNRR"
    description = "Projects, places and tenders as Italia Domani and ReGiS publish them"
    reader = reader

    def reading(self, settings: str | None) -> Any:
        """The reader of all projects, or of those in the provinces that the settings name."""
        provinces = json.loads(settings or "{}").get("provinces") or ()
        return reader.Part(tuple(map(str, provinces))) if provinces else reader
