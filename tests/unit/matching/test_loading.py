"""What every process of the portal loads of the matcher is light: its libraries take seconds."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("sklearn", "scipy", "splink", "duckdb")


@pytest.mark.parametrize(
    "module",
    [
        "matching",
        "matching.scoring.model",
        "matching.functions.classifier",
        "matching.functions.suggest",
        "matching.text.normalise",
    ],
)
def test_it_is_loaded_without_its_heavy_libraries(module):
    asks = f"import sys, ckanext.smartlombardia.{module}; print(*set({HEAVY!r}) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asks], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
