"""The rules' functions, a family or a topic a file. Importing this room registers them."""

from . import (
    ai,
    api_availability,
    api_description,
    api_publication,
    api_semantics,
    channels,
    datasets,
    groups,
    lockin,
    national,
    platforms,
    procurement,
)

__all__ = [
    "ai",
    "api_availability",
    "api_description",
    "api_publication",
    "api_semantics",
    "channels",
    "datasets",
    "groups",
    "lockin",
    "national",
    "platforms",
    "procurement",
]
