"""ANAC, contracts of the national database (BDNCP) -> dated facts on bodies, of systems and IT services only.

Read as published, in three forms: OCDS 1.1 (https://dati.anticorruzione.it/opendata/ocds_en; `formats.ocds`), where a
lot is an item or a lot whose id is the CIG; the sheet of one CIG; tables by CIG, joined with those of winners, awards
and contracts that stand among the addresses (`tables`). A lot that nobody won is a tender, not a contract. A file may
say the same lot several times: the last counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckanext.smartlombardia.formats import ocds
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.xml_recovery import root_of
from ckanext.smartlombardia.harvesters.anac import tables
from ckanext.smartlombardia.harvesters.anac.contract import (
    Contract,
    amount,
    merge_lots,
    observation,
    select_wanted,
)
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.harvesters.plain import mapping, mappings, parsed
from ckanext.smartlombardia.harvesters.plain import text as plain_text
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import Document, Observation, Refused

JsonObject = Mapping[str, Any]
SHEET = ("stazione_appaltante", "bando")
LOST = ("cancelled", "unsuccessful", "pending")  # states of an award that is none
NO_VALUE = ("nan", "none", "null", "n/a", "nd", "n.d.")  # as programs write that there is none
HEAD_BYTES = 64 * 1024
L190_ROOTS = ("pubblicazione", "indici")


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each file in turn, tables of contracts joined with those that tell more. One that cannot be had is named."""
    if len(addresses) == 1:
        yield from each(get, addresses)
        return
    lots: list[tables.ReadTable] = []
    details: list[Document] = []
    for page in each(get, addresses):
        kind = "" if isinstance(page, Refused) else tables.table_kind(page.content)
        if isinstance(page, Refused) or not kind:
            yield page
        elif kind == "contracts":
            lots.append(tables.read_table(page))
        else:
            details.append(page)
    yield from tables.join_tables(lots, details)


def recognises(document: Document) -> bool:
    """Whether a document is one of the three forms."""
    try:
        if tables.table_kind(document.content):
            return True
        return _sheet(document.content) is not None or next(ocds.releases(document.content), None) is not None
    except NotReadable:
        return False


def read(document: Document) -> Iterator[Observation | Refused]:
    """One contract a lot. Which buyers are of Lombardy is for identity to say."""
    contracts: list[Contract] = []
    refused: list[Refused] = []
    try:
        for entry in _contracts(document):
            if isinstance(entry, Contract):
                contracts.append(entry)
            else:
                refused.append(entry)
    except NotReadable as error:
        refused.append(Refused(document.url, error.why, error.remedy))
    for contract in merge_lots(contracts):
        yield observation(contract, document.url)
    yield from refused


def _contracts(document: Document) -> Iterator[Contract | Refused]:
    content = document.content
    if document.media_type == tables.JOINED or tables.table_kind(content) == "contracts":
        yield from tables.table_contracts(document)
    elif sheet := _sheet(content):
        yield from select_wanted(_of_sheet(sheet))
    elif root_of(content[:HEAD_BYTES], L190_ROOTS):
        raise NotReadable(
            "Il documento è quello della legge 190/2012, non della banca dati di ANAC.",
            "Aggiungetelo come fonte di tipo «Contratti pubblicati dall’ente (legge 190)».",
        )
    elif tables.table_kind(content) == "details":
        raise NotReadable(
            "La tabella non dice chi compra che cosa: completa altre tabelle di CIG.",
            "Aggiungete fra gli indirizzi della fonte anche le tabelle dei CIG, una al mese.",
        )
    else:
        yield from select_wanted(_of_releases(document))


def _sheet(content: bytes) -> JsonObject | None:
    """The sheet of one CIG: small, and nothing else begins as it does."""
    sheet = parsed(content) if all(f'"{name}"'.encode() in content[:4096] for name in SHEET) else None
    return sheet if isinstance(sheet, dict) else None


def _of_releases(document: Document) -> Iterator[Contract | Refused]:
    """The lots of all releases; where the file stops being one it is named after them."""
    try:
        for release in ocds.releases(document.content):
            if isinstance(release, ocds.BrokenLine):
                where = f"{document.url}, riga {release.number}"
                yield Refused(where, "La riga non è JSON.", "Segnalate il file alla fonte.")
            else:
                yield from _of_release(release)
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)


def text(value: Any) -> str:
    """A text or a number as text; empty also where it only says that there is none."""
    plain = plain_text(value)
    return "" if plain.casefold() in NO_VALUE else plain


def _of_release(release: JsonObject) -> Iterator[Contract]:
    """The lots of a release that were won; where no item is told, the tender is the lot."""
    tender = mapping(release.get("tender"))
    awards = [award for award in mappings(release.get("awards")) if award.get("status") not in LOST]
    items = [*mappings(tender.get("items")), *(item for award in awards for item in mappings(award.get("items")))]
    lots = {_cig(item): item for item in items or [{"id": tender.get("id")}]}
    name, code = _buyer(release)
    for cig, item in lots.items():
        award = _award(awards, item, alone=len(lots) == 1)
        if award is None:
            continue
        signed = next(
            (contract for contract in mappings(release.get("contracts")) if contract.get("awardID") == award.get("id")),
            {},
        )
        start, end = _period(signed.get("period"), award.get("contractPeriod"))
        yield Contract(
            cig=cig,
            buyer=name,
            buyer_code=code,
            title=text(item.get("description")) or text(tender.get("title")) or text(tender.get("description")),
            cpv=_cpv(item),
            cup=_cup(release),
            procedure=text(tender.get("procurementMethodDetails")),
            method=text(tender.get("procurementMethod")),
            awarded=text(award.get("date")),
            start=start or text(signed.get("dateSigned")),
            end=end,
            amount=_euro(signed.get("value")) or _euro(award.get("value")),
            at=text(release.get("date")),
            winners=_winners(release, award),
        )


def _cig(item: JsonObject) -> str:
    """The CIG of an item, which is its own id or that of its lot; its id where neither is one."""
    names = text(item.get("id")), text(item.get("relatedLot"))
    return next(filter(None, map(codes.cig, names)), names[0])


def _cpv(item: JsonObject) -> str:
    return text(mapping(item.get("classification")).get("id"))


def _award(awards: Sequence[JsonObject], item: JsonObject, alone: bool) -> JsonObject | None:
    """The award of a lot: that which names it, or any where the tender has no other lot."""
    lots = {text(item.get("id")), text(item.get("relatedLot"))} - {""}
    for award in awards:
        lot_ids = {text(entry.get("id")) for entry in mappings(award.get("items"))} | set(
            map(text, _list(award, "relatedLots"))
        )
        if lot_ids & lots or (alone and not lot_ids):
            return award
    return None


def _list(node: JsonObject, name: str) -> list[Any]:
    values = node.get(name)
    return values if isinstance(values, list) else []


def _buyer(release: JsonObject) -> tuple[str, str]:
    buyer = mapping(release.get("buyer")) or mapping(mapping(release.get("tender")).get("procuringEntity"))
    parties = mappings(release.get("parties"))
    party = next((party for party in parties if party.get("id") == buyer.get("id")), None) if buyer else None
    if party is None:
        party = next(
            (party for party in parties if {"buyer", "procuringEntity"} & set(map(text, _list(party, "roles")))), {}
        )
    return text(buyer.get("name")) or text(party.get("name")), _tax_code(party) or _tax_code(buyer)


def _winners(release: JsonObject, award: JsonObject) -> list[tuple[str, str]]:
    parties = {text(party.get("id")): party for party in mappings(release.get("parties"))}
    winners = []
    for supplier in mappings(award.get("suppliers")):
        party = parties.get(text(supplier.get("id")), {})
        winners.append((text(supplier.get("name")) or text(party.get("name")), _tax_code(party) or _tax_code(supplier)))
    return winners


def _tax_code(party: JsonObject) -> str:
    """The code of a party, which ANAC writes as its id."""
    identifier = text(mapping(party.get("identifier")).get("id")) or text(party.get("id"))
    return identifier.rpartition("-")[2].strip().upper()


def _period(*periods: Any) -> tuple[str, str]:
    """Start and end of the first period that says either."""
    for period in map(mapping, periods):
        start, end = text(period.get("startDate")), text(period.get("endDate"))
        if start or end:
            return start, end
    return "", ""


def _cup(release: JsonObject) -> str:
    budget = mapping(mapping(release.get("planning")).get("budget"))
    return text(budget.get("projectID")) or text(mapping(release.get("tender")).get("cup"))


def _euro(value: Any) -> float | None:
    money = mapping(value)
    return amount(money.get("amount")) if text(money.get("currency")) in ("", "EUR") else None


def _of_sheet(sheet: JsonObject) -> Iterator[Contract]:
    tender, buyer = mapping(sheet.get("bando")), mapping(sheet.get("stazione_appaltante"))
    main = next((cpv for cpv in mappings(tender.get("CPV")) if cpv.get("FLAG_PREVALENTE") in (1, "1")), {})
    award = next((row for row in mappings(sheet.get("aggiudicazione")) if text(row.get("ESITO")) == tables.WON), None)
    if award is None:
        return
    begun = next(iter(mappings(sheet.get("avvio_contratto"))), {})
    winners = [
        participant
        for participant in mappings(sheet.get("partecipanti"))
        if participant.get("FLAG_AGGIUDICATARIO") == award.get("ID_AGGIUDICAZIONE")
    ]
    yield Contract(
        cig=text(tender.get("CIG")),
        buyer=text(buyer.get("DENOMINAZIONE_AMMINISTRAZIONE_APPALTANTE")),
        buyer_code=text(buyer.get("CF_AMMINISTRAZIONE_APPALTANTE")),
        title=text(tender.get("OGGETTO_LOTTO")) or text(tender.get("OGGETTO_GARA")),
        cpv=text(main.get("COD_CPV")),
        cup=text(tender.get("CUP")),
        procedure=text(tender.get("TIPO_SCELTA_CONTRAENTE")),
        awarded=text(award.get("DATA_AGGIUDICAZIONE_DEFINITIVA")),
        start=text(begun.get("DATA_STIPULA_CONTRATTO")),
        end=text(begun.get("DATA_TERMINE_CONTRATTUALE")),
        amount=amount(award.get("IMPORTO_AGGIUDICAZIONE")),
        at=text(award.get("DATA_COMUNICAZIONE_ESITO")),
        winners=[(text(winner.get("DENOMINAZIONE")), text(winner.get("CODICE_FISCALE"))) for winner in winners],
    )
