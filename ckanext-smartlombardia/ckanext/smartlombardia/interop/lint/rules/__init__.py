"""The rules of an API's description, by what they look at."""

from . import bodies, examples, headers, metadata, numbers, operations, paths, schemas, security, servers, structure

__all__ = [
    "bodies", "examples", "headers", "metadata", "numbers", "operations", "paths", "schemas", "security", "servers",
    "structure",
]  # fmt: skip
