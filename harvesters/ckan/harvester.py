"""CKAN catalogues as a source of CKAN."""

from ..source import Source
from . import reader


class CKANCatalogue(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "ckan"
    title = "CKAN"
    description = "Datasets of a CKAN site, by its API"
    reader = reader
    keeps = True
    national = True
