"""Registrations as they might come from many regions: as many rows as wanted, each with its true product.

    python tests/benchmarks/matching/generator.py ROWS OUT.csv

Products have a brand of syllables (shared ones, so that names are near each other), a vendor with a legal form, a
function and perhaps a site. Clerks then write them with slips, joined or split words, a version, an edition, another
case, no vendor, no site, or a function that is not the main one. Nothing in it is real (CC0). The same rows for the
same number and seed.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ckanext.smartlombardia import vocabularies

SYLLABLES = re.findall(
    r"\w+",
    "al ba bri ca cer civ con da del dro eco el fa fer fin ga ger gi gra i ka la lex li lo lu ma mar mi mo na ne ni no "
    "nor o om or pa pel per po pra pro qui ra re ri ro ru sa se si so sta su ta te ti to tra u va ve vi vo xa ze zo",
)
SECOND = ("Suite", "Next", "Cloud", "PA", "Gov", "Net", "Web", "Plus", "Data", "City", "Smart", "Easy", "Desk", "Doc")
FORMS = ("S.r.l.", "SRL", "S.p.A.", "SPA", "srl", "spa", "s.r.l.", "")
EDITIONS = ("", "", "", "", "", "", "", " Enterprise", " Cloud", " 2.0", " SaaS", " Pro")
SAYS = ("Gestione di {f}.", "Software per {f}.", "{n} per {f}", "In uso dal {y}.", "", "", "")
OTHER_FUNCTION, NO_VENDOR, NO_SITE, SLIP, JOINED = 0.09, 0.25, 0.4, 0.12, 0.08
OWN_SITE, HOME_PAGE = 0.4, 0.6
"""Products with a site of their own, the others stand on their vendor's; clerks that give the home page, not a page."""

LARGEST = 40
"""Rows of one product at most; most have a few."""

FIELDS = ("reg_id", "product_id", "name", "vendor", "function", "description", "url", "version")


@dataclass(frozen=True, slots=True)
class Product:
    """What is true of a product."""

    number: int
    brand: str
    vendor: str
    function: str
    page: str


def registrations(number: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Rows in random order, with `product_id` as the truth."""
    chance = random.Random(seed)  # noqa: S311 nothing secret
    functions = [concept.label["it"] for concept in vocabularies.concepts("functions")]
    rows: list[dict[str, str]] = []
    vendors: list[str] = []
    while len(rows) < number:
        product = _product(len(rows), chance, vendors, functions)
        some = min(LARGEST, int(chance.paretovariate(1.1)), number - len(rows))
        rows += [_row(product, chance, functions) for _ in range(some)]
    chance.shuffle(rows)
    for at, row in enumerate(rows):
        yield {"reg_id": f"R{at}", **row}


def _product(number: int, chance: random.Random, vendors: list[str], functions: list[str]) -> Product:
    brand = _word(chance, 2, 4).title()
    if chance.random() < 0.35:
        brand += f" {chance.choice(SECOND)}"
    if not vendors or chance.random() < 0.4:
        vendors.append(" ".join(_word(chance, 2, 4).title() for _ in range(chance.randint(1, 2))))
    vendor = vendors[int(len(vendors) * chance.random() ** 2)]
    own, host = brand.replace(" ", "").lower(), vendor.split()[0].lower()
    page = f"www.{own}.it" if chance.random() < OWN_SITE else f"www.{host}.it/{own}"
    return Product(number, brand, vendor, chance.choice(functions), page)


def _word(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(least, most)))


def _row(product: Product, chance: random.Random, functions: list[str]) -> dict[str, str]:
    name = product.brand
    if chance.random() < SLIP:
        name = _slip(name, chance)
    if chance.random() < JOINED:
        name = name.replace(" ", "") if " " in name else f"{name[:3]} {name[3:]}"
    name += chance.choice(EDITIONS)
    name = chance.choice((name, name, name.upper(), name.lower()))
    function = chance.choice(functions) if chance.random() < OTHER_FUNCTION else product.function
    vendor = "" if chance.random() < NO_VENDOR else f"{product.vendor} {chance.choice(FORMS)}".strip()
    said = chance.choice(SAYS).format(f=function.lower(), n=product.brand, y=chance.randint(2008, 2026))
    return {
        "product_id": str(product.number),
        "name": name,
        "vendor": vendor,
        "function": function,
        "description": said,
        "url": "" if chance.random() < NO_SITE else _address(product.page, chance),
        "version": chance.choice(("", "", "1.0", "2024", "3.2.1")),
    }


def _address(page: str, chance: random.Random) -> str:
    shown = page.partition("/")[0] if chance.random() < HOME_PAGE else page
    return chance.choice(("https://", "http://", "", "https://")) + (shown if chance.random() < 0.8 else shown[4:])


def _slip(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name))
    return chance.choice((name[:at] + name[at + 1 :], name[:at] + name[at - 1] + name[at:], f"{name[:at]}e{name[at:]}"))


def main() -> None:
    with Path(sys.argv[2]).open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, FIELDS)
        writer.writeheader()
        writer.writerows(registrations(int(sys.argv[1])))


if __name__ == "__main__":
    main()
