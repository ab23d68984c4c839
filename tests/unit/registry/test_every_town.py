"""Each municipality is found by each of its codes and by its name."""

import pytest

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.registry.identity import Bodies


@pytest.fixture(scope="module")
def bodies():
    return Bodies.load()


@pytest.mark.parametrize("code", ["ipa", "istat", "cadastral"])
def test_a_code_finds_the_town_first(bodies, code):
    for town in vocabularies.bodies("municipality"):
        assert bodies.find(getattr(town, code))[0].ipa == town.ipa


def test_a_name_finds_the_town_among_the_first(bodies):
    for town in vocabularies.bodies("municipality"):
        assert town.ipa in [found.ipa for found in bodies.find(town.name, limit=10)], town.name
