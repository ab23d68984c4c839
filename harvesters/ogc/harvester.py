"""OGC services as a source of CKAN."""

from ..source import Source
from . import reader


class OGC(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "ogc"
    title = "WMS, WFS, CSW"
    description = "Map and data services by their GetCapabilities, one address each"
    reader = reader
    keeps = True
