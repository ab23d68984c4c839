"""Geographical metadata in ISO 19139 or ISO 19115-3, alone or in the answer of a CSW -> values.

ISO 19115 and 19119 as the INSPIRE technical guidelines (2.0) and the Italian RNDT profile use them; the Dublin Core
records of a catalogue that gives no others.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import dublin_core, safe_xml
from .errors import NotReadable
from .geo_metadata import Link, Metadata, Party
from .numbers import whole_number

HREF = "{http://www.w3.org/1999/xlink}href"
NO_LIMITS = "/LimitationsOnPublicAccess/noLimitations"
VALUE = ("{*}CharacterString", "{*}Anchor", "{*}PT_FreeText//{*}LocalisedCharacterString")
SHEETS = ("MD_Metadata", "MI_Metadata")  # the second is the first with what ISO 19115-2 adds for imagery
EXCEPTIONS = ("ExceptionReport", "ServiceExceptionReport")
EXCEPTION_REMEDY = (
    "Controllate che l’indirizzo sia quello del servizio CSW e che il catalogo dia schede ISO 19139 o Dublin Core."
)
EMPTY_REMEDY = "Segnalatelo a chi gestisce il catalogo: dovrebbe dare le schede in ISO 19139."


def read(content: bytes) -> tuple[list[Metadata], int | None]:
    """The sheets of a document, and where the next page of a CSW begins; None where there is none.

    Raises NotReadable: no XML, an error of the catalogue, no such metadata.
    """
    root = safe_xml.load(content)
    called = safe_xml.name(root)
    if called in EXCEPTIONS:
        raise NotReadable(f"Il catalogo risponde con un errore: «{_exception(root)}».", EXCEPTION_REMEDY)
    if called in SHEETS:
        return [_sheet(root)], None
    results = root.find(".//{*}SearchResults")
    if results is None and called != "GetRecordByIdResponse":
        raise NotReadable(
            "Il documento non è una scheda ISO 19139, né la risposta di un catalogo CSW.",
            "Indicate l’indirizzo del servizio CSW, oppure quello della scheda in XML.",
        )
    sheets = [_sheet(one) for name in SHEETS for one in root.iterfind(f".//{{*}}{name}")]
    sheets += [dublin_core.read(one) for name in dublin_core.RECORDS for one in root.iterfind(f".//{{*}}{name}")]
    announced = whole_number(results.get("numberOfRecordsMatched")) if results is not None else 0
    if announced and not sheets:
        raise NotReadable(
            f"Il catalogo annuncia {announced} schede e qui non ne dà nessuna che si legga.", EMPTY_REMEDY
        )
    return sheets, _following(results)


def is_exception(content: bytes) -> bool:
    """Whether a catalogue answers that it cannot give what is asked for."""
    try:
        return safe_xml.name(safe_xml.load(content)) in EXCEPTIONS
    except NotReadable:
        return False


def _exception(root: safe_xml.Element) -> str:
    """What an exception says, or else its code."""
    codes = (one.get("exceptionCode") or one.get("code") or "" for one in root.iter())
    return safe_xml.text(root)[:200] or next(filter(None, codes), "senza spiegazione")


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
        identifier=_value(root, "{*}fileIdentifier") or _value(root, "{*}metadataIdentifier/*/{*}code"),
        level=_code(root, "{*}hierarchyLevel") or _code(root, "{*}metadataScope/*/{*}resourceScope"),
        language=_code(about, "{*}language")
        or _code(root, "{*}language")
        or _code(about, "{*}defaultLocale/*/{*}language")
        or _code(root, "{*}defaultLocale/*/{*}language"),
        title=_value(about, f"{citation}/{{*}}title"),
        notes=_value(about, "{*}abstract"),
        code=_value(about, f"{citation}/{{*}}identifier/*/{{*}}code"),
        keywords=tuple(_values(about, "{*}descriptiveKeywords//{*}keyword")),
        topics=tuple(safe_xml.texts(about, "{*}topicCategory/{*}MD_TopicCategoryCode")),
        parties=tuple(_parties(root, about)),
        dates=_dates(about, f"{citation}/{{*}}date/{{*}}CI_Date"),
        stamp=safe_xml.text(
            root,
            "{*}dateStamp/{*}DateTime",
            "{*}dateStamp/{*}Date",
            "{*}dateInfo/{*}CI_Date/{*}date/{*}DateTime",
            "{*}dateInfo/{*}CI_Date/{*}date/{*}Date",
        ),
        lineage=_value(root, ".//{*}LI_Lineage/{*}statement"),
        limits=tuple(dict.fromkeys(limits)),
        open=open_to_all,
        links=tuple(_links(root, about)),
        formats=tuple(
            _values(root, ".//{*}distributionFormat/{*}MD_Format/{*}name")
            or _values(root, ".//{*}distributionFormat/{*}MD_Format/{*}formatSpecificationCitation/*/{*}title")
        ),
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
        name = _value(one, "{*}organisationName") or _value(one, "{*}party/{*}CI_Organisation/{*}name")
        yield Party(_code(one, "{*}role"), name, email)


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
        url = safe_xml.text(one, "{*}linkage/{*}URL", "{*}linkage/{*}CharacterString")
        if url:
            yield Link(url, _value(one, "{*}name"), _value(one, "{*}protocol"))
