"""One module says who may read which packages."""

from __future__ import annotations

import re
from pathlib import Path

ROOM = Path(__file__).resolve().parents[3] / "ckanext-smartlombardia/ckanext/smartlombardia"
CONDITION = re.compile(r"(~|not_\(|\.is_\(|== *)\s*\w*\.?\w+\.private|\.private\.is_|~\w+\.private|not_\(\w+\.private")


def test_no_other_module_compares_privacy_in_a_query():
    files = [path for path in ROOM.rglob("*.py") if path.name != "readable.py" and "migration" not in path.parts]
    assert len(files) > 300
    assert [path.name for path in files if CONDITION.search(path.read_text(encoding="utf-8"))] == []
