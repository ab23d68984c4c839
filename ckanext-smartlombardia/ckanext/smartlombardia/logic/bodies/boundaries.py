"""Draw the boundaries of the municipalities from a published file; the shapes are stored in the state folder.

The file that we keep has, in units of the picture: `shapes`, a path for each IPA code; `places`, where each town is,
drawn as a point where it has no shape; `lines`, the borders of the provinces; `width` and `height`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from ckanext.smartlombardia import config, vocabularies
from ckanext.smartlombardia.formats import topojson
from ckanext.smartlombardia.formats.topojson import Point, Ring, Shape, Topology

WIDTH = 1600  # units of the picture, some 150 m each; its height follows from the land
CODE = "com_istat_code"

Boundaries = dict[str, Any]


def path() -> Path:
    """Where the shapes are kept."""
    return config.state_path() / "boundaries.json"


def load(content: bytes) -> dict[str, int]:
    """Draw the shapes of a published TopoJSON and keep them. Returns how many towns have a shape, how many a point.

    Raises NotReadable.
    """
    drawn = draw(topojson.read(content))
    path().parent.mkdir(parents=True, exist_ok=True)
    path().write_text(json.dumps(drawn, separators=(",", ":")), encoding="utf-8")
    return {"shapes": len(drawn["shapes"]), "points": len(drawn["places"].keys() - drawn["shapes"].keys())}


def read() -> Boundaries:
    """The shapes that are kept; points only where none were ever loaded."""
    if path().exists():
        return json.loads(path().read_text(encoding="utf-8"))
    return draw(Topology((), ()))


def draw(topology: Topology) -> Boundaries:
    """Shapes in units of the picture. What a merger was made of is drawn as one town."""
    towns = vocabularies.bodies("municipality")
    parts = _parts(topology)
    frame = _Frame([*_corners(topology.arcs), *((town.lon, town.lat) for town in towns if town.lon and town.lat)])
    shapes = {
        town.ipa: "".join(frame.path(ring, closed=True) for shape in parts[town.istat] for ring in shape.rings)
        for town in towns
        if town.istat in parts
    }
    places = {town.ipa: frame.place((town.lon, town.lat)) for town in towns if town.lon and town.lat}
    return {
        "width": WIDTH,
        "height": frame.height,
        "shapes": shapes,
        "places": places,
        "lines": "".join(frame.path(topology.arcs[number]) for number in _borders(topology)),
    }


def _parts(topology: Topology) -> dict[str, list[Shape]]:
    """Shapes by the ISTAT code of the town in the reference list: those that ended before go to their successor."""
    towns = {body.istat: body for body in vocabularies.bodies() if body.istat}
    listed = {body.ipa for body in vocabularies.bodies("municipality")}
    parts: dict[str, list[Shape]] = defaultdict(list)
    for shape in topology.shapes:
        town = towns.get(str(shape.properties.get(CODE, "")))
        while town and town.ipa not in listed and town.successor:
            town = vocabularies.body(town.successor)
        if town and town.istat:
            parts[town.istat].append(shape)
    return parts


def _borders(topology: Topology) -> Iterable[int]:
    """Arcs with different provinces on their two sides, or none on one."""
    provinces: dict[int, list[str]] = defaultdict(list)
    for shape in topology.shapes:
        for number in shape.arcs:
            provinces[number].append(str(shape.properties.get(CODE, ""))[:3])
    return sorted(number for number, sides in provinces.items() if len(sides) == 1 or len(set(sides)) > 1)


def _corners(arcs: Iterable[Ring]) -> Iterable[Point]:
    return (point for arc in arcs for point in arc)


class _Frame:
    """From degrees to the picture: equal steps in both directions at the middle latitude, north up."""

    def __init__(self, points: Iterable[Point]):
        xs, ys = zip(*points, strict=True)
        squeeze = cos(radians((min(ys) + max(ys)) / 2))
        self._left, self._top = min(xs), max(ys)
        self._unit_x = WIDTH / (max(xs) - min(xs))
        self._unit_y = self._unit_x / squeeze
        self.height = round((max(ys) - min(ys)) * self._unit_y)

    def place(self, point: Point) -> tuple[int, int]:
        return round((point[0] - self._left) * self._unit_x), round((self._top - point[1]) * self._unit_y)

    def path(self, ring: Ring, closed: bool = False) -> str:
        """An SVG path by steps, without the points that do not move; nothing for a ring smaller than a unit."""
        places = [self.place(point) for point in ring]
        points = [places[0], *(end for start, end in pairwise(places) if start != end)]
        if len(points) == 1:
            return ""
        steps = " ".join(_pair(x - left, y - top) for (left, top), (x, y) in pairwise(points))
        return f"M{_pair(*points[0])}l{steps}" + ("z" if closed else "")


def _pair(x: int, y: int) -> str:
    """Two numbers as briefly as SVG reads them: a minus parts them by itself."""
    return f"{x}{y}" if y < 0 else f"{x} {y}"
