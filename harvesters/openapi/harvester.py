"""OpenAPI documents as a source of CKAN."""

from ..source import Source
from . import reader


class OpenAPI(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "openapi"
    title = "OpenAPI"
    description = "Descriptions of APIs, one address each"
    reader = reader
    keeps = True
