"""L. 190/2012, contracts that every body published until 2023 -> dated facts on bodies, of systems only.

Law 190/2012, article 1, paragraph 32, and resolution 39/2016 of ANAC: one XML a year (`datasetAppaltiL190.xsd` 1.3),
or an index of several (`datasetIndiceAppaltiL190.xsd` 1.0), each at an address that the body chose. There is no CPV, so
the object tells whether a lot is about a system. Many documents are none by their schema: two spellings of
`dataPubblicazioneDataset`, no namespace, envelopes, other encodings; what can be read is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.formats.errors import NotReadable
from ckanext.smartlombardia.formats.safe_xml import Element
from ckanext.smartlombardia.formats.xml_recovery import Damage, element_text, local_name, recover, root_of
from ckanext.smartlombardia.harvesters.anac.contract import Contract, amount, observation, select_wanted
from ckanext.smartlombardia.harvesters.documents import Get, refusal
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.registry.spelling import fold
from ckanext.smartlombardia.types import Document, Observation, Refused

DATASET, INDEX = "pubblicazione", "indici"
MAX_DOCUMENTS = 2_000  # of one index with all that it leads to
PUBLISHED = ("dataUltimoAggiornamentoDataset", "dataPubblicazioneDataset", "dataPubbicazioneDataset")
BODY_NAME = re.compile(r"\s*((?:comune|citta|provincia|unione|comunita)\b.*?)(?:\s+-\s.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edition:
    """Who published a dataset, of which year, and the day of which it speaks; empty where it is silent."""

    publisher: str = ""
    year: str = ""
    at: str = ""


def pages(get: Get, addresses: Sequence[str]) -> Iterator[Document | Refused]:
    """Each document, and those that an index leads to, each content once: an index may lead to itself or in circles."""
    for first in addresses:
        waiting, requested, contents = [first], {first}, set[str]()
        while waiting:
            address = waiting.pop(0)
            try:
                document = get(address)
            except FetchError as error:
                yield refusal(error)
                continue
            if document.sha256 in contents:
                continue
            contents.add(document.sha256)
            leads = document.leads if document.leads is not None else _leads(document)
            yield replace(document, leads=leads)
            fresh = [lead for lead in dict.fromkeys(leads) if lead not in requested]
            room = MAX_DOCUMENTS - len(requested)
            if len(fresh) > room:
                yield Refused(
                    address,
                    f"L’indice porta a più di {MAX_DOCUMENTS} documenti: gli altri {len(fresh) - room} non si leggono.",
                    "Aggiungete come fonti gli indici dei singoli anni.",
                )
            requested.update(fresh[:room])
            waiting += fresh[:room]


def recognises(document: Document) -> bool:
    """Whether a document is a dataset or an index, also in an envelope."""
    return bool(root_of(document.content, (DATASET, INDEX)))


def read(document: Document) -> Iterator[Observation | Refused]:
    """The contracts of a dataset; an index has none of its own."""
    try:
        if root_of(document.content, (DATASET, INDEX)) == INDEX:
            damage = [entry for entry in _index(document.content) if isinstance(entry, Damage)]
            yield from (_fault(document.url, entry) for entry in damage)
            return
        for entry in select_wanted(_contracts(document)):
            yield observation(entry, document.url) if isinstance(entry, Contract) else entry
    except NotReadable as error:
        yield Refused(document.url, error.why, error.remedy)


def _leads(document: Document) -> tuple[str, ...]:
    """The addresses that an index names; none of a dataset, and of a document that cannot be read."""
    if root_of(document.content, (DATASET, INDEX)) != INDEX:
        return ()
    try:
        links = [link for link in _index(document.content) if isinstance(link, str)]
    except NotReadable:
        return ()
    return tuple(dict.fromkeys(filter(None, (codes.url(urljoin(document.url, link)) for link in links))))


def _index(content: bytes) -> Iterator[str | Damage]:
    for element in recover(content, INDEX, ("linkDataset",)):
        yield element if isinstance(element, Damage) else element_text(element)


def _contracts(document: Document) -> Iterator[Contract | Refused]:
    """The lots that somebody won, in their order; then what is wrong with the document."""
    edition = Edition()
    for element in recover(document.content, DATASET, ("metadata", "lotto")):
        if isinstance(element, Damage):
            yield _fault(document.url, element)
        elif local_name(element) == "metadata":
            edition = _edition(element)
        elif (contract := _contract(element, edition)).winners:
            yield contract


def _fault(url: str, damage: Damage) -> Refused:
    if damage.is_cut:
        return Refused(
            url,
            f"Il documento è interrotto dopo la riga {damage.line}: quello che viene prima è stato letto.",
            "Pubblicate di nuovo il documento intero.",
        )
    place = f", il primo alla riga {damage.line}" if damage.line else ""
    return Refused(
        f"{url}#xml",
        f"Il documento ha {damage.faults} errori di XML{place}: quello che si capisce è stato letto.",
        "Controllate il documento con lo schema datasetAppaltiL190.xsd.",
    )


def _edition(metadata: Element) -> Edition:
    values = _texts(metadata)
    year = values.get("annoRiferimento", "")
    year = year if re.fullmatch("[12][0-9]{3}", year) else ""
    at = next(filter(None, (codes.day(values.get(name, "")[:10]) for name in PUBLISHED)), None)
    return Edition(values.get("entePubblicatore", ""), year, at or (f"{year}-12-31" if year else ""))


def _contract(lot: Element, edition: Edition) -> Contract:
    values = _texts(lot)
    office = _texts(_child(lot, "strutturaProponente"))
    times = _texts(_child(lot, "tempiCompletamento"))
    buyer = _buyer(office.get("denominazione", ""), edition.publisher)
    code = office.get("codiceFiscaleProp", "")
    return Contract(
        cig=codes.cig(values.get("cig", "")) or "",  # many are cut short or say that there is none
        buyer=buyer,
        buyer_code=code,
        title=values.get("oggetto", ""),
        cpv="",
        procedure=values.get("sceltaContraente", ""),
        start=times.get("dataInizio", ""),
        end=times.get("dataUltimazione", ""),
        amount=amount(values.get("importoAggiudicazione")),
        at=edition.at,
        edition=f"{code or fold(buyer)}/{edition.year}",
        winners=list(_winners(_child(lot, "aggiudicatari"))),
    )


def _buyer(office: str, publisher: str) -> str:
    """The body that an office's name begins with («Comune di Milano - Direzione cultura»), else the publisher."""
    match = BODY_NAME.fullmatch(office)
    return match[1] if match else publisher or office


def _winners(winners: Element | None) -> Iterator[tuple[str, str]]:
    """Name and tax code of each winner, alone or in a group."""
    for element in winners.iter() if winners is not None else ():
        if local_name(element) in ("aggiudicatario", "membro"):
            values = _texts(element)
            name = values.get("ragioneSociale", "")
            if name:
                yield name, values.get("codiceFiscale") or values.get("identificativoFiscaleEstero", "")


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _texts(element: Element | None) -> dict[str, str]:
    """The texts of the children of an element by their names, the first of each."""
    texts: dict[str, str] = {}
    for child in element if element is not None else ():
        if name := local_name(child):
            texts.setdefault(name, element_text(child))
    return texts
