"""IndicePA, the table of bodies ("enti") as CSV, TSV or XLSX -> one value a body. Persons stay out.

https://indicepa.gov.it/ipa-dati/dataset/enti; columns are read by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import sheets
from .errors import NotReadable
from .tables import column_key

COLUMNS = {
    "ipa": "codiceipa",
    "name": "denominazioneente",
    "tax_code": "codicefiscaleente",
    "category": "codicecategoria",
    "istat": "codicecomuneistat",
    "cadastral": "codicecatastalecomune",
}
OPTIONAL_COLUMNS = {"website": "sitoistituzionale"}
WRONG = ("Il file non è l’elenco degli enti di IndicePA.", "Serve la tabella «Enti» come CSV, TSV o XLSX.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A body of the list. `istat` and `cadastral` are those of the municipality where it has its seat."""

    ipa: str
    name: str
    tax_code: str
    category: str
    istat: str
    cadastral: str
    website: str = ""


def bodies(content: bytes) -> Iterator[Listed]:
    """The bodies of the list. Raises NotReadable."""
    rows = sheets.read(content)
    header = [column_key(cell) for cell in rows[0]] if rows else []
    if not set(COLUMNS.values()) <= set(header):
        raise NotReadable(*WRONG)
    present = COLUMNS | {part: column for part, column in OPTIONAL_COLUMNS.items() if column in header}
    places = {part: header.index(column) for part, column in present.items()}
    for cells in rows[1:]:
        values = {part: cells[at].strip() if at < len(cells) else "" for part, at in places.items()}
        if values["ipa"] and values["name"]:
            values |= {"ipa": values["ipa"].lower(), "name": " ".join(values["name"].split())}
            if values["istat"].isdecimal():
                values["istat"] = values["istat"].zfill(6)
            yield Listed(**values)
