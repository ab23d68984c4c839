"""Registrations as clerks of many towns type them: as many rows as wanted, each with its true product.

    python tests/benchmarks/matching/generator.py ROWS OUT.csv

What goes wrong, and how often, was counted in the labelled set of 262 registrations of 50 products that clerks of
Lombard towns might type (`lombardia_dev.csv`, see docs/matching.md). It was counted before any method ran on these rows
and is not to be moved after a look at a method's figure:

- a product has as many rows as one of the 50, 1 to 18;
- the product stands in the name of 199 of 262 rows, in no more than the description of 49; of most others only the
  vendor tells it;
- where the name says it, 125 of 199 write it as the product does, 50 in other case, 24 join or split its words; 132 add
  words: what it is for, what kind of thing it is, which office uses it, whose it is;
- 64 of 262 leave out the vendor; of the others 146 write its usual name with some legal form, 27 add a word, 25 name
  another: who installed it, the group that bought it;
- 149 of 262 leave out the address; of the others 96 of 113 give the usual site, 17 another, such as the town's own;
  20 of 113 give a page of it;
- 22 of 262 choose another function, 53 describe nothing, 214 leave out the version.

Names are of the kinds that the same 50 products have: one made-up word, several words that others use, too, a short
acronym, the vendor's own name. How often words are added is counted; which ones and where is not, that is made up.
Nothing in it is real (CC0). The same rows for the same number and seed.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ckanext.smartlombardia import vocabularies

IN_NAME, IN_TEXT = 199 / 262, 49 / 262
AS_IT_IS, OTHER_CASE = 125 / 199, 50 / 199
MORE_WORDS = 132 / 199
SLIP = 0.03
"""«Municipum», «xprotec», «schol e-suite» and four more, of 262."""
NO_VENDOR, LONGER_VENDOR, OTHER_VENDOR = 64 / 262, 27 / 198, 25 / 198
NO_SITE, OTHER_SITE, A_PAGE = 149 / 262, 17 / 113, 20 / 113
OTHER_FUNCTION, NO_TEXT, NO_VERSION = 22 / 262, 53 / 262, 214 / 262

ONE_WORD, MORE, ACRONYM = 0.5, 0.3, 0.1
"""Products with a name of one made-up word, of several words, of some letters; the rest bear their vendor's name."""
WITH_MADE = 0.75
"""Names of several words of which one is made up, so that about one product in 25 has the name of another one: 2 of the
50 have."""
NEW_VENDOR = 0.7
"""35 vendors of the 50 products."""
SIZES = (*[1] * 3, *[2] * 2, *[3] * 14, *[4] * 10, *[5] * 5, *[6] * 4, *[7] * 3, *[8] * 3, 10, 11, 11, 12, 17, 18)
"""Rows of each of the 50 products."""

SYLLABLES = re.findall(
    r"\w+",
    "al ba bri ca cer civ con da del dro eco el fa fer fin ga ger gi gra i ka la lex li lo lu ma mar mi mo na ne ni no "
    "nor o om or pa pel per po pra pro qui ra re ri ro ru sa se si so sta su ta te ti to tra u va ve vi vo xa ze zo",
)
ORDINARY = re.findall(
    r"\w+",
    "Area Center Charge Cloud City Civica Clienti Corporate Data Design Desk Doc Easy Energy Evidence Gov Green Group "
    "Informatica Isola Line Living Maps Master Mobility Net Next Open PA Planet Plus Point Portal Progetti Public Road "
    "School Security Service Sistemi Smart Soluzioni Sportello Studio Suite Team Technical Telematico Urban Visual Web",
)
KINDS = ("Piattaforma", "Software", "App", "Portale", "Sistema", "Programma", "Modulo", "Licenze", "Applicazione")
AFTER = re.findall(
    r"\w+",
    "app cloud comune web online centrale cittadini genitori scuole ragioneria segreteria comando parchi edifici "
    "client impianti ufficio contratto servizi scheda mobile Pro Enterprise Express Professional",
)
FORMS = ("S.r.l.", "SRL", "S.p.A.", "SPA", "srl", "spa", "s.r.l.", "", "", "")
TELLING = (
    "{n} per l'ufficio.",
    "Gestione con {n}, rinnovo annuale.",
    "Programma {n} usato dal comando.",
    "Servizio {n}, dati conservati dal fornitore.",
    "Prodotto {n} installato nel {y}.",
    "Invio delle pratiche con {n}.",
    "Quattro licenze {n}.",
)
SILENT = (
    "Usato dagli uffici per {f}.",
    "In uso dal {y}, rinnovo annuale.",
    "Installato con i fondi del bando regionale.",
    "Accesso dal sito, avvisi ai cittadini e statistiche per la giunta.",
    "Archivio storico e banca dati dell'ufficio tecnico.",
    "Consultazione da parte dei responsabili, esportazione in Excel.",
    "Acquistato dall'unione insieme ad altri due comuni.",
)

FIELDS = ("reg_id", "product_id", "name", "vendor", "function", "description", "url", "version")


@dataclass(frozen=True, slots=True)
class Product:
    """What is true of a product. `others` are further names of its vendor and of who sells it."""

    number: int
    name: str
    vendor: str
    others: tuple[str, ...]
    function: str
    site: str


@dataclass(frozen=True, slots=True)
class Job:
    """A function of the vocabulary: its label and what else people call it; not names of systems, laws and products."""

    label: str
    called: tuple[str, ...]


def registrations(number: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Rows in random order, with `product_id` as the truth."""
    chance = random.Random(seed)  # noqa: S311 nothing secret
    jobs = {job.label: job for job in _jobs()}
    rows: list[dict[str, str]] = []
    vendors: list[str] = []
    while len(rows) < number:
        product = _product(len(rows), chance, vendors, list(jobs))
        some = min(chance.choice(SIZES), number - len(rows))
        rows += [_row(product, chance, jobs) for _ in range(some)]
    chance.shuffle(rows)
    for at, row in enumerate(rows):
        yield {"reg_id": f"R{at}", **row}


def _jobs() -> Iterator[Job]:
    for concept in vocabularies.concepts("functions"):
        yield Job(
            concept.label["it"], tuple(term for term in concept.extra["also_called"].split("|") if term.islower())
        )


def _product(number: int, chance: random.Random, vendors: list[str], functions: list[str]) -> Product:
    if not vendors or chance.random() < NEW_VENDOR:
        vendors.append(_vendor(chance))
        vendor = vendors[-1]
    else:
        vendor = chance.choice(vendors)
    kind = chance.random()
    if kind < ONE_WORD:
        name = _word(chance).title()
    elif kind < ONE_WORD + MORE:
        first = _word(chance).title() if chance.random() < WITH_MADE else chance.choice(ORDINARY)
        name = " ".join([first, *chance.sample(ORDINARY, chance.choice((1, 1, 2)))])
    elif kind < ONE_WORD + MORE + ACRONYM:
        name = "".join(chance.choice("ABCDEFGILMNOPRSTUVZ") for _ in range(chance.choice((3, 4, 4, 5))))
    else:
        name = vendor
    site = f"{_joined(name)}.it" if chance.random() < 0.5 else f"{_joined(vendor)}.it"
    others = (_vendor(chance), chance.choice(vendors))
    return Product(number, name, vendor, others, chance.choice(functions), site)


def _vendor(chance: random.Random) -> str:
    """Half of them with a word that others use, too."""
    if chance.random() < 0.5:
        return f"{_word(chance).title()} {chance.choice(ORDINARY)}"
    return " ".join(_word(chance).title() for _ in range(chance.choice((1, 1, 2))))


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((2, 3, 3, 3, 4, 4))))


def _joined(name: str) -> str:
    return name.replace(" ", "").lower()


def _row(product: Product, chance: random.Random, jobs: dict[str, Job]) -> dict[str, str]:
    function = chance.choice(list(jobs)) if chance.random() < OTHER_FUNCTION else product.function
    place = chance.random()
    said = _said(product.name, chance)
    name = _with_words(said, product, jobs[function], chance) if place < IN_NAME else _general(jobs[function], chance)
    text = _text(product, said if IN_NAME <= place < IN_NAME + IN_TEXT else "", jobs[function], chance)
    return {
        "product_id": str(product.number),
        "name": name,
        "vendor": _seller(product, chance)
        if place < IN_NAME + IN_TEXT
        else f"{product.vendor} {chance.choice(FORMS)}".strip(),
        "function": function,
        "description": text,
        "url": "" if chance.random() < NO_SITE else _address(product, chance),
        "version": "" if chance.random() < NO_VERSION else chance.choice(("SaaS", "n.d.", "2021", "1.3", "3", "cloud")),
    }


def _said(name: str, chance: random.Random) -> str:
    """A product's name as somebody writes it."""
    way = chance.random()
    if way >= AS_IT_IS + OTHER_CASE:
        name = name.replace(" ", "") if " " in name else _split(name, chance)
    elif way >= AS_IT_IS:
        name = chance.choice((name.upper(), name.lower()))
    return _slip(name, chance) if chance.random() < SLIP else name


def _split(name: str, chance: random.Random) -> str:
    if name.isupper():
        return ".".join(name) + "."
    at = chance.randrange(2, len(name) - 1) if len(name) > 3 else 2
    return f"{name[:at]}{chance.choice((' ', '-'))}{name[at:]}"


def _slip(name: str, chance: random.Random) -> str:
    """A letter left out, doubled, changed for another, or in the place of the next one."""
    at = chance.randrange(1, len(name))
    way, rest = chance.randrange(4), name[at + 1 :]
    if way == 3:
        return f"{name[:at]}{rest[:1]}{name[at]}{rest[1:]}"
    return name[:at] + ("", 2 * name[at], chance.choice("aeioulnrst"))[way] + rest


def _with_words(said: str, product: Product, job: Job, chance: random.Random) -> str:
    if chance.random() >= MORE_WORDS:
        return said
    way = chance.randrange(6)
    if way == 0:
        return f"{chance.choice(KINDS)} {said}"
    if way == 1:
        return f"{said} {chance.choice(AFTER)}"
    if way == 2:
        return f"{said} {chance.choice(('-', ''))} {_called(job, chance)}".replace("  ", " ")
    if way == 3:
        return f"{said} ({_called(job, chance)})"
    if way == 4:
        return f"{product.vendor} {chance.choice(('-', ''))} {said}".replace("  ", " ")
    return f"{_called(job, chance)} {chance.choice(('', '- '))}{said}"


def _general(job: Job, chance: random.Random) -> str:
    """A name that tells no product."""
    way = chance.random()
    if way < 0.6:
        return _called(job, chance).capitalize()
    return f"{chance.choice(KINDS)} {_called(job, chance)}" if way < 0.8 else f"{_called(job, chance)} comunale"


def _called(job: Job, chance: random.Random) -> str:
    return chance.choice((job.label, *job.called)) if chance.random() < 0.7 else job.label.split()[0].lower()


def _seller(product: Product, chance: random.Random) -> str:
    if chance.random() < NO_VENDOR:
        return ""
    way = chance.random()
    if way < OTHER_VENDOR:
        return chance.choice(product.others)
    vendor = chance.choice((product.vendor, product.vendor, product.vendor.upper()))
    more = f" {chance.choice(('Italia', 'Group', 'Milano', '(installatore)'))}"
    return f"{vendor}{more if way < OTHER_VENDOR + LONGER_VENDOR else ''} {chance.choice(FORMS)}".strip()


def _text(product: Product, telling: str, job: Job, chance: random.Random) -> str:
    if telling:
        return chance.choice(TELLING).format(n=telling, y=chance.randint(2008, 2026))
    silent: Sequence[str] = ("",) if chance.random() < NO_TEXT / (1 - IN_TEXT) else SILENT
    return chance.choice(silent).format(f=job.label.lower(), y=chance.randint(2008, 2026))


def _address(product: Product, chance: random.Random) -> str:
    site = product.site
    if chance.random() < OTHER_SITE:
        town = _word(chance)
        site = chance.choice((f"{_joined(product.name)}.comune.{town}.mi.it", f"{_joined(product.others[0])}.it"))
    page = f"/{_joined(product.name)}" if chance.random() < A_PAGE else chance.choice(("", "", "/"))
    return f"{chance.choice(('https://www.', 'https://www.', 'http://www.', 'https://', 'www.'))}{site}{page}"


def main() -> None:
    with Path(sys.argv[2]).open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, FIELDS)
        writer.writeheader()
        writer.writerows(registrations(int(sys.argv[1])))


if __name__ == "__main__":
    main()
