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
    sheets = [_sheet(element) for name in SHEETS for element in root.iterfind(f".//{{*}}{name}")]
    sheets += [
        dublin_core.read(element) for name in dublin_core.RECORDS for element in root.iterfind(f".//{{*}}{name}")
    ]
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
    """The text of an exception, or else its code."""
    codes = (element.get("exceptionCode") or element.get("code") or "" for element in root.iter())
    return safe_xml.text(root)[:200] or next(filter(None, codes), "senza spiegazione")


def _following(results: safe_xml.Element | None) -> int | None:
    if results is None:
        return None
    following, matched = map(whole_number, (results.get("nextRecord"), results.get("numberOfRecordsMatched")))
    return following if following and matched and following <= matched else None


def _sheet(root: safe_xml.Element) -> Metadata:
    identification = root.find("{*}identificationInfo/*")
    identification = safe_xml.load(b"<none/>") if identification is None else identification
    citation = "{*}citation/{*}CI_Citation"
    limits = [*_values(identification, ".//{*}useLimitation"), *_values(identification, ".//{*}otherConstraints")]
    open_to_all = any(
        NO_LIMITS in anchor.get(HREF, "") for anchor in identification.iterfind(".//{*}otherConstraints/{*}Anchor")
    )  # fmt: skip
    return Metadata(
        identifier=_value(root, "{*}fileIdentifier") or _value(root, "{*}metadataIdentifier/*/{*}code"),
        level=_code(root, "{*}hierarchyLevel") or _code(root, "{*}metadataScope/*/{*}resourceScope"),
        language=_code(identification, "{*}language")
        or _code(root, "{*}language")
        or _code(identification, "{*}defaultLocale/*/{*}language")
        or _code(root, "{*}defaultLocale/*/{*}language"),
        title=_value(identification, f"{citation}/{{*}}title"),
        notes=_value(identification, "{*}abstract"),
        code=_value(identification, f"{citation}/{{*}}identifier/*/{{*}}code"),
        keywords=tuple(_values(identification, "{*}descriptiveKeywords//{*}keyword")),
        topics=tuple(safe_xml.texts(identification, "{*}topicCategory/{*}MD_TopicCategoryCode")),
        parties=tuple(_parties(root, identification)),
        dates=_dates(identification, f"{citation}/{{*}}date/{{*}}CI_Date"),
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
        links=tuple(_links(root, identification)),
        formats=tuple(
            _values(root, ".//{*}distributionFormat/{*}MD_Format/{*}name")
            or _values(root, ".//{*}distributionFormat/{*}MD_Format/{*}formatSpecificationCitation/*/{*}title")
        ),
        service=safe_xml.text(identification, "{*}serviceType/{*}LocalName", "{*}serviceType/{*}ScopedName").lower(),
    )


def _value(element: safe_xml.Element, path: str) -> str:
    return next(iter(_values(element, path)), "")


def _values(element: safe_xml.Element, path: str) -> list[str]:
    texts = (safe_xml.text(child, *VALUE) for child in element.iterfind(path))
    return list(dict.fromkeys(filter(None, texts)))


def _code(element: safe_xml.Element, path: str) -> str:
    """The value of a code list, or the text where there is no code."""
    for child in element.iterfind(path):
        for inner in child:
            if code := (inner.get("codeListValue") or safe_xml.text(inner)).strip():
                return code
    return ""


def _parties(root: safe_xml.Element, identification: safe_xml.Element) -> Iterator[Party]:
    where = [
        *identification.iterfind(".//{*}citedResponsibleParty/*"),
        *identification.iterfind("{*}pointOfContact/*"),
        *root.iterfind("{*}contact/*"),
    ]
    for party in where:
        email = _value(party, ".//{*}electronicMailAddress")
        name = _value(party, "{*}organisationName") or _value(party, "{*}party/{*}CI_Organisation/{*}name")
        yield Party(_code(party, "{*}role"), name, email)


def _dates(identification: safe_xml.Element, path: str) -> dict[str, str]:
    dates: dict[str, str] = {}
    for date in identification.iterfind(path):
        day = safe_xml.text(date, "{*}date/{*}DateTime", "{*}date/{*}Date")
        if day:
            dates.setdefault(_code(date, "{*}dateType"), day)
    return dates


def _links(root: safe_xml.Element, identification: safe_xml.Element) -> Iterator[Link]:
    where = [
        *root.iterfind(".//{*}transferOptions//{*}onLine/{*}CI_OnlineResource"),
        *identification.iterfind("{*}containsOperations//{*}connectPoint/{*}CI_OnlineResource"),
    ]
    for resource in where:
        url = safe_xml.text(resource, "{*}linkage/{*}URL", "{*}linkage/{*}CharacterString")
        if url:
            yield Link(url, _value(resource, "{*}name"), _value(resource, "{*}protocol"))
