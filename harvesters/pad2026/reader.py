"""PA digitale 2026, funded projects -> dated facts on bodies.

https://github.com/teamdigitale/padigitale2026-opendata: one CSV a measure and one of the bodies that are neither towns
nor schools; the columns changed over the years, so they are read by name. The service is in `avviso`, not in `misura`,
and told by the table `padigitale_services`. Funding is dated evidence, not adoption.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timezone
from functools import cache

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.tables import Row, read_csv
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.types import BodyRef, Document, Observation, Refused

FOLDER = "https://raw.githubusercontent.com/teamdigitale/padigitale2026-opendata/main/data"
MEASURES = ("11", "12", "131", "141", "143", "144", "145")
ADDRESSES = (
    *(f"{FOLDER}/candidature_finanziate_{measure}.csv" for measure in MEASURES),
    f"{FOLDER}/candidature_altrienti_finanziate.csv",
)
NEEDS = (
    *("codice_ipa", "comune", "cod_comune", "provincia", "cod_regione", "importo_finanziamento", "avviso"),
    *("data_invio_candidatura", "data_finanziamento", "codice_cup", "stato_candidatura"),
)
LOMBARDY = "03"


def pages(get: Get, addresses: Sequence[str] = ADDRESSES) -> Iterator[Document | Refused]:
    """Each file in turn. One that cannot be had is named; the others are read."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is such a table."""
    try:
        return bool(read_csv(document.content, NEEDS))
    except NotReadable:
        return False


def read(document: Document) -> Iterator[Observation | Refused]:
    """One funded project a row, of Lombardy only."""
    try:
        for row in read_csv(document.content, NEEDS).rows():
            where = f"{document.url}, riga {row.number}"
            if row.wrong_width:
                yield Refused(
                    where, "La riga non ha tante celle quante l’intestazione.", "Correggete la riga nel file."
                )
            elif row.values["cod_regione"].zfill(2) == LOMBARDY:
                yield _project(row, where, document.url)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)


def _project(row: Row, where: str, url: str) -> Observation | Refused:
    cells = row.values
    ipa, cup, call, state = (cells[name] for name in ("codice_ipa", "codice_cup", "avviso", "stato_candidatura"))
    if not (ipa and cup and call):
        return Refused(where, "Manca il codice IPA, il CUP o l’avviso.", "Completate la riga nel file.")
    if any("\n" in code for code in (ipa, cup, call)):
        return Refused(
            where,
            "Nella riga un paio di virgolette prende dentro le righe seguenti: non si sa di chi sia il progetto.",
            "Correggete le virgolette nel file: le righe prese dentro non sono state lette.",
        )
    if vocabularies.concept("funding_states", state) is None:
        return Refused(
            where, f"Lo stato «{state}» non è fra quelli previsti.", "Gli stati sono A, E ed R: correggete la riga."
        )
    amount = _amount(cells["importo_finanziamento"])
    if amount is None:
        return Refused(
            where, "L’importo non è un numero.", "Scrivete l’importo senza altri segni, per esempio 14000.0."
        )
    measure, service = service_of(call)
    state_date = _day(cells.get("data_stato_candidatura", ""))
    funded_on = _day(cells["data_finanziamento"])
    moment = state_date or (funded_on if state == "A" else None)
    value = {
        "measure": measure,
        "service": service,
        "call": call,
        "amount": amount,
        "state": state,
        "state_date": state_date and state_date.isoformat(),
        "funded_on": funded_on and funded_on.isoformat(),
        "cup": cup,
    }
    return Observation(
        body=_body(cells),
        name="funded_service",
        value=value,
        # a body that renounced may apply to the same call again, with the same CUP, on a later day
        guid="/".join((ipa.lower(), cup, call, cells["data_invio_candidatura"][:10])),
        object=cup,
        observed_at=datetime(moment.year, moment.month, moment.day, tzinfo=timezone.utc) if moment else None,
        url=url,
    )


def service_of(call: str) -> tuple[str, str]:
    """Measure and service of a call, by the first pattern of the table that it matches."""
    for pattern, measure, service in _services():
        if pattern.search(call):
            return measure, service
    return "", "other"


@cache
def _services() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = vocabularies.rows("padigitale_services")
    return tuple((re.compile(row["pattern"], re.IGNORECASE), row["measure"], row["service"]) for row in rows)


def _body(cells: Mapping[str, str]) -> BodyRef:
    """Whose project it is. The town's ISTAT code is the body's own only where the body is a town."""
    name = re.sub(r"^\(SOPPRESSO\)\s*", "", cells.get("ente", ""))
    town = cells.get("tipologia_ente", "Comuni") in ("Comune", "Comuni")
    istat = cells["cod_comune"] if town and re.fullmatch(r"\d{6}", cells["cod_comune"]) else None
    return BodyRef(cells["codice_ipa"].lower(), istat, name=name or cells["comune"], province=cells["provincia"])


def _amount(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
