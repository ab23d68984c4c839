"""WSDL documents as a source of CKAN."""

from ..source import Source
from . import reader


class WSDL(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "wsdl"
    title = "WSDL"
    description = "Descriptions of SOAP services, one address each"
    reader = reader
    keeps = True
