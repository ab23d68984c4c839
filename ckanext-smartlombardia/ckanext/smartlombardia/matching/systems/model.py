"""The learnt weights of the recognition of systems, read from `models/systems.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent.parent / "models" / "systems.json"


@dataclass(frozen=True, slots=True)
class SystemsModel:
    """Weights as arrays: kind (class × feature), name (one a feature); `learnt_from` says from what and when."""

    kind_coefficients: Any
    kind_intercepts: Any
    name_coefficients: Any
    name_intercept: float
    learnt_from: str


@cache
def load_model(path: Path = PATH) -> SystemsModel:
    """The shipped model. Raises OSError where the file is absent."""
    import numpy as np

    content = json.loads(path.read_text(encoding="utf-8"))
    return SystemsModel(
        np.array(content["kind"]["coefficients"]),
        np.array(content["kind"]["intercepts"]),
        np.array(content["name"]["coefficients"]),
        float(content["name"]["intercept"]),
        content["learnt_from"],
    )
