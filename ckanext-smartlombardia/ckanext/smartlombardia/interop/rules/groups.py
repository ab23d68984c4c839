"""X rules: can systems that need to exchange do so?"""

from __future__ import annotations

from ..catalogue import rule
from ..exchange import Exchange
from ..values import Outcome


@rule("X-01")
def common_standard(picture: Exchange) -> Outcome:
    """CAD art. 1 dd, OASC MIM0: systems of whom we have proof share an interface standard."""
    return _together(picture)


@rule("X-05")
def same_eservice(picture: Exchange) -> Outcome:
    """E-services that do one job on PDND share an interface."""
    return _together(picture)


def _together(picture: Exchange) -> Outcome:
    if picture.known < 2 or not picture.pairs:
        return Outcome("unknown", "too-few-known")
    if len(picture.islands) > 1:
        return Outcome("fail", "divergent", saw={"gap": "R4a-NO-COMMON-STANDARD"})
    return Outcome("pass", "one-interface")
