"""Infer the function of a record from its text where no source states it: facts of the source `text`.

A platform is for what its product is for; a project is about what its title, tenders, CUP category and measure
name. The page says that the registry has read it; whoever knows better says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.smartlombardia.facts import Fact, project
from ckanext.smartlombardia.matching import projects
from ckanext.smartlombardia.matching.functions import classifier
from ckanext.smartlombardia.types import Kind

READ = "text"
FIELDS: Mapping[Kind, str] = {"platform": "function", "dataservice": "function", "software": "functions"}


def infer_function(kind: Kind, statements: Mapping[str, Any], product: Sequence[Fact] = ()) -> dict[str, Any]:
    """Infer the function of a record from its statements or its product's facts; empty where neither is certain."""
    if kind == "project":
        return _infer_topic(statements)
    field = FIELDS.get(kind)
    if field is None or statements.get(field):
        return {}
    functions = list(project(product).get("functions") or [])
    code = functions[0] if len(functions) == 1 else _classify(statements)
    if code is None:
        return {}
    return {field: [code] if field == "functions" else code}


def _classify(statements: Mapping[str, Any]) -> str | None:
    return classifier.sure(classifier.classify(str(statements.get("title") or ""), str(statements.get("notes") or "")))


def _infer_topic(statements: Mapping[str, Any]) -> dict[str, Any]:
    """Domain, function, kind of work and how digital a project is, with the reasons as codes of the classifier."""
    if statements.get("domain"):
        return {}
    topic = projects.classify(projects.project_from_fields(statements))
    if topic.domain == projects.NONE:
        return {}
    fields = {
        "domain": topic.domain,
        "function": topic.function,
        "work_kind": topic.kind,
        "smartness": topic.smart,
        "topic_reasons": list(topic.reasons),
    }
    return {name: value for name, value in fields.items() if value}
