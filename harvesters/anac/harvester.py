"""Contracts published by ANAC as a source of CKAN."""

from ..source import Source
from . import reader


class ANAC(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "anac"
    title = "ANAC contracts"
    description = "Software and IT contracts of bodies: CIG, CUP, supplier, period (OCDS, CSV)"
    reader = reader
    national = True
