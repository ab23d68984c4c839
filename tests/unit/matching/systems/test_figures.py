"""The figures that the recognition of systems must reach on lots labelled by hand."""

import subprocess
import sys


def test_labelled_lots_are_told_as_people_tell_them(shared):
    bars = {"--f1": ".92", "--product": ".80", "--invented": ".10", "--top1": ".80"}
    command = f"{sys.executable} -m ckanext.smartlombardia.matching systems"
    arguments = [part for pair in bars.items() for part in pair]
    script = shared / "acceptance" / "systems.py"
    subprocess.run([sys.executable, str(script), "--command", command, *arguments], check=True, timeout=300)
