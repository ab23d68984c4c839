"""Developers Italia as a source of CKAN."""

from ..source import Source
from . import reader


class DevelopersItalia(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "developers_italia"
    title = "Developers Italia"
    description = "Software of the national reuse catalogue, and who its products say uses them"
    reader = reader
