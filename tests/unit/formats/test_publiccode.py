"""publiccode.yml as people write it, from version 0 to 0.7."""

from __future__ import annotations

import pytest

from ckanext.smartlombardia.formats import publiccode
from ckanext.smartlombardia.formats.errors import NotReadable

NEWEST = """
publiccodeYmlVersion: "0.7"
name: Sosta facile
url: https://example.org/comune/sosta.git
softwareVersion: 1.10
releaseDate: 2025-03-01
developmentStatus: stable
softwareType: standalone/web
categories: [parking]
organisation: {uri: "urn:x-italian-pa:C_F205", name: Comune di Milano}
supports:
  - id: alias:spid
  - id: https://gtfs.org/
usedBy: [Comune di Lecco, Comune di Lecco, ""]
legal: {license: EUPL-1.2, mainCopyrightOwner: Nome Cognome}
maintenance:
  type: contract
  contractors: [{name: Ditta srl, until: "2030-01-01", email: persona@example.org}, {name: "--"}]
  contacts: [{name: Nome Cognome, email: persona@example.org, phone: "1"}]
description:
  it: {localisedName: Sosta, shortDescription: Paga la sosta., longDescription: Serve a pagare.}
  en: {shortDescription: Pay for parking.}
"""

OLDEST = """
publiccodeYmlVersion: "0.2"
name: Vecchio
url: vecchio
releaseDate: "2019-02-30"
softwareType: standalone
developmentStatus: finito
isBasedOn: https://example.org/padre
legal: {mainCopyrightOwner: Nome Cognome, repoOwner: Regione Puglia}
it:
  riuso: {codiceIPA: " C_L219 "}
  piattaforme: {spid: true, cie: false, pagopa: "no"}
description:
  it-IT: {longDescription: Testo}
  IT: {longDescription: Altro}
"""


def test_the_newest_version():
    product = publiccode.read(NEWEST)
    assert (product.name, product.titles, product.version) == ("Sosta facile", {"it": "Sosta"}, "1.10")
    assert product.notes == {"it": "Paga la sosta.\n\nServe a pagare.", "en": "Pay for parking."}
    assert (product.ipa, product.licence, product.release_date) == ("c_f205", "EUPL-1.2", "2025-03-01")
    assert (product.national_platforms, product.supports) == (["spid"], ["alias:spid", "https://gtfs.org/"])
    assert (product.used_by, product.contractors) == (["Comune di Lecco"], ["Ditta srl"])
    assert product.repairs == []


def test_an_old_version_is_mended_and_every_repair_is_listed():
    product = publiccode.read(OLDEST)
    assert (product.ipa, product.national_platforms) == ("c_l219", ["spid"])
    assert (product.is_based_on, product.notes) == (["https://example.org/padre"], {"it": "Testo"})
    assert (product.repository, product.release_date, product.development_status) == (None, None, None)
    assert product.software_type == "standalone/other"
    assert [(repair.field, repair.was) for repair in product.repairs] == [
        ("description", "IT"),
        ("url", "vecchio"),
        ("releaseDate", "2019-02-30"),
        ("developmentStatus", "finito"),
        ("softwareType", "standalone"),
    ]


def test_no_name_of_a_person_is_taken():
    assert "Cognome" not in repr(publiccode.read(NEWEST))
    assert publiccode.read(OLDEST).owner_name == "Regione Puglia"


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "non un publiccode.yml"), ("[]", "non un publiccode.yml"), ("<html>", "non un publiccode.yml"),
     ("a: b", "non un publiccode.yml"), ("publiccodeYmlVersion: 0.2", "Manca il nome"), ("name: [", "non è YAML")],
)  # fmt: skip
def test_what_is_no_publiccode_is_told(text, why):
    with pytest.raises(NotReadable, match=why):
        publiccode.read(text)


@pytest.mark.parametrize("key", ["description", "legal", "maintenance", "organisation", "it", "usedBy", "categories"])
@pytest.mark.parametrize("value", ["x", "[1, [2]]", "{a: {b: c}}", "~", "[~, {}]"])
def test_no_odd_value_breaks_the_reading(key, value):
    assert publiccode.read(f"name: Nome\n{key}: {value}\n").name == "Nome"


def test_the_real_files(shared):
    read, refused = [], []
    for path in sorted((shared / "data/publiccode").glob("*.yml")):
        try:
            read.append(publiccode.read(path.read_bytes()))
        except NotReadable as error:
            refused.append((path.stem, error.why))
    assert len(read) == 104
    assert refused == [
        (
            "api__seedoo__seedoo-core",
            "Il file non è YAML valido: riga 29, colonna 23. C’è una tabulazione al posto degli spazi.",
        )
    ]
    assert all(product.name and product.notes for product in read)
    assert max(len(product.used_by) for product in read) == 5200
