"""ANAC, contracts of the national database (BDNCP) -> dated facts on bodies, of software and IT services only.

Read as published, in three forms: OCDS 1.1 (https://dati.anticorruzione.it/opendata/ocds_en; `formats.ocds`), where a
lot is an item whose id is the CIG; the sheet of one CIG; tables by CIG, with the columns of the winner where they were
joined. A lot that nobody won is a tender, not a contract. A file may say the same lot several times: the last counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckanext.smartlombardia.formats import ocds
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.tables import read_csv
from ckanext.smartlombardia.harvesters.anac.contract import Contract, amount, is_wanted, latest, observation
from ckanext.smartlombardia.harvesters.documents import Get, each
from ckanext.smartlombardia.harvesters.plain import mapping, mappings, parsed, text
from ckanext.smartlombardia.types import Document, Observation, Refused

JsonObject = Mapping[str, Any]
NEEDS = ("cig", "oggetto_lotto", "cod_cpv", "denominazione_amministrazione_appaltante", "cf_amministrazione_appaltante")
SHEET = ("stazione_appaltante", "bando")
LOST = ("cancelled", "unsuccessful", "pending")  # states of an award that is none
WON = "AGGIUDICATA"


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each file in turn. One that cannot be had is named; the others are read."""
    return each(get, addresses)


def recognises(document: Document) -> bool:
    """Whether a document is one of the three forms."""
    try:
        if _is_table(document.content):
            return bool(read_csv(document.content, NEEDS))
        return _sheet(document.content) is not None or next(ocds.releases(document.content), None) is not None
    except NotReadable:
        return False


def read(document: Document) -> Iterator[Observation | Refused]:
    """One contract a lot. Which buyers are of Lombardy is for identity to say."""
    contracts_by_cig: dict[str, list[Contract]] = defaultdict(list)
    fault = None
    try:
        for contract in _contracts(document.content):
            contracts_by_cig[contract.cig].append(contract)
    except NotReadable as error:
        fault = Refused(document.url, error.why, error.remedy)
    for contracts in contracts_by_cig.values():
        yield observation(latest(contracts), document.url)
    if fault:
        yield fault


def _contracts(content: bytes) -> Iterator[Contract]:
    if _is_table(content):
        for row in read_csv(content, NEEDS).rows():
            if not row.wrong_width:
                yield from _of_row({name.lower(): value for name, value in row.values.items()})
    elif sheet := _sheet(content):
        yield from _of_sheet(sheet)
    else:
        for release in ocds.releases(content):
            yield from _of_release(release)


def _is_table(content: bytes) -> bool:
    return not content.startswith(ocds.GZIP) and content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in (b"{", b"[")


def _sheet(content: bytes) -> JsonObject | None:
    """The sheet of one CIG: small, and nothing else begins as it does."""
    sheet = parsed(content) if all(f'"{name}"'.encode() in content[:4096] for name in SHEET) else None
    return sheet if isinstance(sheet, dict) else None


def _of_release(release: JsonObject) -> Iterator[Contract]:
    tender = mapping(release.get("tender"))
    awards = [award for award in mappings(release.get("awards")) if award.get("status") not in LOST]
    items = [*mappings(tender.get("items")), *(item for award in awards for item in mappings(award.get("items")))]
    lots = {text(item.get("id")): item for item in items if is_wanted(_cpv(item))}
    name, code = _buyer(release)
    for cig, item in lots.items():
        award = _award(awards, item, alone=len({text(item.get("id")) for item in items}) == 1)
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
    award = next((row for row in mappings(sheet.get("aggiudicazione")) if text(row.get("ESITO")) == WON), None)
    if award is None or not is_wanted(text(main.get("COD_CPV"))):
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


def _of_row(row: Mapping[str, str]) -> Iterator[Contract]:
    """A row of the table of CIGs. Who delegated the tender to another body is whose contract it is."""
    won = row.get("esito", "").startswith(WON) or bool(row.get("data_aggiudicazione_definitiva"))
    main = row.get("flag_prevalente", "1") in ("1", "1.0", "")
    if not won or not main or row.get("motivo_cancellazione") or not is_wanted(row["cod_cpv"]):
        return
    delegated = bool(row.get("denominazione_sa_delegante"))
    winner = row.get("denominazione") or row.get("denominazione_aggiudicatario") or row.get("aggiudicatario", "")
    yield Contract(
        cig=row["cig"],
        buyer=row["denominazione_sa_delegante" if delegated else "denominazione_amministrazione_appaltante"],
        buyer_code=row.get("cf_sa_delegante" if delegated else "cf_amministrazione_appaltante", ""),
        title=row["oggetto_lotto"] or row.get("oggetto_gara", ""),
        cpv=row["cod_cpv"],
        cup=row.get("cup", ""),
        procedure=row.get("tipo_scelta_contraente", ""),
        awarded=row.get("data_aggiudicazione_definitiva", ""),
        start=row.get("data_stipula_contratto", ""),
        end=row.get("data_termine_contrattuale", ""),
        amount=amount(row.get("importo_aggiudicazione")),
        at=row.get("data_ultimo_perfezionamento") or row.get("data_comunicazione_esito", ""),
        winners=[(winner, row.get("codice_fiscale", ""))] if winner else [],
    )
