"""Socrata sites as a source of CKAN."""

from ..source import Source
from . import reader


class Socrata(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "socrata"
    title = "Socrata"
    description = "Datasets of a Socrata site, such as dati.lombardia.it"
    reader = reader
    keeps = True
