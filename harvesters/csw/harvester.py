"""Geographical catalogues as a source of CKAN."""

from ..source import Source
from . import reader


class CSW(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "csw"
    title = "CSW, ISO 19139"
    description = "Geographical data and services of a catalogue such as RNDT"
    reader = reader
    keeps = True
    national = True
