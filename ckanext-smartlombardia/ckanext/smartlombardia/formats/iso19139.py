"""Geographical metadata in ISO 19139, alone or in the answer of a CSW -> values.

ISO 19115 and 19119 as the INSPIRE technical guidelines (2.0) and the Italian RNDT profile use them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import safe_xml
from .errors import NotReadable
from .numbers import whole_number

HREF = "{http://www.w3.org/1999/xlink}href"
NO_LIMITS = "/LimitationsOnPublicAccess/noLimitations"
VALUE = ("{*}CharacterString", "{*}Anchor", "{*}PT_FreeText//{*}LocalisedCharacterString")
HOLDERS = ("owner", "custodian", "publisher", "pointOfContact", "author", "distributor")


@dataclass(frozen=True, slots=True)
class Link:
    """Where data or a service are, with the name and the protocol that are said of it."""

    url: str
    name: str
    protocol: str


@dataclass(frozen=True, slots=True)
class Party:
    """An organization that answers for something, in a role of the standard; never a person."""

    role: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """One sheet. `level` is dataset, series or service; `dates` are by creation, publication and revision."""

    identifier: str
    level: str
    language: str
    title: str
    notes: str
    code: str
    keywords: tuple[str, ...]
    topics: tuple[str, ...]
    parties: tuple[Party, ...]
    dates: dict[str, str]
    stamp: str
    lineage: str
    limits: tuple[str, ...]
    open: bool
    links: tuple[Link, ...]
    formats: tuple[str, ...]
    service: str

    @property
    def holder(self) -> Party | None:
        """Who answers for it, the owner before all others."""
        ranked = sorted((one for one in self.parties if one.name), key=lambda one: _rank(one.role))
        return ranked[0] if ranked else None


def read(content: bytes) -> tuple[list[Metadata], int | None]:
    """The sheets of a document, and where the next page of a CSW begins; None where there is none.

    Raises NotReadable: no XML, an error of the catalogue, no such metadata.
    """
    root = safe_xml.load(content)
    called = safe_xml.name(root)
    if called in ("ExceptionReport", "ServiceExceptionReport"):
        raise NotReadable(
            f"Il catalogo risponde con un errore: «{safe_xml.text(root)[:200]}».",
            "Controllate l’indirizzo: è quello del servizio CSW, senza altro dopo il punto interrogativo.",
        )
    if called == "MD_Metadata":
        return [_sheet(root)], None
    results = root.find(".//{*}SearchResults")
    if results is None and called != "GetRecordByIdResponse":
        raise NotReadable(
            "Il documento non è una scheda ISO 19139, né la risposta di un catalogo CSW.",
            "Indicate l’indirizzo del servizio CSW, oppure quello della scheda in XML.",
        )
    return [_sheet(one) for one in root.iterfind(".//{*}MD_Metadata")], _following(results)


def _following(results: safe_xml.Element | None) -> int | None:
    if results is None:
        return None
    following, matched = map(whole_number, (results.get("nextRecord"), results.get("numberOfRecordsMatched")))
    return following if following and matched and following <= matched else None


def _sheet(root: safe_xml.Element) -> Metadata:
    about = root.find("{*}identificationInfo/*")
    about = safe_xml.load(b"<none/>") if about is None else about
    citation = "{*}citation/{*}CI_Citation"
    limits = [*_values(about, ".//{*}useLimitation"), *_values(about, ".//{*}otherConstraints")]
    open_to_all = any(
        NO_LIMITS in one.get(HREF, "") for one in about.iterfind(".//{*}otherConstraints/{*}Anchor")
    )  # fmt: skip
    return Metadata(
        identifier=_value(root, "{*}fileIdentifier"),
        level=_code(root, "{*}hierarchyLevel"),
        language=_code(about, "{*}language") or _code(root, "{*}language"),
        title=_value(about, f"{citation}/{{*}}title"),
        notes=_value(about, "{*}abstract"),
        code=_value(about, f"{citation}/{{*}}identifier/*/{{*}}code"),
        keywords=tuple(_values(about, "{*}descriptiveKeywords//{*}keyword")),
        topics=tuple(safe_xml.texts(about, "{*}topicCategory/{*}MD_TopicCategoryCode")),
        parties=tuple(_parties(root, about)),
        dates=_dates(about, f"{citation}/{{*}}date/{{*}}CI_Date"),
        stamp=safe_xml.text(root, "{*}dateStamp/{*}DateTime", "{*}dateStamp/{*}Date"),
        lineage=_value(root, ".//{*}lineage/{*}LI_Lineage/{*}statement"),
        limits=tuple(dict.fromkeys(limits)),
        open=open_to_all,
        links=tuple(_links(root, about)),
        formats=tuple(_values(root, ".//{*}distributionFormat/{*}MD_Format/{*}name")),
        service=safe_xml.text(about, "{*}serviceType/{*}LocalName", "{*}serviceType/{*}ScopedName").lower(),
    )


def _value(element: safe_xml.Element, path: str) -> str:
    return next(iter(_values(element, path)), "")


def _values(element: safe_xml.Element, path: str) -> list[str]:
    found = (safe_xml.text(one, *VALUE) for one in element.iterfind(path))
    return list(dict.fromkeys(filter(None, found)))


def _code(element: safe_xml.Element, path: str) -> str:
    """The value of a code list, or the text where there is no code."""
    for one in element.iterfind(path):
        for inner in one:
            if said := (inner.get("codeListValue") or safe_xml.text(inner)).strip():
                return said
    return ""


def _parties(root: safe_xml.Element, about: safe_xml.Element) -> Iterator[Party]:
    where = [
        *about.iterfind(".//{*}citedResponsibleParty/*"),
        *about.iterfind("{*}pointOfContact/*"),
        *root.iterfind("{*}contact/*"),
    ]
    for one in where:
        email = _value(one, ".//{*}electronicMailAddress")
        yield Party(_code(one, "{*}role"), _value(one, "{*}organisationName"), email)


def _rank(role: str) -> int:
    return HOLDERS.index(role) if role in HOLDERS else len(HOLDERS)


def _dates(about: safe_xml.Element, path: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in about.iterfind(path):
        said = safe_xml.text(one, "{*}date/{*}DateTime", "{*}date/{*}Date")
        if said:
            found.setdefault(_code(one, "{*}dateType"), said)
    return found


def _links(root: safe_xml.Element, about: safe_xml.Element) -> Iterator[Link]:
    where = [
        *root.iterfind(".//{*}transferOptions//{*}onLine/{*}CI_OnlineResource"),
        *about.iterfind("{*}containsOperations//{*}connectPoint/{*}CI_OnlineResource"),
    ]
    for one in where:
        url = safe_xml.text(one, "{*}linkage/{*}URL")
        if url:
            yield Link(url, _value(one, "{*}name"), _value(one, "{*}protocol"))
