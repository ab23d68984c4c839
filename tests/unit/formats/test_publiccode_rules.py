"""Files of publiccode.yml against the standard: what is allowed has no complaint, what is not is named with its key."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ckanext.smartlombardia.formats import publiccode
from ckanext.smartlombardia.formats.publiccode_rules import check
from ckanext.smartlombardia.harvesters.publiccode import records

WHOLE: dict[str, Any] = {
    "publiccodeYmlVersion": "0.7.0",
    "name": "Sosta",
    "url": "https://git.example.it/sosta.git",
    "landingURL": "https://www.example.it",
    "isBasedOn": "https://git.example.it/padre",
    "releaseDate": "2024-12-31",
    "logo": "immagini/logo.svg",
    "platforms": ["web"],
    "categories": ["time-management"],
    "usedBy": ["Comune di Lecco"],
    "fundedBy": [{"name": "Comune di Lecco", "uri": "urn:x-italian-pa:c_e507"}],
    "developmentStatus": "stable",
    "softwareType": "standalone/web",
    "supports": [{"id": "alias:spid"}, {"id": "https://gtfs.org/"}],
    "intendedAudience": {"scope": ["transportation"], "countries": ["it", "DE"]},
    "description": {
        "it-IT": {
            "shortDescription": "Paga la sosta.",
            "longDescription": "Serve a pagare la sosta. " * 8,
            "features": ["paga"],
            "videos": ["https://video.example.it/1"],
        }
    },
    "legal": {"license": "AGPL-3.0-or-later OR MIT"},
    "maintenance": {"type": "contract", "contractors": [{"name": "Ditta srl", "until": "2030-01-01"}]},
    "localisation": {"localisationReady": True, "availableLanguages": ["it", "en-GB", "zh-Hant"]},
    "IT": {"countryExtensionVersion": "1.0", "riuso": {"codiceIPA": "c_e507"}, "piattaforme": {"spid": True}},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The whole file with another value at a path; without the key where the value is `...`."""
    tree = copy.deepcopy(WHOLE)
    *above, last = path.split("/")
    branch: Any = tree
    for part in above:
        branch = branch[int(part)] if isinstance(branch, list) else branch.setdefault(part, {})
    if value is ...:
        del branch[last]
    else:
        branch[last] = value
    return tree


def test_what_the_standard_allows_has_no_complaint():
    assert check(WHOLE) == []


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("name", ["Sosta"], "name"),
        ("name", None, "name"),
        ("publiccodeYmlVersion", "9", "publiccodeYmlVersion"),
        ("url", "git.example.it", "url"),
        ("landingURL", "ftp://www.example.it", "landingURL"),
        ("roadmap", "domani", "roadmap"),
        ("isBasedOn", ["https://a.it/b", "padre"], "isBasedOn/2"),
        ("releaseDate", "2024-02-30", "releaseDate"),
        ("releaseDate", "2024-12-31T10:00:00Z", "releaseDate"),
        ("logo", "/logo.svg", "logo"),
        ("logo", "file:///logo.svg", "logo"),
        ("logo", "logo.tiff", "logo"),
        ("platforms", "web", "platforms"),
        ("categories", ["parcheggi"], "categories/1"),
        ("usedBy", "Comune di Lecco", "usedBy"),
        ("fundedBy", [{"name": "Comune"}], "fundedBy/1/uri"),
        ("fundedBy", [{"uri": "Comune di Lecco"}], "fundedBy/1/uri"),
        ("developmentStatus", "Stable", "developmentStatus"),
        ("softwareType", ..., "softwareType"),
        ("supports", [{"id": "alias:spidd"}], "supports/1/id"),
        ("intendedAudience/countries", ["Fr"], "intendedAudience/countries/1"),
        ("description/it_IT", {}, "description"),
        ("description/it-IT/longDescription", "corta", "description/it-IT/longDescription"),
        ("description/it-IT/features", [], "description/it-IT/features"),
        ("description/it-IT/videos", ["https://video.example.it"], "description/it-IT/videos/1"),
        ("legal/license", "GPL versione 3", "legal/license"),
        ("maintenance/contractors", ..., "maintenance/contractors"),
        ("maintenance/contractors", [{"name": "Ditta"}], "maintenance/contractors/1/until"),
        ("maintenance/type", "internal", "maintenance/contacts"),
        ("maintenance/type", "community", "maintenance/contractors"),
        ("maintenance/contacts", [{"name": "Ufficio", "email": "ufficio"}], "maintenance/contacts/1/email"),
        ("localisation/localisationReady", "sì", "localisation/localisationReady"),
        ("localisation/availableLanguages", ["italiano"], "localisation/availableLanguages/1"),
        ("IT/countryExtensionVersion", "7", "IT/countryExtensionVersion"),
        ("it", {}, "IT"),
        ("tags", ["sosta"], "tags"),
        ("dependsOn", {"open": [{"versionMin": "1"}]}, "dependsOn/open/1/name"),
    ],
)
def test_what_the_standard_does_not_allow_is_named_with_its_key(path, value, key):
    complaints = {complaint.key: complaint.why for complaint in check(changed(path, value))}
    assert complaints.get(key), complaints


@pytest.mark.parametrize(
    ("used_by", "names"),
    [
        ("[{name: Comune di Lecco}, {name: Comune di Como}]", ["Comune di Lecco", "Comune di Como"]),
        ("Comune di Lecco, Comune di Como", ["Comune di Lecco", "Comune di Como"]),
        ("[Comune di Lecco, n/d, altri 25 enti]", ["Comune di Lecco"]),
        ("Comune di Lecco", ["Comune di Lecco"]),
    ],
)
def test_who_uses_it_is_read_however_it_is_written(used_by, names):
    product = publiccode.read(f"name: Sosta\nusedBy: {used_by}\n")
    platforms = list(records.platforms(product, "g", "https://e.it/publiccode.yml", None))
    assert [platform.body.name for platform in platforms] == names
    if "n/d" in used_by:
        software = records.software(product, "g", "https://e.it/publiccode.yml", None, {})
        assert any("altri 25 enti" in noted.why for noted in software.noted)


def test_two_italian_sections_count_together_and_old_language_codes_are_read():
    text = """
name: Sosta
description: {ita: {localisedName: Sosta}, eng: {localisedName: Parking}}
it: {piattaforme: {pagopa: true}}
IT: {piattaforme: {spid: true}, riuso: {codiceIPA: c_e507}}
"""
    product = publiccode.read(text)
    assert (product.titles, product.ipa) == ({"it": "Sosta", "en": "Parking"}, "c_e507")
    assert product.national_platforms == ["spid", "pagopa"]


def test_a_wrong_code_of_an_administration_is_logged():
    product = publiccode.read("name: Sosta\nit: {riuso: {codiceIPA: Comune di Lecco}}\n")
    assert product.ipa is None
    assert ("it/riuso/codiceIPA", "Comune di Lecco") in [(repair.field, repair.was) for repair in product.repairs]


def test_a_file_that_is_not_utf_8_is_read_and_told():
    product = publiccode.read("name: Città".encode("latin-1"))
    assert product.name == "Città"
    assert any("UTF-8" in complaint.why for complaint in product.complaints)
