"""The rows of one project -> its record, or a fact on its body where it is no smart-city project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from typing import Any

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters.plain import filled
from ckanext.smartlombardia.harvesters.pnrr import titles
from ckanext.smartlombardia.harvesters.pnrr.money import sum_money
from ckanext.smartlombardia.harvesters.pnrr.tables import ProjectRows, Values
from ckanext.smartlombardia.harvesters.pnrr.tenders import largest_tender, read_tenders
from ckanext.smartlombardia.matching.projects import NONE, classify, project_from_fields
from ckanext.smartlombardia.registry import codes
from ckanext.smartlombardia.types import BodyRef, Grade, Observation, Record, Refused, Repair

PROGRAMME = "PNRR"
FACT = "funded_project"
PROVINCIAL = re.compile(r"^AMMINISTRAZIONE PROVINCIALE DI ", re.IGNORECASE)
TOWN = re.compile(r"^(?:COMUNE|CITTA'?|CITTÀ) (?:DI |D')", re.IGNORECASE)
SCHOOLS = re.compile(r"\bSCUOLE\b", re.IGNORECASE)
ALL_TOWNS = "0"
CODED_TITLE = "Il titolo della fonte è il codice di un modulo: vale la prima descrizione che si legge."
NO_BODY = "Il progetto compare solo nelle gare e nessun file dice chi lo attua."
NO_BODY_REMEDY = "Si aggiunge da sé quando il file dei progetti lo contiene."
SCHOOL = "L’ente è una scuola con il nome di un Comune: non si può dire quale."
SCHOOL_REMEDY = "Chiedete alla fonte il codice IPA della scuola."


def read_project(cup: str, rows: ProjectRows, url: str) -> Iterator[Record | Observation | Refused]:
    """One record, one fact or one refusal; nothing for a CUP of which only the place is published."""
    if not rows.projects and not rows.tenders:
        return
    body = find_body(rows)
    fields, repairs = read_fields(cup, rows)
    if body is None or isinstance(body, Refused):
        yield body or Refused(cup, NO_BODY, NO_BODY_REMEDY)
        return
    observed_at = _observed_at(rows)
    if classify(project_from_fields(fields)).domain == NONE:
        named = ("title", "measure", "measure_name", "status", "amount", "funding", "funding_programme", "cup")
        value = {name: fields[name] for name in named if name in fields} | {"tenders": len(fields.get("tenders", ()))}
        yield Observation(body, FACT, value, cup, object=cup, observed_at=observed_at, url=url)
        return
    grade: Grade = "E4" if rows.projects else "E1"
    yield Record("project", cup, fields, body, grade, observed_at, url, repairs)


def find_body(rows: ProjectRows) -> BodyRef | Refused | None:
    """Whose project it is: who carries it out, or the only town of a project that only towns may have.

    A province is named only for a town, whose name another region may have too.
    """
    if not rows.projects:
        return _find_town(rows)
    leading = rows.projects[0]
    name = PROVINCIAL.sub("PROVINCIA DI ", leading["Soggetto attuatore"])
    is_town = bool(TOWN.match(name))
    if is_town and SCHOOLS.search(leading.get("Titolo procedura", "")):
        return Refused(leading["CUP"], SCHOOL, SCHOOL_REMEDY)
    provinces = {place["descrizione_provincia"] for place in rows.places}
    tax_code = leading.get("Codice fiscale soggetto attuatore", "")
    return BodyRef(
        name=name,
        province=provinces.pop() if is_town and len(provinces) == 1 else None,
        tax_code=tax_code.zfill(11) if tax_code.isdecimal() else None,
    )


def _find_town(rows: ProjectRows) -> BodyRef | None:
    if not any(_is_for_towns(row["codice_univoco_submisura"]) for row in rows.tenders):
        return None
    towns = {(place["provincia"], place["comune"], place["descrizione_comune"]) for place in rows.places}
    if len(towns) != 1:
        return None
    province, town, name = towns.pop()
    if town == ALL_TOWNS or not name:
        return None
    return BodyRef(istat=_istat(province, town), name=f"Comune di {name}")


def _is_for_towns(measure: str) -> bool:
    """Whether a measure funds municipalities only (column `applicants` of the table `project_measures`)."""
    rows = vocabularies.rows("project_measures")
    return any(row["applicants"] == "municipality" and measure.startswith(row["code"]) for row in rows)


def read_fields(cup: str, rows: ProjectRows) -> tuple[dict[str, Any], list[Repair]]:
    """Fields of the record, with what was mended."""
    first = rows.projects[0] if rows.projects else {}
    tenders, repairs = read_tenders(rows)
    measure, measure_name = _measure(rows)
    published = first.get("Titolo progetto", "")
    summary = titles.mend_text(titles.separate_parts(first.get("Sintesi progetto", "")))
    candidates = [published, first.get("Sintesi progetto", ""), largest_tender(tenders)]
    title = titles.mend_text(titles.choose_title(candidates, measure_name))
    if published and titles.FORM_CODE.match(published):
        repairs.append(Repair("title", published, title, CODED_TITLE))
    money, mended = sum_money(rows.projects)
    category = [first.get(f"CUP Descrizione {level}", "") for level in ("Settore", "Sottosettore", "Categoria")]
    fields = {
        "title": title,
        "notes": "" if summary == title else summary,
        "cup": cup,
        "funding_programme": PROGRAMME,
        "measure": measure,
        "measure_name": measure_name,
        "call": first.get("Titolo procedura", ""),
        "cup_category": " / ".join(filter(None, category)),
        "status": _status(first.get("Stato CUP", "")),
        "roles": _roles(rows),
        "places": _places(rows.places),
        "tenders": tenders,
        **money,
    }
    return filled(fields), repairs + mended


def _measure(rows: ProjectRows) -> tuple[str, str]:
    if rows.projects:
        return rows.projects[0]["Codice Univoco Submisura"], rows.projects[0]["Descrizione Submisura"]
    for_towns = (row for row in rows.tenders if _is_for_towns(row["codice_univoco_submisura"]))
    row = next(for_towns, rows.tenders[0])
    return row["codice_univoco_submisura"], row["descrizione_submisura"]


def _status(state: str) -> str | None:
    """Our code for a state of the CUP (column `cup_state` of the scheme); None where it is not published."""
    concepts = vocabularies.concepts("project_statuses")
    matching = (concept.code for concept in concepts if concept.extra["cup_state"] == state.lower())
    return next(matching, None) if state else None


def _roles(rows: ProjectRows) -> list[dict[str, str]]:
    """Who has which role, each once: who carries it out, which administration is in charge of the measure."""
    if not rows.projects:
        return [{"role": "by_place", "name": place["name"]} for place in _places(rows.places) if "name" in place]
    pairs = [("lead", row["Soggetto attuatore"]) for row in rows.projects]
    pairs = [(role if name == pairs[0][1] else "partner", name) for role, name in pairs]
    pairs += [("administration", row.get("Amministrazione Titolare", "")) for row in rows.projects]
    return [{"role": role, "name": name} for role, name in dict.fromkeys(pairs) if name]


def _places(places: Sequence[Values]) -> list[dict[str, str]]:
    """Towns by ISTAT code, each once; a place that is a whole province has only its name."""
    found = {}
    for place in places:
        province = place["descrizione_provincia"].title()
        if place["comune"].lstrip("0"):
            istat = _istat(place["provincia"], place["comune"])
            found[istat] = {"istat": istat, "name": _town_name(place), "province": province}
        else:
            found[province] = {"province": province}
    return list(found.values())


def _town_name(place: Values) -> str:
    """Our name of a town, else the published one, which is all in capitals."""
    istat = _istat(place["provincia"], place["comune"])
    return _names_of_towns().get(istat) or place["descrizione_comune"].title()


def _istat(province: str, town: str) -> str:
    """The ISTAT code of a town: three digits of its province, three of its own."""
    return province.zfill(3) + town.zfill(3)


@vocabularies.derived
def _names_of_towns() -> dict[str, str]:
    return {body.istat: body.name for body in vocabularies.bodies() if body.istat}


def _observed_at(rows: ProjectRows) -> datetime | None:
    """The newest day of which the tables speak."""
    days = [row.get("Data aggiornamento", "") for row in rows.projects]
    days += [row.get("data_di_estrazione", "") for row in rows.tenders]
    newest = max(filter(None, (codes.day(day[:10]) for day in days)), default=None)
    return datetime.fromisoformat(newest).replace(tzinfo=timezone.utc) if newest and len(newest) == 10 else None
