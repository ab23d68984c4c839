"""The four tables of Italia Domani -> rows of each project (CUP), whatever table they stand in.

Columns are read by name; case, spaces and underscores do not matter, so both ways in which ReGiS writes them are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.tables import Table, column_key, read_csv
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import Document, Refused

Values = Mapping[str, str]

PROJECTS = (
    *("CUP", "Titolo progetto", "Sintesi progetto", "Codice Univoco Submisura", "Descrizione Submisura", "Stato CUP"),
    *("Soggetto attuatore", "Finanziamento Totale", "Finanziamento PNRR"),
)
OPTIONAL = (
    *("Titolo procedura", "CUP Descrizione Settore", "CUP Descrizione Sottosettore", "CUP Descrizione Categoria"),
    *("Codice fiscale soggetto attuatore", "Amministrazione Titolare", "Data aggiornamento"),
)
PLACES = ("cup", "regione", "provincia", "descrizione_provincia", "comune", "descrizione_comune")
TENDERS = (
    *("cup", "cig", "codice_univoco_submisura", "descrizione_submisura", "oggetto_gara", "data_pubblicazione_del_cig"),
    *("importo_complessivo_gara", "data_aggiudicazione_definitiva"),
)
WINNERS = ("cup", "cig", "codice_fiscalepiva", "denominazione_aggiudicatario", "ruolo_soggetto")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "tenders": TENDERS,
    "winners": WINNERS,
    "places": PLACES,
}
LOMBARDY = "3"
WIDTH = "La riga non ha tante celle quante l’intestazione."
NO_CUP = "Il CUP manca o non ha quindici lettere e cifre."
REMEDY = "Correggete la riga nel file."


@dataclass(slots=True)
class ProjectRows:
    """All rows of one CUP, by table. Of winners only the count is kept, by CIG: they may be persons."""

    projects: list[Values] = field(default_factory=list)
    places: list[Values] = field(default_factory=list)
    tenders: list[Values] = field(default_factory=list)
    winners: dict[str, int] = field(default_factory=dict)

    def is_in(self, provinces: Sequence[str]) -> bool:
        """Whether the project is in one of these provinces (ISTAT codes of three digits)."""
        return any(place["provincia"].zfill(3) in provinces for place in self.places)


def read_table(document: Document) -> tuple[str, Table]:
    """Which of the four tables a document is, and its rows. Raises NotReadable where it is none of them."""
    for kind, needs in NEEDS.items():
        try:
            return kind, _rename(read_csv(document.content, needs))
        except NotReadable:
            continue
    return "projects", _rename(read_csv(document.content, PROJECTS))


def _rename(table: Table) -> Table:
    """The table with our names of its columns."""
    return replace(table, columns=[_column_names().get(column_key(name), name) for name in table.columns])


@vocabularies.derived
def _column_names() -> dict[str, str]:
    """The name that we use for a column of projects, by how it is written without spaces and case."""
    funding = [row["column"] for row in vocabularies.rows("money_sources")]
    return {column_key(name): name for name in (*OPTIONAL, *funding)}


def join_rows(documents: list[Document]) -> Iterator[tuple[str, ProjectRows] | Refused]:
    """The rows of each CUP, in the order of the tables; rows that cannot be read are named first.

    Raises NotReadable where a document is none of the tables.
    """
    joined: dict[str, ProjectRows] = {}
    winners: set[tuple[str, str, str]] = set()
    for document in documents:
        kind, table = read_table(document)
        for row in table.rows():
            where = f"{document.url}, riga {row.number}"
            if row.wrong_width:
                yield Refused(where, WIDTH, REMEDY)
                continue
            values = row.values
            cup = codes.cup(values.get("CUP") or values.get("cup") or "")
            if cup is None:
                yield Refused(where, NO_CUP, REMEDY)
            elif kind == "places" and values["regione"].lstrip("0") != LOMBARDY:
                continue
            elif kind == "winners":
                winners.add((cup, values["cig"], values["codice_fiscalepiva"]))
            else:
                getattr(joined.setdefault(cup, ProjectRows()), kind).append(values)
    for cup, cig, _ in winners:
        if cup in joined:
            joined[cup].winners[cig] = joined[cup].winners.get(cig, 0) + 1
    yield from joined.items()
