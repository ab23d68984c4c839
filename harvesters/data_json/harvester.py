"""data.json catalogues as a source of CKAN."""

from ..source import Source
from . import reader


class DataJSON(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "data_json"
    title = "data.json"
    description = "Datasets of a site that publishes a data.json"
    reader = reader
    keeps = True
