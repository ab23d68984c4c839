"""GBFS systems as a source of CKAN."""

from ..source import Source
from . import reader


class GBFS(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "gbfs"
    title = "GBFS"
    description = "Feeds of shared bicycles, scooters and cars, by the list of systems or one gbfs.json each"
    reader = reader
    keeps = True
    national = True
