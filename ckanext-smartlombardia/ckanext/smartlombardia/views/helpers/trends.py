"""The picture of a trend: a bar a month, of the systems at each level, and the line of pairs that can exchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["sl_trend"]

LEVELS = ("L4", "L3", "L2", "L1", "L0", "unknown")
HEIGHT, STEP, BAR, LEFT = 160, 56, 36, 34


def sl_trend(points: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Width, height, bars (place, parts from the highest level down) and the line (points of the ratio)."""
    bars = [_bar(number, point) for number, point in enumerate(points)]
    line = [
        f"{_x(number) + BAR / 2:.0f},{HEIGHT - point['ratio'] * HEIGHT:.1f}"
        for number, point in enumerate(points)
        if point["ratio"] is not None
    ]
    return {"width": LEFT + STEP * len(points), "height": HEIGHT, "bars": bars, "line": line}


def _x(number: int) -> int:
    return LEFT + STEP * number + (STEP - BAR) // 2


def _bar(number: int, point: Mapping[str, Any]) -> dict[str, Any]:
    parts, top = [], 0.0
    for level in LEVELS:
        share = point["levels"].get(level, 0) / point["systems"] if point["systems"] else 0
        if share:
            parts.append({"level": level, "y": round(top, 1), "height": round(share * HEIGHT, 1)})
        top += share * HEIGHT
    return {"x": _x(number), "width": BAR, "day": point["day"], "parts": parts}
