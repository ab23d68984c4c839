"""Home pages of thirty towns, hand-made and on loopback: what they show becomes facts on the pages of the towns."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckan import model as core
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.formats.indicepa import Listed
from ckanext.smartlombardia.logic.sites import addresses, site_run
from ckanext.smartlombardia.model import FactRow

MIRROR = "ckanext.smartlombardia.mirror"
FIRST = ("c_e507", "c_i996")  # Lecco, Suello: towns of the registry under test
PAGES = (
    "<a href='https://{name}.trasparenza-valutazione-merito.it/web/trasparenza/papca-ap'>Albo</a>",
    "<a href='https://www.halleyweb.com/c097001/mc/'>Albo</a>",
    "<meta name='generator' content='WordPress 6.5'>",
)


@pytest.fixture
def towns(registry, site):
    """Thirty towns with a site and a page of ours; the last but one keeps robots out, the last does not answer."""
    tk.config[MIRROR] = site.address
    others = [body.ipa for body in vocabularies.bodies() if body.kind == "municipality" and body.ipa not in FIRST]
    towns = [*FIRST, *others[:28]]
    hosts = {ipa: f"www.comune-{number}.lecco-prova.it" for number, ipa in enumerate(towns)}
    for number, (ipa, host) in enumerate(hosts.items()):
        page = PAGES[number % len(PAGES)].format(name=ipa.replace("_", "-"))
        site[f"/{host}/"] = f"<html><body>{page}</body></html>".encode()
    site[f"/{hosts[towns[28]]}/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    del site.pages[f"/{hosts[towns[29]]}/"]
    addresses.store_websites(Listed(ipa, ipa, "", "L6", "", "", f"{host}/") for ipa, host in hosts.items())
    core.Session.commit()
    yield hosts
    tk.config[MIRROR] = ""


def facts(ipa: str) -> list[FactRow]:
    query = sa.select(FactRow).where(FactRow.subject == ipa, FactRow.name == site_run.PRODUCTS, FactRow.until.is_(None))
    return list(core.Session.scalars(query))


def test_each_site_is_read_once_a_month_and_shows_its_products(registry, site, towns):
    check = tk.get_action("smartlombardia_sites_check")
    counts = check({"ignore_auth": True, "user": ""}, {"limit": 100})
    assert counts == {"read": 28, "forbidden": 1, "silent": 1, "changed": 28}
    forbidden, silent = list(towns)[28:]
    assert f"/{towns[forbidden]}/" not in site.asked
    assert not facts(forbidden)
    assert not facts(silent)
    (lecco,) = facts("c_e507")
    assert (lecco.grade, lecco.source) == ("E2", "site")
    assert {product["product"] for product in lecco.value["products"]} == {"JCityGov"}

    asked = len(site.asked)
    assert check({"ignore_auth": True, "user": ""}, {"limit": 100})["read"] == 0
    assert len(site.asked) == asked

    page = registry.page("/organization/c_e507")
    assert "JCityGov" in page
    assert "Maggioli" in page


def test_nobody_but_the_registry_has_sites_read(registry):
    with pytest.raises(tk.NotAuthorized):
        registry.call("smartlombardia_sites_check", registry.user("r_lombar"))
