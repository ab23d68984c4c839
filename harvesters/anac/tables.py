"""Tables of the national database of contracts (BDNCP) as ANAC publishes them -> contracts.

https://dati.anticorruzione.it/opendata: one table of CIGs a month (CSV, `;`, also zipped), and tables of all years that
tell more of them by CIG: winners, awards, starts and ends of contracts, CUPs. Columns are read by name (table
`contract_columns`); a table that tells who buys what is one of contracts, any other with a CIG tells more of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Literal

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.table_stream import stream_rows, table_columns
from ckanext.smartlombardia.harvesters.anac.contract import Contract, amount, select_wanted
from ckanext.smartlombardia.harvesters.documents import with_content
from ckanext.smartlombardia.types import Document, Refused

TableKind = Literal["contracts", "details", ""]
Fields = Mapping[str, str]
JOINED = "application/vnd.smartlombardia.contracts+ndjson"  # contracts of a table with what other tables tell
NEEDED = frozenset({"cig", "title", "buyer"})
WON = "AGGIUDICATA"
MAIN_CPV = ("1", "1.0", "")
MAX_NAMED_ROWS = 100  # broken rows that a report names one by one


@dataclass(slots=True)
class Award:
    """What tables tell of one award of a lot: fields, and the winners with their tax codes."""

    fields: dict[str, str] = field(default_factory=dict)
    winners: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table of contracts: the document without its content, the lots wanted and broken rows."""

    document: Document
    entries: Sequence[Contract | Refused]


def table_kind(content: bytes) -> TableKind:
    """Whether a document is a table of contracts, one that tells more of them, or no such table."""
    fields = {_fields()[column] for column in table_columns(content) if column in _fields()}
    if fields >= NEEDED:
        return "contracts"
    return "details" if "cig" in fields and len(fields) > 1 else ""


def table_contracts(document: Document) -> Iterator[Contract | Refused]:
    """The contracts of a table that are won by its own columns, one for each winner, and its broken rows."""
    if document.media_type == JOINED:
        yield from _read_joined(document.content)
        return
    for entry in select_wanted(_contracts(document)):
        if isinstance(entry, Refused) or _is_won(entry):
            yield entry


def read_table(document: Document) -> ReadTable:
    """What is taken from a table of contracts, without the table itself."""
    return ReadTable(replace(document, content=b""), list(select_wanted(_contracts(document))))


def join_tables(tables: Sequence[ReadTable], details: Sequence[Document]) -> Iterator[Document | Refused]:
    """Tables of contracts, each with what the others tell of its lots.

    A table that tells more and cannot be read to its end is named.
    """
    lot_cigs = {entry.cig for table in tables for entry in table.entries if isinstance(entry, Contract)}
    awards: dict[str, dict[str, Award]] = defaultdict(lambda: defaultdict(Award))
    for document in details:
        try:
            _gather(document.content, lot_cigs, awards)
        except NotReadable as error:
            yield Refused(document.url, error.why, error.remedy)
    for table in tables:
        joined = (
            entry if isinstance(entry, Refused) else _with_award(entry, awards.get(entry.cig, {}))
            for entry in table.entries
        )
        content = "\n".join(filter(None, map(_line, joined))).encode()
        yield with_content(table.document, content, JOINED)


def _contracts(document: Document) -> Iterator[Contract | Refused]:
    """The lots of a table that are not cancelled, won or not, and its broken rows; each lot once for each winner."""
    broken = 0
    try:
        for row in stream_rows(document.content):
            if row.wrong_width:
                broken += 1
                if broken <= MAX_NAMED_ROWS:
                    yield _broken_row(document.url, row.number)
                continue
            fields = _read_fields(row.values)
            if not fields.get("cancelled") and fields.get("main_cpv", "") in MAIN_CPV:
                yield _contract(fields)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)
    if broken > MAX_NAMED_ROWS:
        yield Refused(
            f"{document.url}#righe",
            f"Altre {broken - MAX_NAMED_ROWS} righe non hanno tante celle quante l’intestazione.",
            "Segnalate il file alla fonte.",
        )


def _broken_row(url: str, number: int) -> Refused:
    return Refused(
        f"{url}, riga {number}",
        "La riga non ha tante celle quante l’intestazione: le altre sono state lette.",
        "Correggete la riga nel file, o segnalatela alla fonte.",
    )


def _contract(fields: Fields) -> Contract:
    """A row of a table. Who delegated the tender to another body is whose contract it is."""
    buyer = "delegating" if fields.get("delegating") else "buyer"
    return Contract(
        cig=fields.get("cig", "").upper(),
        buyer=fields.get(buyer, ""),
        buyer_code=fields.get(f"{buyer}_code", ""),
        title=fields.get("title") or fields.get("tender_title", ""),
        cpv=fields.get("cpv", ""),
        cup=fields.get("cup", ""),
        procedure=fields.get("procedure", ""),
        outcome=fields.get("outcome", ""),
        awarded=fields.get("awarded", ""),
        start=fields.get("start", ""),
        end=fields.get("closed") or fields.get("end", ""),
        amount=amount(fields.get("amount")),
        at=fields.get("at", ""),
        winners=_winner(fields),
    )


def _winner(fields: Fields) -> list[tuple[str, str]]:
    return [(fields["winner"], fields.get("winner_code", ""))] if fields.get("winner") else []


def _is_won(contract: Contract) -> bool:
    return contract.outcome.startswith(WON) or bool(contract.awarded)


def _gather(content: bytes, lot_cigs: Collection[str], awards: dict[str, dict[str, Award]]) -> None:
    """Add what a table tells of the lots in `lot_cigs`, award by award; a later row wins. Broken rows tell nothing."""
    for row in stream_rows(content):
        cig = row.values.get("cig", "").upper()
        if row.wrong_width or cig not in lot_cigs:
            continue
        fields = _read_fields(row.values)
        award = awards[cig][fields.pop("award", "").removesuffix(".0")]
        winner = _winner(fields)
        award.winners += [pair for pair in winner if pair not in award.winners]
        award.fields |= {name: value for name, value in fields.items() if value}


def _with_award(contract: Contract, awards: Mapping[str, Award]) -> Contract | None:
    """A lot with its last award; None where nobody won it. What names no award is about all of them."""
    won = [award for number, award in awards.items() if number and not _is_lost(award)]
    last = max(won, key=lambda award: award.fields.get("awarded", ""), default=Award())
    rest = awards.get("", Award())
    fields = {**rest.fields, **last.fields}
    details = Contract(
        contract.cig, "", "", "", "", cup=fields.get("cup", ""), awarded=fields.get("awarded", ""),
        outcome=fields.get("outcome", ""), start=fields.get("start", ""),
        end=fields.get("closed") or fields.get("end", ""), amount=amount(fields.get("amount")), at=fields.get("at", ""),
        winners=last.winners or rest.winners,
    )  # fmt: skip
    joined = replace(contract, **{name: value for name, value in asdict(details).items() if value})
    return joined if joined.winners or _is_won(joined) else None


def _is_lost(award: Award) -> bool:
    outcome = award.fields.get("outcome", "")
    return bool(outcome) and not outcome.startswith(WON)


def _line(entry: Contract | Refused | None) -> str:
    return json.dumps([type(entry).__name__, asdict(entry)], ensure_ascii=False) if entry else ""


def _read_joined(content: bytes) -> Iterator[Contract | Refused]:
    for line in content.splitlines():
        kind, fields = json.loads(line)
        if kind == Refused.__name__:
            yield Refused(**fields)
        else:
            yield Contract(**{**fields, "winners": [(name, code) for name, code in fields["winners"]]})


def _read_fields(values: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row; of columns that mean the same the first that is filled."""
    fields: dict[str, str] = {}
    for column, name in _fields().items():
        if (value := values.get(column)) and name not in fields:
            fields[name] = value
    return fields


@cache
def _fields() -> dict[str, str]:
    return {row["column"]: row["field"] for row in vocabularies.rows("contract_columns")}
