"""Facts: what is known of a subject, from whom, since when; which of them a page shows; what changes between two looks.

    from ckanext.smartlombardia import facts as f

    changes = f.diff(known, {"title": "Albo pretorio"}, f.Stamp("record", uuid, source="pdnd", grade="E4", at=now))
    fields = f.project(known)                     # the values that win
    f.provenance(known)["title"].fact.source      # from where

Values in, values out: no CKAN, no database, no clock.
"""

from .changes import Changes, Stamp, confirmations, diff, edits
from .fact import (
    REGISTRY_SOURCES,
    Fact,
    as_of,
    canonical,
    harvest_source,
    is_empty,
    key,
    same_value,
    standing_facts,
    without_owner,
)
from .precedence import GRADES, SourceKind, classify_source, contradictions, ranked, winner
from .projection import Winner, project, provenance

__all__ = [
    "GRADES",
    "REGISTRY_SOURCES",
    "Changes",
    "Fact",
    "SourceKind",
    "Stamp",
    "Winner",
    "as_of",
    "canonical",
    "classify_source",
    "confirmations",
    "contradictions",
    "diff",
    "edits",
    "harvest_source",
    "is_empty",
    "key",
    "project",
    "provenance",
    "ranked",
    "same_value",
    "standing_facts",
    "winner",
    "without_owner",
]
