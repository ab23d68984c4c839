"""What the normaliser mended in a graph -> the repairs of one record, in the names of its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdflib import Graph, Literal
from rdflib.term import Node as Term

from ckanext.smartlombardia.dcatapit.normaliser import MAILBOXES, SITES, Mended
from ckanext.smartlombardia.dcatapit.reader import RECORDS
from ckanext.smartlombardia.dcatapit.terms import RDF
from ckanext.smartlombardia.harvesters.datasets import VOCABULARY
from ckanext.smartlombardia.types import Repair

Log = Mapping[str, Sequence[Mended]]
DEEPEST = 4
MAILBOX = "Casella scritta senza «mailto:» davanti."
SITE = "Indirizzo di un sito scritto senza «http://» davanti."
NAMESPACE = "Lo spazio dei nomi non è quello del vocabolario."


def of(graph: Graph, ref: Term, log: Log) -> list[Repair]:
    """The repairs on a record and on the nodes that belong to it. `field` is the property, by its IRI."""
    found, level, seen = [], [ref], {ref}
    for _ in range(DEEPEST):
        found += [one for node in level for one in log.get(str(node), ())]
        level = [one for node in level for one in graph.objects(node) if not isinstance(one, Literal)]
        level = [
            one for one in dict.fromkeys(level) if one not in seen and not RECORDS & set(graph.objects(one, RDF.type))
        ]
        seen.update(level)
    repairs = (Repair(one.property, one.old, one.new, _why(one)) for one in sorted(set(found)))
    return list(dict.fromkeys(repairs))


def _why(one: Mended) -> str:
    if one.property in (one.new, str(RDF.type)):
        return NAMESPACE
    if one.property in map(str, SITES):
        return SITE
    return MAILBOX if one.property in map(str, MAILBOXES) else VOCABULARY
