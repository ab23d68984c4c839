"""DCAT catalogues as a source of CKAN."""

from ..source import Source
from . import reader


class DCAT(Source):
    """What ckanext-harvest lists. Its name is that of ckanext-dcat's own, whose sources it takes over as they are."""

    source_type = "dcat_rdf"
    title = "DCAT-AP_IT"
    description = "Datasets and APIs of a catalogue in RDF (RDF/XML, Turtle, JSON-LD)"
    reader = reader
    keeps = True
