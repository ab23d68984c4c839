"""Letters on findings: which findings a body or a vendor is written of, who may write, and the cells of the evidence.

The office writes to bodies on what concerns them, and to vendors on what is public; a body writes to its own vendors on
its own systems. Facts on contracts never stand in a letter of the office to a vendor, for such findings are not public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import ARRAY

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config
from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.logic.interop import finding_list, finding_visibility
from ckanext.smartlombardia.logic.records import fact_view
from ckanext.smartlombardia.model import FindingRow
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.reports import letters
from ckanext.smartlombardia.vocabularies.tables import Language

Row = dict[str, Any]
MOST = 30
"""Findings in one letter, the gravest first."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who sells a system, as its record or its product says. `key` tells one vendor from another."""

    name: str
    vat: str = ""

    @property
    def key(self) -> str:
        """The VAT number, or the name in small letters."""
        return self.vat or self.name.lower()


def write(asked: Mapping[str, Any], user: core.User | None, day: date, lang: Language) -> letters.Letter | None:
    """The letter that is asked for; None when there is nothing to write of that the writer may see."""
    to, body, vendor = asked["to"], (asked.get("body") or "").lower() or None, asked.get("vendor") or ""
    office = visibility.is_office(user)
    found = _findings(asked.get("finding"), body, vendor, user)
    if to == letters.VENDOR:
        found = [_about(one, vendor, body) for one in found if one["public"] or not office]
    elif body:
        found = [{**one, "evidence": sorted(one["evidence"], key=lambda row: row["body"] != body)} for one in found]
    found = [one for one in found if one["evidence"]]
    if not found or not (body or to == letters.VENDOR):
        return None
    told = [_told(one, lang) for one in found[:MOST]]
    sender = _named(config.office() if office else str(body), lang)
    addressee = _named(str(body), lang) if to == letters.BODY else _vendor(vendor, found, lang)
    who = letters.OFFICE if office else letters.BODY
    return letters.letter(to, who, sender, addressee, told, day, lang)


def possible(finding: Row, user: core.User | None) -> Row:
    """Whom this viewer may write to of a finding: bodies (IPA codes) and vendors (name, key) of their systems."""
    bodies = [body for body in finding["bodies"] if visibility.edits(user, body)] if user else []
    if not bodies or finding["observed"] != "failing":
        return {"bodies": [], "vendors": [], "to_vendors": False}
    office = visibility.is_office(user)
    rows = [row for row in finding["evidence"] if row["body"] in bodies]
    sold = {one.key: one.name for one in _vendors({row["record"] for row in rows}).values()}
    vendors = [{"key": key, "name": name} for key, name in sorted(sold.items(), key=lambda pair: pair[1].lower())]
    return {"bodies": bodies, "vendors": vendors, "to_vendors": finding["public"] or not office}


def _findings(number: int | None, body: str | None, vendor: str, user: core.User | None) -> list[Row]:
    """The open findings that a letter may be about, each with its evidence, the gravest first."""
    row = FindingRow
    query = sa.select(row).where(
        row.observed == "failing", row.handling != "excepted", finding_visibility.findings(user)
    )
    if number:
        query = query.where(row.id == number)
    if body:
        query = query.where(finding_visibility.about([body]))
    found = list(core.Session.scalars(query))
    if vendor and not number:
        known = _vendors({one["record"] for each in found for one in each.detail["evidence"]})
        sold = {record for record, one in known.items() if one.key == vendor}
        found = [one for one in found if any(each["record"] in sold for each in one.detail["evidence"])]
    told = sorted((finding_list.row(one) for one in found), key=finding_list.order)[:MOST]
    return [one for each in told if (one := finding_list.show(each["id"], user))]


def _about(one: Row, vendor: str, body: str | None) -> Row:
    """A finding with the evidence on systems of one vendor, or of any, and of one body, or of all."""
    rows = [row for row in one["evidence"] if not body or row["body"] == body]
    if vendor:
        known = _vendors({row["record"] for row in rows})
        rows = [row for row in rows if row["record"] in known and known[row["record"]].key == vendor]
    return {**one, "evidence": rows}


def _vendors(records: set[str]) -> dict[str, Vendor]:
    """Record -> its vendor, by what the record says, or its product, or the platform that an API belongs to."""
    package, product = core.Package, orm.aliased(core.Package)
    name, vat, software = (package.extras[key].astext for key in ("vendor_name", "vendor_vat", "software"))
    query = (
        sa.select(package.id, name, vat, product.extras["vendor_name"].astext, product.extras["vendor_vat"].astext,
                  package.extras["apis"])
        .outerjoin(product, product.id == software)
        .where(sa.or_(package.id.in_(records), package.extras["apis"].has_any(sa.cast(list(records), ARRAY(sa.Text)))))
    )  # fmt: skip
    found: dict[str, Vendor] = {}
    for id, named, number, made_by, maker, apis in core.Session.execute(query).tuples():
        if text := named or made_by:
            vendor = Vendor(text, (number if named else maker) or "")
            for record in [id, *(apis or ())]:
                found.setdefault(record, vendor)
    return {record: vendor for record, vendor in found.items() if record in records}


def _named(ipa: str, lang: Language) -> list[str]:
    """A body as it stands in a letter: its name, its code, and, of the office, the mailbox of the portal."""
    known = v.body(ipa)
    lines = [(known.official_name or known.name) if known else ipa, letters.named("ipa", lang, ipa=ipa)]
    if ipa == config.office() and config.contact():
        lines.append(str(config.contact()))
    return lines


def _vendor(key: str, found: list[Row], lang: Language) -> list[str]:
    """A vendor as it stands in a letter; one that nobody named is that of the system."""
    known = _vendors({row["record"] for one in found for row in one["evidence"]})
    vendor = next((one for one in known.values() if one.key == key), None)
    if vendor is None:
        return [letters.named("to_vendor_of", lang, system=found[0]["evidence"][0]["name"])]
    return [vendor.name, *([letters.named("vat", lang, vat=vendor.vat)] if vendor.vat else [])]


def _told(one: Row, lang: Language) -> Row:
    """A finding as a letter tells it."""
    return {
        "number": str(one["id"]),
        "title": one["title"][lang],
        "says": one["says"][lang],
        "remedy": one["remedy"][lang],
        "legal_source": one["legal_source"],
        "force": v.label("forces", one["force"], lang),
        "url": tk.url_for("smartlombardia_interop.finding", number=one["id"], qualified=True),
        "rows": [_cells(row, lang) for row in one["evidence"]],
    }


def _cells(row: Row, lang: Language) -> Row:
    plain = row["identifier"] in ("", row["name"], row["record"])
    grade = f"{row['grade']} {v.label('grades', row['grade'], lang)}"
    states = [fact_view.stated(value, lang) for value in row["states"].values()]
    return {
        "body": row["body_name"],
        "system": row["name"] if plain else f"{row['name']} ({row['identifier']})",
        "seen": ", ".join(filter(None, [row["technology"], *states])),
        "source": ", ".join(filter(None, [row["source_title"], _day(row["seen"]), grade])),
    }


def _day(moment: str | None) -> str:
    return f"{date.fromisoformat(moment[:10]):%d/%m/%Y}" if moment else ""
