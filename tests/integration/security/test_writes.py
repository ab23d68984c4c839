"""Nobody writes what is not theirs: bodies, products without an owner, sources, links to what they may not read."""

import pytest

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.harvests import jobs
from ckanext.smartlombardia.logic.records import ingest
from ckanext.smartlombardia.types import Record

SUELLO, MILANO = "c_i996", "c_f205"
ESERVICE = "b9a1ea2a-5a0c-4b0e-9b1c-6f0f5e8c1a11"


@pytest.fixture(scope="module")
def clerk(registry):
    return registry.user(SUELLO, "admin")


@pytest.fixture(scope="module")
def officer(registry):
    return registry.user("r_lombar", "editor")


def organization(registry, body):
    return registry.by_office("organization_show", id=body)


@pytest.mark.parametrize(
    "change",
    [{"name": "c_i996-x"}, {"title": "Comune di Milano 2"}, {"state": "deleted"}, {"groups": [{"name": MILANO}]}],
    ids=lambda change: next(iter(change)),
)
def test_a_body_keeps_its_name_title_parent_and_state(registry, clerk, change):
    before = organization(registry, SUELLO)
    with pytest.raises(tk.NotAuthorized):
        registry.call("organization_patch", clerk, id=SUELLO, **change)
    with pytest.raises(tk.NotAuthorized):
        registry.call("organization_update", clerk, **{**before, **change, "id": before["id"]})
    after = organization(registry, SUELLO)
    assert {name: after[name] for name in ("name", "title", "state", "groups")} == {
        name: before[name] for name in ("name", "title", "state", "groups")
    }


def test_a_body_says_of_itself_what_is_its_own_to_say(registry, clerk):
    registry.call("organization_patch", clerk, id=SUELLO, description="Sul lago di Annone.")
    assert organization(registry, SUELLO)["description"] == "Sul lago di Annone."


def test_a_system_administrator_is_not_drawn_into_a_body(registry, clerk):
    root = registry.user(sysadmin=True)
    with pytest.raises(tk.NotAuthorized):
        registry.call("organization_member_create", clerk, id=SUELLO, username=root, role="member")
    with pytest.raises(tk.NotAuthorized):
        registry.call("user_show", clerk, id=root)


def test_a_product_without_an_owner_is_the_offices(registry, clerk, officer):
    product = registry.add("software", None, title="Folium")
    for action, fields in (
        ("package_patch", {"title": "QM"}),
        ("package_patch", {"owner_org": organization(registry, SUELLO)["id"]}),
        ("package_delete", {}),
        ("package_owner_org_update", {"organization_id": SUELLO}),
    ):
        with pytest.raises(tk.NotAuthorized):
            registry.call(action, clerk, id=product["id"], **fields)
    registry.call("package_patch", officer, id=product["id"], title="Folium 2")
    shown = registry.call("package_show", id=product["id"])
    assert (shown["title"], shown.get("owner_org")) == ("Folium 2", None)


def test_the_body_that_released_a_product_may_edit_it_and_is_named_for_it(registry, clerk):
    product = registry.add("software", None, title="Albero", releasing_body=SUELLO)
    registry.call("package_patch", clerk, id=product["id"], title="Albero 2")
    title = registry.call("smartlombardia_record_facts", id=product["id"])["title"]
    assert (title["value"], title["source"]) == ("Albero 2", f"owner:{SUELLO}")


def test_only_the_office_adds_a_product_without_an_owner(registry, clerk):
    with pytest.raises(tk.NotAuthorized):
        registry.add("software", None, user=clerk, title="Di nessuno")


@pytest.mark.parametrize("action", ["harvest_source_create", "package_create"])
def test_a_municipality_adds_no_national_register(registry, clerk, action):
    fields = {"name": f"finto-{action}".replace("_", "-"), "title": "Catalogo", "url": "https://e.example/x.csv",
              "source_type": "pdnd", "frequency": "MANUAL", "owner_org": SUELLO}  # fmt: skip
    if action == "package_create":
        fields["type"] = "harvest"
    with pytest.raises(tk.NotAuthorized):
        registry.call(action, clerk, **fields)


def test_a_municipality_turns_no_source_of_its_own_into_a_register(registry, clerk):
    org = organization(registry, SUELLO)["id"]
    source = registry.by_office(
        "harvest_source_create", name="elenco-suello", title="Elenco", url="https://e.example/elenco.csv",
        source_type="inventory", frequency="MANUAL", owner_org=org,
    )  # fmt: skip
    with pytest.raises(tk.NotAuthorized):
        registry.call("package_patch", clerk, id=source["id"], source_type="pdnd")
    with pytest.raises(tk.NotAuthorized):
        registry.call("harvest_source_update", clerk, **{**source, "source_type": "pdnd"})


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("dataservice", {"pdnd_eservice_id": ESERVICE}),
        ("software", {"repository": "https://git.example/pnte"}),
        ("project", {"cup": "E81F22001230006"}),
    ],
)
def test_a_source_of_a_body_writes_on_no_record_of_another(registry, kind, key):
    owner = None if kind == "software" else MILANO
    home = ingest.Home(organization(registry, SUELLO)["id"], all=True)
    before = registry.add(kind, owner, title="Come stava", **key)
    said = Record(kind=kind, guid=f"forged-{kind}", fields={"title": "QMFORGED", **key}, body=None, grade="E4")
    outcome = ingest.take("catalogo-di-suello", [said], home=home)
    after = registry.by_office("package_show", id=before["id"])
    assert after["title"] == "Come stava"
    assert outcome.written == set()


@pytest.mark.parametrize("title", ["Decision", "Office", "Territory", "Contracts"])
def test_what_a_source_is_called_gives_it_no_rank(registry, title):
    record = registry.add("platform", SUELLO, title="Scritto dall'ufficio", product_name=f"P {title}")
    home = ingest.Home(organization(registry, SUELLO)["id"], all=True)
    said = Record(
        kind="platform", guid=title, fields={"title": "Falso", "product_name": f"P {title}"}, body=None, grade="E1"
    )
    ingest.take(title.lower(), [said], home=home)
    facts = registry.call("smartlombardia_record_facts", id=record["id"])
    assert registry.call("package_show", id=record["id"])["title"] == "Scritto dall'ufficio"
    assert facts["title"]["source"] == "office"


def test_a_source_is_not_given_one_of_the_registrys_own_names(registry, clerk, monkeypatch):
    monkeypatch.setattr(jobs, "ask", lambda name: True)
    source = registry.call(
        "smartlombardia_source_add", clerk, type="inventory", title="Decision", body=SUELLO,
        address="https://e.example/decision.csv",
    )  # fmt: skip
    assert source["name"] != "decision"


def test_a_link_reveals_no_title_that_the_writer_may_not_read(registry, clerk):
    hidden = registry.add("dataset", MILANO, title="ZZ nascosto", private=True)
    right_kind = registry.add("project", MILANO, title="ZZ progetto nascosto", private=True)
    for target in (hidden, right_kind):
        for reference in (target["id"], target["name"]):
            with pytest.raises(tk.ValidationError) as refused:
                registry.add("platform", SUELLO, user=clerk, title="Con legame", projects=[reference])
            assert "ZZ" not in str(refused.value.error_dict).replace(reference, "")
