"""publiccode.yml as a source of CKAN."""

from ..source import Source
from . import reader


class Publiccode(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "publiccode"
    title = "publiccode.yml"
    description = "publiccode.yml files of repositories, one address each"
    reader = reader
