"""Bad input: the report names the record, the cause and what to do; the rest is in."""

from __future__ import annotations

import json
import time

PUBLICCODE = """
publiccodeYmlVersion: "0.4"
name: {name}
url: https://example.org/{name}/code
usedBy: [Comune di Milano, Comune di Zzz Che Non Esiste (MI)]
"""
BROKEN = "publiccodeYmlVersion: '0.4'\nname: [not closed\n  url: :"
HEADER = (
    "codice_ipa,ente,comune,cod_comune,provincia,cod_regione,importo_finanziamento,avviso,data_invio_candidatura,"
    "data_finanziamento,codice_cup,stato_candidatura"
)


def project(ipa: str, ente: str, cup: str, amount: str = "10172.0") -> str:
    return f"{ipa},{ente},{ente},015146,MI,03,{amount},Misura 1.3.1 PDND,2023-01-10,2023-02-10,{cup},A"


def catalogue(*entries: dict) -> bytes:
    return json.dumps({"data": list(entries), "links": {"next": None}}).encode()


def entry(guid: str, yaml: str) -> dict:
    return {
        "id": guid,
        "url": f"https://example.org/{guid}",
        "updatedAt": "2026-01-01T00:00:00Z",
        "publiccodeYml": yaml,
    }


def cases(run: dict, part: str = "refused") -> list[dict]:
    return [case for group in run["report"][part] for case in group["cases"]]


def test_broken_yaml_is_named_and_the_other_entries_are_in(harvests, elsewhere):
    elsewhere["/example.org/yaml/software"] = catalogue(
        entry("good", PUBLICCODE.format(name="Uno")), entry("bad", BROKEN), entry("too", PUBLICCODE.format(name="Due"))
    )
    run = harvests.run(harvests.add("yaml", "developers_italia", "https://example.org/yaml/software"))
    assert run["counts"]["new"] == 4
    bad = next(case for case in cases(run) if "bad" in case["where"])
    assert "YAML" in bad["why"]
    assert bad["remedy"]
    assert harvests.job("yaml")["stats"]["errored"] == run["counts"]["refused"]


def test_a_wrong_ipa_code_is_refused_with_what_to_do(harvests, elsewhere):
    rows = [HEADER, project("c_f205", "Comune di Milano", "CUP1"), project("c_b157", "Comune di Bergamo", "CUP2")]
    elsewhere["/example.org/ipa.csv"] = "\n".join(rows).encode()
    run = harvests.run(harvests.add("ipa", "pad2026", "https://example.org/ipa.csv"))
    assert run["counts"] == {"new": 1, "refused": 1}
    (refused,) = cases(run)
    assert "c_b157" in refused["why"]
    assert "CUP2" in refused["where"]
    assert "codice IPA" in refused["remedy"]


def test_an_address_that_is_gone_is_a_fault_and_the_other_address_is_read(harvests, elsewhere):
    elsewhere["/example.org/there.yml"] = PUBLICCODE.format(name="Quattro").encode()
    settings = json.dumps({"addresses": ["https://example.org/gone.yml", "https://example.org/there.yml"]})
    run = harvests.run(harvests.add("gone", "publiccode", "https://example.org/", config=settings))
    assert run["state"] == "faults"
    assert run["counts"]["new"] == 2
    (fault,) = cases(run, "faults")
    assert fault["where"] == "https://example.org/gone.yml"
    assert "404" in fault["why"]


def test_renamed_columns_are_told_with_the_name_that_they_may_have_now(harvests, elsewhere):
    table = f"{HEADER.replace('codice_cup', 'codice_cup_progetto')}\n{project('c_f205', 'Comune di Milano', 'CUP3')}"
    elsewhere["/example.org/columns.csv"] = table.encode()
    run = harvests.run(harvests.add("columns", "pad2026", "https://example.org/columns.csv"))
    (fault,) = cases(run, "faults")
    assert "«codice_cup»" in fault["why"]
    assert "«codice_cup_progetto»" in fault["why"]


def test_an_endless_body_ends_with_a_fault(harvests, elsewhere):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            handler.close_connection = True

    elsewhere["/example.org/endless.csv"] = endless
    start = time.monotonic()
    run = harvests.run(harvests.add("endless", "pad2026", "https://example.org/endless.csv"))
    assert "MB" in cases(run, "faults")[0]["why"]
    assert time.monotonic() - start < 30


def test_a_cut_connection_is_a_fault_and_nothing_that_was_in_is_lost(harvests, elsewhere):
    good = "\n".join([HEADER, project("c_f205", "Comune di Milano", "CUP4")]).encode()
    elsewhere["/example.org/cut.csv"] = good
    name = harvests.add("cut", "pad2026", "https://example.org/cut.csv")
    assert harvests.run(name)["counts"] == {"new": 1}
    elsewhere["/example.org/cut.csv"] = (200, {"Content-Length": "99999", "Connection": "close"}, good[:50])
    run = harvests.run(name)
    assert "interrotto" in cases(run, "faults")[0]["why"]
    elsewhere["/example.org/cut.csv"] = good
    assert harvests.run(name)["counts"] == {"unchanged": 1}


def test_what_was_refused_is_told_again_while_the_page_stays_as_it_is(harvests, elsewhere):
    rows = [
        HEADER,
        project("c_f205", "Comune di Milano", "CUP5"),
        project("c_f205", "Comune di Milano", "CUP6", "tanti"),
    ]
    elsewhere["/example.org/again.csv"] = "\n".join(rows).encode()
    name = harvests.add("again", "pad2026", "https://example.org/again.csv")
    first, second = harvests.run(name), harvests.run(name)
    assert second["report"]["refused"] == first["report"]["refused"]
    assert second["counts"] == {"unchanged": 1, "refused": 1}
