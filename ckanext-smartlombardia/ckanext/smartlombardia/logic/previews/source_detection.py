"""An address that somebody pastes -> what kind of source answers there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ckanext.harvest.queue import get_harvester

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.logic.harvests import jobs
from ckanext.smartlombardia.types import Document, Refused

Get = Callable[[str], Document]
ELSEWHERE = ("missing", "forbidden", "unexpected")  # faults of an address beside which a catalogue may stand
UNKNOWN = (
    "A questo indirizzo non c’è niente che sappiamo leggere.",
    "Cercate sul sito l’indirizzo del catalogo, del file o della descrizione della API, e incollate quello.",
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The type of a source, and the address that it should have."""

    source_type: str
    address: str


def recognise(address: str, get: Get) -> Recognised | Refused:
    """The first type, in the order of the table `source_types`, that knows what the address answers.

    Where it answers with something else, such as a page for people, the usual places of catalogues are looked at.
    """
    fault = Refused(address, *UNKNOWN)
    try:
        document = get(address)
    except FetchError as error:
        fault = Refused(error.where, error.why, error.remedy)
        if error.cause not in ELSEWHERE:
            return fault
    else:
        for name, harvester in harvesters():
            if harvester.recognises(document):
                return Recognised(name, address)
    return _beside(address, get) or fault


def harvesters() -> Iterator[tuple[str, Any]]:
    """The types of source that this portal runs, in the order of the table."""
    for concept in vocabularies.concepts("source_types"):
        harvester = get_harvester(concept.code)
        if harvester is not None and jobs.is_ours(concept.code):
            yield concept.code, harvester


def _beside(address: str, get: Get) -> Recognised | None:
    tried = {address}
    for name, harvester in harvesters():
        for place, source in harvester.places(address).items():
            if place in tried:
                continue
            tried.add(place)
            try:
                document = get(place)
            except FetchError:
                continue
            if harvester.recognises(document):
                return Recognised(name, source)
    return None
