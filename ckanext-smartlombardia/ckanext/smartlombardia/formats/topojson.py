"""TopoJSON: bytes -> shapes of longitude and latitude, and the lines between them.

https://github.com/topojson/topojson-specification, quantised topologies of polygons.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from .errors import NotReadable

BROKEN = (ValueError, LookupError, TypeError, AttributeError, StopIteration, RecursionError, OverflowError)
Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One area: its properties, its rings (outer ones and holes), and the numbers of the arcs that they are made of."""

    properties: Mapping[str, Any]
    rings: tuple[Ring, ...]
    arcs: frozenset[int]


@dataclass(frozen=True, slots=True)
class Topology:
    """Shapes, and the arcs that neighbours share, by number."""

    shapes: tuple[Shape, ...]
    arcs: tuple[Ring, ...]


def read(content: bytes) -> Topology:
    """The shapes of the first object of a topology. Raises NotReadable."""
    try:
        topology = json.loads(content)
        arcs = tuple(_arcs(topology))
        geometries = next(iter(topology["objects"].values()))["geometries"]
        return Topology(tuple(_shape(geometry, arcs) for geometry in geometries if geometry.get("arcs")), arcs)
    except BROKEN as error:
        raise NotReadable(
            "Il file dei confini non è un TopoJSON che si possa leggere.",
            "Controllate l’indirizzo: deve dare una topologia di poligoni.",
        ) from error


def _arcs(topology: Mapping[str, Any]) -> Iterator[Ring]:
    """Each arc in degrees; quantised ones hold steps from point to point."""
    transform = topology.get("transform")
    if transform is None:
        yield from (tuple((float(x), float(y)) for x, y, *_ in arc) for arc in topology["arcs"])
        return
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    for arc in topology["arcs"]:
        xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
        yield tuple((left + x * scale_x, bottom + y * scale_y) for x, y in zip(xs, ys, strict=True))


def _shape(geometry: Mapping[str, Any], arcs: Sequence[Ring]) -> Shape:
    polygons = {"Polygon": [geometry["arcs"]], "MultiPolygon": geometry["arcs"]}[geometry["type"]]
    numbers = [ring for polygon in polygons for ring in polygon]
    rings = tuple(_ring(ring, arcs) for ring in numbers)
    used = frozenset(number if number >= 0 else ~number for ring in numbers for number in ring)
    return Shape(geometry.get("properties") or {}, rings, used)


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Arcs one after the other; a negative number is an arc taken backwards. Where two meet, the point counts once."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return tuple(points)
