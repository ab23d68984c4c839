"""What a record is for, where no source states it and its text tells without doubt: facts of the source `text`.

A platform is for what its product is for. The page says that the registry has read it; whoever knows better says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.smartlombardia.facts import Fact, project
from ckanext.smartlombardia.matching.functions import classifier
from ckanext.smartlombardia.types import Kind

READ = "text"
FIELDS: Mapping[Kind, str] = {"platform": "function", "dataservice": "function", "software": "functions"}


def read(kind: Kind, stated: Mapping[str, Any], product: Sequence[Fact] = ()) -> dict[str, Any]:
    """The function of a record by what it states, or by the facts of its product; nothing where they do not tell."""
    field = FIELDS.get(kind)
    if field is None or stated.get(field):
        return {}
    known = list(project(product).get("functions") or [])
    code = known[0] if len(known) == 1 else _told(stated)
    if code is None:
        return {}
    return {field: [code] if field == "functions" else code}


def _told(stated: Mapping[str, Any]) -> str | None:
    return classifier.sure(classifier.classify(str(stated.get("title") or ""), str(stated.get("notes") or "")))
