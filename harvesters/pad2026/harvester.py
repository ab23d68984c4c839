"""PA digitale 2026 as a source of CKAN."""

from ..source import Source
from . import reader


class PAD2026(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "pad2026"
    title = "PA digitale 2026"
    description = "Funded projects of municipalities and other bodies"
    reader = reader
