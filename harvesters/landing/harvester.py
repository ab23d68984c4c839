"""Landing pages of sensor and context APIs as a source of CKAN."""

from ..source import Source
from . import reader


class Landing(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "landing"
    title = "SensorThings, NGSI-LD"
    description = "APIs of sensors and of context data, by the address at which they present themselves"
    reader = reader
    keeps = True
