"""The Mobility Database as a source of CKAN."""

from ..source import Source
from . import reader


class GTFS(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "gtfs"
    title = "GTFS"
    description = "Feeds of public transport (GTFS, GTFS Realtime), as the Mobility Database lists them"
    reader = reader
    keeps = True
    national = True
