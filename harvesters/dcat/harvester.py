"""DCAT catalogues as a source of CKAN."""

from ..source import Source
from . import reader


class DCAT(Source):
    """The type of source that ckanext-harvest lists, named as ckanext-dcat's own, whose sources it takes over."""

    source_type = "dcat_rdf"
    title = "DCAT-AP_IT"
    description = "Datasets and APIs of a catalogue in RDF (RDF/XML, Turtle, JSON-LD)"
    reader = reader
    keeps = True
