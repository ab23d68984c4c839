"""PDND as a source of CKAN."""

from ..source import Source
from . import reader


class PDND(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "pdnd"
    title = "PDND"
    description = "E-services in the catalogue of the national interoperability platform"
    reader = reader
