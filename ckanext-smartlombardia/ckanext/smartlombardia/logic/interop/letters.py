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
MAX_FINDINGS = 30
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


def write_letter(
    request: Mapping[str, Any], user: core.User | None, day: date, lang: Language
) -> letters.Letter | None:
    """Write a letter on open findings (request as the action takes it); None without a finding the writer may see."""
    to, body, vendor = request["to"], (request.get("body") or "").lower() or None, request.get("vendor") or ""
    office = visibility.is_office(user)
    findings = _findings(request.get("finding"), body, vendor, user)
    if to == letters.VENDOR:
        findings = [_narrow_evidence(finding, vendor, body) for finding in findings if finding["public"] or not office]
    elif body:
        findings = [
            {**finding, "evidence": sorted(finding["evidence"], key=lambda row: row["body"] != body)}
            for finding in findings
        ]
    findings = [finding for finding in findings if finding["evidence"]]
    if not findings or not (body or to == letters.VENDOR):
        return None
    rows = [_to_letter_row(finding, lang) for finding in findings[:MAX_FINDINGS]]
    sender = _body_lines(config.office() if office else str(body), lang)
    addressee = _body_lines(str(body), lang) if to == letters.BODY else _vendor_lines(vendor, findings, lang)
    who = letters.OFFICE if office else letters.BODY
    return letters.letter(to, who, sender, addressee, rows, day, lang)


def list_addressees(finding: Row, user: core.User | None) -> Row:
    """List whom this viewer may write to about a finding: bodies (IPA codes), vendors (name, key) of their systems."""
    bodies = [body for body in finding["bodies"] if visibility.edits(user, body)] if user else []
    if not bodies or finding["observed"] != "failing":
        return {"bodies": [], "vendors": [], "to_vendors": False}
    office = visibility.is_office(user)
    rows = [row for row in finding["evidence"] if row["body"] in bodies]
    sold = {vendor.key: vendor.name for vendor in _vendors({row["record"] for row in rows}).values()}
    vendors = [{"key": key, "name": name} for key, name in sorted(sold.items(), key=lambda pair: pair[1].lower())]
    return {"bodies": bodies, "vendors": vendors, "to_vendors": finding["public"] or not office}


def _findings(number: int | None, body: str | None, vendor: str, user: core.User | None) -> list[Row]:
    """The open findings that a letter may be about, each with its evidence, the gravest first."""
    row = FindingRow
    query = sa.select(row).where(
        row.observed == "failing", row.handling != "excepted", finding_visibility.readable_findings(user)
    )
    if number:
        query = query.where(row.id == number)
    if body:
        query = query.where(finding_visibility.concerns([body]))
    findings = list(core.Session.scalars(query))
    if vendor and not number:
        vendors = _vendors({piece["record"] for finding in findings for piece in finding.detail["evidence"]})
        sold = {record for record, seller in vendors.items() if seller.key == vendor}
        findings = [
            finding for finding in findings if any(piece["record"] in sold for piece in finding.detail["evidence"])
        ]
    rows = sorted((finding_list.to_row(finding) for finding in findings), key=finding_list.sort_key)[:MAX_FINDINGS]
    return [finding for brief in rows if (finding := finding_list.describe_finding(brief["id"], user))]


def _narrow_evidence(finding: Row, vendor: str, body: str | None) -> Row:
    """A finding with the evidence on systems of one vendor, or of any, and of one body, or of all."""
    rows = [row for row in finding["evidence"] if not body or row["body"] == body]
    if vendor:
        vendors = _vendors({row["record"] for row in rows})
        rows = [row for row in rows if row["record"] in vendors and vendors[row["record"]].key == vendor]
    return {**finding, "evidence": rows}


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
    vendors: dict[str, Vendor] = {}
    for id, own_vendor, own_vat, product_vendor, product_vat, apis in core.Session.execute(query).tuples():
        if text := own_vendor or product_vendor:
            vendor = Vendor(text, (own_vat if own_vendor else product_vat) or "")
            for record in [id, *(apis or ())]:
                vendors.setdefault(record, vendor)
    return {record: vendor for record, vendor in vendors.items() if record in records}


def _body_lines(ipa: str, lang: Language) -> list[str]:
    """A body as it stands in a letter: its name, its code, and, of the office, the mailbox of the portal."""
    body = v.body(ipa)
    lines = [(body.official_name or body.name) if body else ipa, letters.format_text("ipa", lang, ipa=ipa)]
    if ipa == config.office() and config.contact():
        lines.append(str(config.contact()))
    return lines


def _vendor_lines(key: str, findings: list[Row], lang: Language) -> list[str]:
    """A vendor as it stands in a letter; one that nobody named is that of the system."""
    vendors = _vendors({row["record"] for finding in findings for row in finding["evidence"]})
    vendor = next((vendor for vendor in vendors.values() if vendor.key == key), None)
    if vendor is None:
        return [letters.format_text("to_vendor_of", lang, system=findings[0]["evidence"][0]["name"])]
    return [vendor.name, *([letters.format_text("vat", lang, vat=vendor.vat)] if vendor.vat else [])]


def _to_letter_row(finding: Row, lang: Language) -> Row:
    """Convert a finding to the row that the letter's template takes."""
    return {
        "number": str(finding["id"]),
        "title": finding["title"][lang],
        "says": finding["says"][lang],
        "remedy": finding["remedy"][lang],
        "legal_source": finding["legal_source"],
        "force": v.label("forces", finding["force"], lang),
        "url": tk.url_for("smartlombardia_interop.finding", number=finding["id"], qualified=True),
        "rows": [_cells(row, lang) for row in finding["evidence"]],
    }


def _cells(row: Row, lang: Language) -> Row:
    plain = row["identifier"] in ("", row["name"], row["record"])
    grade = f"{row['grade']} {v.label('grades', row['grade'], lang)}"
    states = [fact_view.to_text(value, lang) for value in row["states"].values()]
    return {
        "body": row["body_name"],
        "system": row["name"] if plain else f"{row['name']} ({row['identifier']})",
        "seen": ", ".join(filter(None, [row["technology"], *states])),
        "source": ", ".join(filter(None, [row["source_title"], _day(row["seen"]), grade])),
    }


def _day(moment: str | None) -> str:
    return f"{date.fromisoformat(moment[:10]):%d/%m/%Y}" if moment else ""
