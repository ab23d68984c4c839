"""What the rooms offer to CKAN, found by place: `logic/<topic>/action.py`, `views/<topic>.py`, `cli/<topic>.py` …

A module lists what it offers in `__all__`; a view module offers its `blueprint`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent


def modules(pattern: str) -> Iterator[ModuleType]:
    """Modules of this package whose file matches the pattern, in the order of their names."""
    for path in sorted(HERE.glob(pattern)):
        if path.name != "__init__.py":
            name = ".".join(path.relative_to(HERE).with_suffix("").parts)
            yield import_module(f"{__package__}.{name}")


def functions(pattern: str) -> dict[str, Any]:
    """Every function (or click command) that the matching modules name in `__all__`."""
    return {name: getattr(module, name) for module in modules(pattern) for name in getattr(module, "__all__", ())}


def blueprints() -> list[Any]:
    """The blueprint of each view module."""
    return [module.blueprint for module in modules("views/*.py") if hasattr(module, "blueprint")]
