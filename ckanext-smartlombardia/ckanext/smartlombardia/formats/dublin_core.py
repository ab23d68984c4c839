"""A record of a catalogue in Dublin Core (`csw:Record`, CSW 2.0.2 section 10) -> values.

It is what every CSW gives, where it does not give ISO 19139: less of everything, and no roles.
"""

from __future__ import annotations

from . import safe_xml
from .geo_metadata import Link, Metadata, Party

RECORDS = ("Record", "SummaryRecord", "BriefRecord")
PUBLISHED = ("issued", "created", "date")


def read(record: safe_xml.Element) -> Metadata:
    """The sheet of a record. Only its publisher is taken as who answers for it: creators may be persons."""
    publisher = safe_xml.text(record, "{*}publisher")
    return Metadata(
        identifier=safe_xml.text(record, "{*}identifier"),
        level="service" if safe_xml.text(record, "{*}type").lower() == "service" else "dataset",
        language=safe_xml.text(record, "{*}language"),
        title=safe_xml.text(record, "{*}title"),
        notes=safe_xml.text(record, "{*}abstract", "{*}description"),
        code="",
        keywords=tuple(safe_xml.texts(record, "{*}subject")),
        topics=(),
        parties=(Party("publisher", publisher, ""),) if publisher else (),
        dates={"publication": safe_xml.text(record, *(f"{{*}}{name}" for name in PUBLISHED))},
        stamp=safe_xml.text(record, "{*}modified"),
        lineage=safe_xml.text(record, "{*}source"),
        limits=tuple(safe_xml.texts(record, "{*}rights") + safe_xml.texts(record, "{*}accessRights")),
        open=False,
        links=tuple(_links(record)),
        formats=tuple(safe_xml.texts(record, "{*}format")),
        service="",
    )


def _links(record: safe_xml.Element) -> list[Link]:
    """Where the record says that its data are; the protocol stands in `scheme`."""
    elements = [*record.iterfind("{*}references"), *record.iterfind("{*}URI")]
    links = [
        (safe_xml.text(element), element.get("name", ""), element.get("scheme") or element.get("protocol") or "")
        for element in elements
    ]
    return [Link(url, name, protocol) for url, name, protocol in links if url.startswith(("http://", "https://"))]
