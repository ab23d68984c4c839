"""The rules' functions, a family or a topic a file. Importing this room registers them."""

from . import (
    ai,
    answering,
    apis,
    buying,
    channels,
    datasets,
    descriptions,
    groups,
    lockin,
    meaning,
    national,
    platforms,
)

__all__ = [
    "ai",
    "answering",
    "apis",
    "buying",
    "channels",
    "datasets",
    "descriptions",
    "groups",
    "lockin",
    "meaning",
    "national",
    "platforms",
]
