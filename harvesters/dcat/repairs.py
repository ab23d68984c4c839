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
MAX_DEPTH = 4
MAILBOX = "Casella scritta senza «mailto:» davanti."
SITE = "Indirizzo di un sito scritto senza «http://» davanti."
NAMESPACE = "Lo spazio dei nomi non è quello del vocabolario."


def list_repairs(graph: Graph, ref: Term, log: Log) -> list[Repair]:
    """List the repairs on a record and on the nodes that belong to it. `field` is the property, by its IRI."""
    entries, level, visited = [], [ref], {ref}
    for _ in range(MAX_DEPTH):
        entries += [entry for node in level for entry in log.get(str(node), ())]
        level = [child for node in level for child in graph.objects(node) if not isinstance(child, Literal)]
        level = [
            child
            for child in dict.fromkeys(level)
            if child not in visited and not RECORDS & set(graph.objects(child, RDF.type))
        ]
        visited.update(level)
    repairs = (Repair(entry.property, entry.old, entry.new, _why(entry)) for entry in sorted(set(entries)))
    return list(dict.fromkeys(repairs))


def _why(repair: Mended) -> str:
    if repair.property in (repair.new, str(RDF.type)):
        return NAMESPACE
    if repair.property in map(str, SITES):
        return SITE
    return MAILBOX if repair.property in map(str, MAILBOXES) else VOCABULARY
