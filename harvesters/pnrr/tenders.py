"""Tenders of a project: what was bought, when it was published and awarded. Who won may be a person: only counted.

What a tender costs is no funding. The amount of the award is not read: in most rows it is the day of the award as a
spreadsheet counts days.
"""

from __future__ import annotations

from typing import Any

from ckanext.smartlombardia.harvesters.plain import filled
from ckanext.smartlombardia.harvesters.pnrr.money import to_decimal, to_number
from ckanext.smartlombardia.harvesters.pnrr.tables import ProjectRows
from ckanext.smartlombardia.harvesters.pnrr.titles import mend_text, separate_parts
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import Repair

MAX_TENDERS = 100  # of one project: the largest published has 72 with a CIG
MENDED = "Gli apostrofi persi nella fonte sono rimessi; i nomi di professionisti sono tolti."


def read_tenders(rows: ProjectRows) -> tuple[list[dict[str, Any]], list[Repair]]:
    """Tenders of a project, each CIG once, the oldest first, with what was mended.

    Those without a CIG are told apart by their object.
    """
    tenders: dict[str, dict[str, Any]] = {}
    repairs: list[Repair] = []
    for row in rows.tenders:
        cig = row["cig"].upper()
        published = separate_parts(row["oggetto_gara"])
        key = cig or published
        if not key or key in tenders:
            continue
        text = mend_text(published)
        if text != published and not repairs:
            repairs.append(Repair("tenders", published if "[" not in text else "", text, MENDED))
        amount = to_decimal(row["importo_complessivo_gara"])
        tender = {
            "object": text,
            "cig": codes.cig(cig),
            "published": codes.day(row["data_pubblicazione_del_cig"][:10]),
            "awarded": codes.day(row["data_aggiudicazione_definitiva"][:10]),
            "base_amount": to_number(amount) if amount else None,
            "winners": rows.winners.get(row["cig"]) if cig else None,
        }
        tenders[key] = filled(tender)
    oldest_first = sorted(tenders.values(), key=lambda tender: tender.get("published", "9"))
    return oldest_first[:MAX_TENDERS], repairs


def largest_tender(tenders: list[dict[str, Any]]) -> str:
    """The object of the tender that costs most: the works, where others are for their design."""
    largest = max(tenders, key=lambda tender: tender.get("base_amount", 0), default={})
    return str(largest.get("object", ""))
