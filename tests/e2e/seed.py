"""Fill the portal under test: `python seed.py CKAN_INI`. Written by hand in the shapes that sources have.

Four towns with an interface for the notice board, two of them another one; a product that two catalogues name; a town
that is on nobody's list; a project and a dataset that a town wrote itself.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from ckan.cli import load_config
from ckan.config.middleware import make_app

from ckanext.smartlombardia.types import BodyRef, Observation, Record

SEEN = datetime(2026, 11, 1, tzinfo=timezone.utc)
PASSWORD = "una frase lunga 2026"


def software(guid: str, title: str, **fields: object) -> Record:
    return Record("software", guid, {"title": title, **fields}, observed_at=SEEN, url=f"https://example.org/{guid}")


def platform(guid: str, ipa: str, title: str, **fields: object) -> Record:
    said = {"title": title, "product_name": title, "status": "in_use", **fields}
    return Record("platform", guid, said, body=BodyRef(ipa=ipa), observed_at=SEEN)


def eservice(guid: str, ipa: str, title: str, protocol: str, **fields: object) -> Record:
    said = {
        "title": title,
        "notes": "Pubblicazioni all’albo pretorio del Comune.",
        "protocol": protocol,
        "channel": "pdnd",
        "access": "bodies_only",
        "pdnd_eservice_id": guid,
        "pdnd_state": "PUBLISHED",
        "lifecycle": "published",
        "function": "notice-board",
        **fields,
    }
    return Record("dataservice", guid, said, body=BodyRef(ipa=ipa), grade="E4", observed_at=SEEN)


def funded(ipa: str, service: str, state: str, cup: str) -> Observation:
    value = {"service": service, "state": state, "amount": 10172.0, "cup": cup, "measure": "1.3.1", "call": "PDND",
             "funded_on": "2024-12-05", "state_date": "2024-12-05"}  # fmt: skip
    return Observation(BodyRef(ipa=ipa), "funded_service", value, f"{cup}#{service}", object=cup, observed_at=SEEN)


RECORDS = (
    software("globaleaks", "GlobaLeaks", repository="https://example.org/globaleaks/globaleaks",
             functions=["whistleblowing"], licence="AGPL-3.0-or-later", notes="Segnalazione di illeciti."),
    software("stanza", "La Stanza del Cittadino", repository="https://example.org/opencity/stanza",
             functions=["citizen-portal"], licence="AGPL-3.0-or-later"),
    *(platform(f"globaleaks#{ipa}", ipa, "GlobaLeaks", software_guid="globaleaks", function="whistleblowing")
      for ipa in ("c_f205", "c_b157", "c_i996", "c_e507")),
    platform("sportello", "c_i996", "Sportello digitale", software_guid="stanza", function="citizen-portal"),
    *(platform(f"municipium#{ipa}", ipa, "Municipium", vendor_name="Maggioli S.p.A.", function="messaging")
      for ipa in ("c_l400", "c_d150", "c_e897")),
    platform("telecamere", "c_b157", "Telecamere del centro", function="video-surveillance"),
    eservice("e1", "c_i996", "Albo Pretorio - Elenco pubblicazioni", "rest"),
    eservice("e2", "c_e507", "Albo Pretorio - Elenco pubblicazioni", "rest"),
    eservice("e3", "c_b157", "Consultazione Albo Pretorio", "soap"),
    eservice("e4", "c_a794", "Consultazione Albo Pretorio", "soap"),
)  # fmt: skip
OBSERVATIONS = (
    funded("c_i996", "pdnd", "E", "G51F22010390006"),
    funded("c_i996", "pagopa", "R", "G51F22010390007"),
    funded("c_e507", "pdnd", "A", "G51F22010390008"),
)
WRITTEN = (
    {"type": "project", "title": "Lampioni a LED", "notes": "Un lampione su tre si accende da solo.",
     "status": "running", "domain": "energy", "start_date": "2025-03", "cup": "J41B21000000001", "amount": 78166651.25},
    {"type": "dataset", "title": "Elenco dei lampioni", "notes": "I punti luce, strada per strada.",
     "resources": [{"url": "https://example.org/lampioni.csv", "name": "Elenco", "format": "CSV"}]},
    {"type": "dataset", "title": "Qualità dell’aria", "notes": "Le centraline, ora per ora.",
     "theme": ["http://publications.europa.eu/resource/authority/data-theme/ENVI"], "tags": [{"name": "aria"}],
     "hvd_category": ["http://data.europa.eu/bna/c_dd313021"], "modified": "2026-10-01",
     "license_id": "https://creativecommons.org/licenses/by/4.0/",
     "resources": [{"url": "https://example.org/aria.csv", "name": "Ore", "format": "CSV"}]},
)  # fmt: skip
USERS = {"visitatore": None, "suello": "c_i996", "lecco": "c_e507", "regione": "r_lombar"}


def main() -> None:
    app = make_app(load_config(sys.argv[1]))
    with app._wsgi_app.test_request_context():
        from ckan import model
        from ckan.plugins import toolkit as tk

        context = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"], "ignore_auth": True}

        def call(action: str, **data: object) -> object:
            return tk.get_action(action)(dict(context), data)

        taken = call("smartlombardia_records_take", source="developers-italia", records=list(RECORDS))
        assert taken.counts.get("new") == len(RECORDS), taken
        call("smartlombardia_observations_take", source="pad2026-131", observations=list(OBSERVATIONS))
        call("smartlombardia_sources_load")
        town = call("organization_show", id="c_i996")["id"]
        for written in WRITTEN:
            call("package_create", owner_org=town, **written)
        for name, body in USERS.items():
            model.Session.add(model.User(name=name, email=f"{name}@example.org", password=PASSWORD))
            model.Session.commit()
            if body:
                call("organization_member_create", id=body, username=name, role="editor")
        call("smartlombardia_match")
        call("smartlombardia_judge")
        call("smartlombardia_quality_judge")


if __name__ == "__main__":
    main()
