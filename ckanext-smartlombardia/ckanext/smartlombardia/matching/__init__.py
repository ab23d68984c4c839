"""Which records are one record, one product, one derived from another, or do the same job; and why.

    from ckanext.smartlombardia.matching import MatchRecord, match

    result = match([MatchRecord(id="1", name="Protocollo Alfa", vendor="Beta S.r.l."), ...])

Nothing here knows CKAN. Labels and decisions are never needed; scores are sums of readable weights.
"""

from typing import TYPE_CHECKING, Any

from .values import Band, Cluster, MatchRecord, Pair, Reason, Relation, Result, Variant, Verdict

if TYPE_CHECKING:
    from .pipeline import match

__all__ = [
    "Band",
    "Cluster",
    "MatchRecord",
    "Pair",
    "Reason",
    "Relation",
    "Result",
    "Variant",
    "Verdict",
    "match",
]


def __getattr__(name: str) -> Any:
    """`match` is loaded when it is first asked for: its libraries take over a second, and few processes match."""
    if name == "match":
        from .pipeline import match

        return match
    raise AttributeError(name)
