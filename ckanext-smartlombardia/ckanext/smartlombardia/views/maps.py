"""Maps of the municipalities as pictures of their own: `/mappa/<theme>.svg`."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from html import escape

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.bodies import boundaries
from ckanext.smartlombardia.views import api_calls

blueprint = Blueprint("smartlombardia_maps", __name__)

SECONDS = 300  # for which a browser need not ask again
# the five classes of one hue, the hatching of what is not known, the borders
STYLE = (
    "path,circle{stroke:#fff;stroke-width:1}a:hover path,a:hover circle{stroke:#1a2733;stroke-width:4}"
    ".c0{fill:url(#q)}.c1{fill:#dbe7f3}.c2{fill:#a8c8e6}.c3{fill:#64a0d2}.c4{fill:#2470b3}.c5{fill:#0b3d73}"
    "circle.c0{stroke:#5d7083;stroke-width:3}"  # a point is too small for the hatching to be seen
    ".b{fill:none;stroke:#22384d;stroke-width:2.6;stroke-linejoin:round;pointer-events:none}"
)
HATCH = (
    '<pattern id="q" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="10" height="10" fill="#fff" stroke="none"/>'
    '<path d="M0 0v10" stroke="#5d7083" stroke-width="3"/></pattern>'
)
POINT = 9  # radius of a town without a shape


@blueprint.route("/mappa/<theme>.svg")
def picture(theme: str) -> ResponseReturnValue:
    """The map of a theme; each town bears its name and number, and leads to its page."""
    try:
        theme_map = tk.get_action("smartlombardia_map")(api_calls.context(), {"theme": theme})
    except tk.ValidationError:
        return tk.abort(404, tk._("There is no such map"))
    bounds = tuple((band["lo"], band["hi"]) for band in theme_map["classes"])
    drawn = boundaries.path()
    stamp = drawn.stat().st_mtime if drawn.exists() else 0.0
    body = _drawn(theme, tuple(sorted(theme_map["values"].items())), bounds, api_calls.language(), stamp)
    packed = "gzip" in tk.request.headers.get("Accept-Encoding", "")
    answer = Response(body if packed else gzip.decompress(body), mimetype="image/svg+xml")
    answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    return answer.make_conditional(tk.request)


@lru_cache(maxsize=16)
def _drawn(
    theme: str,
    values: tuple[tuple[str, int], ...],
    bounds: tuple[tuple[int, int | None], ...],
    language: str,
    stamp: float,
) -> bytes:
    """The picture, packed. `stamp` is the age of the boundaries: newer ones are drawn anew."""
    shapes, numbers = boundaries.read(), dict(values)
    concept = vocabularies.concept("map_themes", theme)
    assert concept is not None  # noqa: S101  the action has refused it
    unknown = concept.extra[f"unknown_{language}"]
    towns = "".join(
        f'<a href="/organization/{town.ipa}" target="_top" tabindex="-1">'
        f"{_mark(shapes, town.ipa, _level(numbers.get(town.ipa), bounds))}"
        f"<title>{escape(town.name)}: {numbers.get(town.ipa, unknown)}</title></a>"
        for town in vocabularies.bodies("municipality")
        if town.ipa in shapes["shapes"] or town.ipa in shapes["places"]
    )
    box = f"-4 -4 {shapes['width'] + 8} {shapes['height'] + 8}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" lang="{language}">'
        f"<title>{escape(concept.label[language])}</title><style>{STYLE}</style><defs>{HATCH}</defs>"
        f'{towns}<path class="b" d="{shapes["lines"]}"/></svg>'
    )
    return gzip.compress(svg.encode(), mtime=0)


def _mark(shapes: boundaries.Boundaries, ipa: str, level: int) -> str:
    if ipa in shapes["shapes"]:
        return f'<path class="c{level}" d="{shapes["shapes"][ipa]}"/>'
    x, y = shapes["places"][ipa]
    return f'<circle class="c{level}" cx="{x}" cy="{y}" r="{POINT}"/>'


def _level(value: int | None, bounds: tuple[tuple[int, int | None], ...]) -> int:
    """Number of the class, 0 where nothing is known."""
    if value is None:
        return 0
    return next((at for at, (lo, hi) in enumerate(bounds, 1) if lo <= value and (hi is None or value <= hi)), 0)
