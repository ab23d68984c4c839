"""Which records are one record, one product, one derived from another, or do the same job; and why.

    from ckanext.smartlombardia.matching import MatchRecord, match

    result = match([MatchRecord(id="1", name="Protocollo Alfa", vendor="Beta S.r.l."), ...])

Nothing here knows CKAN. Labels and decisions are never needed; scores are sums of readable weights.
"""

from .engine import match
from .values import Band, Cluster, MatchRecord, Pair, Reason, Relation, Result, Variant, Verdict

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
