"""The rules' functions, a family a file. Importing this room registers them."""

from . import apis, groups, national, platforms

__all__ = ["apis", "groups", "national", "platforms"]
