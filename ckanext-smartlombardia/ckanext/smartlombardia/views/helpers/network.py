"""The picture of islands: where each group of towns stands, and the lines between them."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from typing import Any

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.views import api_calls

__all__ = ["sl_island", "sl_network"]

WIDTH, CELL, HUB = 600, 300, 26
RING, GAP = 52, 17  # radius of the first ring of towns, and between rings
MAX_TOWNS_DRAWN = 72  # towns of an island that are drawn; the others are counted
SHAPES = ("square", "circle", "triangle", "diamond")
NEAR, ONE_RING = 19, 24  # between towns of a ring; towns that fit in one ring
TOP, ROW = 150.0, 300.0  # the middle of the first row, and from row to row
MAX_ISLANDS_WITH_BREAKS = 3  # islands up to which every missing bridge is drawn

Row = dict[str, Any]


def sl_network(group: Mapping[str, Any]) -> Row:
    """Islands as a picture: width, height, islands (place, shape, towns), breaks between them."""
    islands = group["islands"][:6]
    places = _places(len(islands))
    drawn = [_island(island, number, place) for number, (island, place) in enumerate(zip(islands, places, strict=True))]
    breaks = []
    if len(drawn) <= MAX_ISLANDS_WITH_BREAKS:
        bridges = {tuple(pair) for pair in group.get("bridges", ())}
        pairs = [(index, other) for other in range(len(drawn)) for index in range(other)]
        breaks = [_break(drawn[index], drawn[other], (index, other) in bridges) for index, other in pairs]
    height = max((island["bottom"] for island in drawn), default=CELL) + 10
    return {"width": WIDTH, "height": height, "islands": drawn, "breaks": breaks, "more": len(group["islands"]) - 6}


def _places(number: int) -> list[tuple[float, float]]:
    """Centres of the islands: one in the middle, two side by side, a third below, then rows of two."""
    places: list[tuple[float, float]] = [
        (CELL / 2 if at % 2 == 0 else WIDTH - CELL / 2, TOP + ROW * (at // 2)) for at in range(number)
    ]
    return [*places[:2], (WIDTH / 2, TOP + ROW)] if number == MAX_ISLANDS_WITH_BREAKS else places


def _island(island: Mapping[str, Any], number: int, place: tuple[float, float]) -> Row:
    x, y = place
    below = y > TOP
    bodies = island["bodies"]
    spots = _rings(x, y, min(len(bodies), MAX_TOWNS_DRAWN))
    reach = max((((spot_x - x) ** 2 + (spot_y - y) ** 2) ** 0.5 for spot_x, spot_y in spots), default=RING)
    spoken = island["interfaces"][0] if island["interfaces"] else {}
    return {
        "x": x,
        "y": y,
        "reach": reach,
        "words": y + reach + 34 if below else y - reach - 40,
        "bottom": y + reach + (66 if below else 16),
        "shape": SHAPES[number % len(SHAPES)],
        "hub": (spoken.get("protocol") or "").upper() or v.label("standards", spoken.get("standard") or "")[:8],
        "name": sl_island(island),
        "count": len(bodies),
        "towns": [{"x": round(spot_x, 1), "y": round(spot_y, 1)} for spot_x, spot_y in spots],
    }


def sl_island(island: Mapping[str, Any]) -> str:
    """What the systems of an island speak, in words."""
    names = [
        interface["family"] or v.label("standards", interface["standard"], api_calls.language())
        for interface in island["interfaces"]
    ]
    return " + ".join(dict.fromkeys(names))


def _rings(x: float, y: float, number: int) -> list[tuple[float, float]]:
    """Places of towns around a hub, ring by ring."""
    spots: list[tuple[float, float]] = []
    radius = float(RING)
    while len(spots) < number:
        left = number - len(spots)
        if number <= ONE_RING:
            radius = max(radius, number * NEAR / (2 * pi))
        count = min(round(2 * pi * radius / NEAR), left)
        turn = -pi / 2
        spots += [
            (x + radius * cos(turn + 2 * pi * at / count), y + radius * sin(turn + 2 * pi * at / count))
            for at in range(count)
        ]
        radius += GAP
    return spots


def _break(start_island: Row, end_island: Row, bridge: bool) -> Row:
    """The line between two islands, from rim to rim, with its middle."""
    dx, dy = end_island["x"] - start_island["x"], end_island["y"] - start_island["y"]
    length = (dx**2 + dy**2) ** 0.5 or 1.0
    start, end = (start_island["reach"] + 14) / length, 1 - (end_island["reach"] + 14) / length
    if start >= end:
        start = end = 0.5
    first = (start_island["x"] + dx * start, start_island["y"] + dy * start)
    last = (start_island["x"] + dx * end, start_island["y"] + dy * end)
    return {
        "x1": round(first[0], 1),
        "y1": round(first[1], 1),
        "x2": round(last[0], 1),
        "y2": round(last[1], 1),
        "x": round((first[0] + last[0]) / 2, 1),
        "y": round((first[1] + last[1]) / 2, 1),
        "bridge": bridge,
        **_beside((first[0] + last[0]) / 2, (first[1] + last[1]) / 2, dx, dy),
    }


def _beside(x: float, y: float, dx: float, dy: float) -> Row:
    """Where the word of a line stands: above one that lies, outside of one that leans."""
    if abs(dx) > abs(dy):
        return {"tx": round(x, 1), "ty": round(y - 18, 1), "anchor": "middle"}
    return {"tx": round(x - 18 if dx > 0 else x + 18, 1), "ty": round(y + 6, 1), "anchor": "end" if dx > 0 else "start"}
