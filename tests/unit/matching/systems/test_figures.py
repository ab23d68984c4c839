"""The figures that the recognition of systems must reach on lots labelled by hand."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[5] / "shared" / "acceptance" / "systems.py"


@pytest.mark.skipif(not SCRIPT.exists(), reason="the labelled lots are not beside this checkout")
def test_labelled_lots_are_told_as_people_tell_them():
    bars = {"--f1": ".92", "--product": ".80", "--invented": ".10", "--top1": ".80"}
    command = f"{sys.executable} -m ckanext.smartlombardia.matching systems"
    arguments = [part for pair in bars.items() for part in pair]
    subprocess.run([sys.executable, str(SCRIPT), "--command", command, *arguments], check=True, timeout=300)
