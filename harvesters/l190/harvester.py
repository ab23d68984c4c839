"""Contracts that bodies published under law 190/2012 as a source of CKAN."""

from ..source import Source
from . import reader


class L190(Source):
    """The type of source that ckanext-harvest lists."""

    source_type = "l190"
    title = "L. 190/2012 contracts"
    description = (
        "Contracts that a body published until 2023 (law 190/2012): a dataset, or the index of its datasets (XML)"
    )
    reader = reader
    national = True
