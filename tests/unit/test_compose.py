"""The stack for servers: a valid Compose file, with the settings that the stack on one machine has."""

from __future__ import annotations

import configparser
import json
import re
from pathlib import Path

import compose_spec
import pytest
import yaml

DOCKER = Path(__file__).resolve().parents[2] / "docker"


@pytest.fixture(scope="module")
def services():
    written = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    stack = compose_spec.PyCompose.from_json(json.dumps(written))
    stack.validate()
    return stack.to_spec().services


def test_compose_accepts_the_file(services):
    assert set(services) == {"web", "jobs", "scheduler", "db", "solr", "redis"}


def test_every_service_of_the_registry_is_one_that_the_start_script_knows(services):
    known = set(re.findall(r"^(\w+)\) exec", (DOCKER / "start.sh").read_text(), re.MULTILINE))
    assert known == {name for name in services if "registry" in (services[name].image or "")}


def test_each_secret_that_a_file_asks_for_is_in_the_example():
    asked = set()
    for name in ("compose.yaml", "start.sh"):
        asked |= set(re.findall(r"\$\{(\w+):\?", (DOCKER / name).read_text()))
    given = dict(line.split("=", 1) for line in (DOCKER / "env.example").read_text().splitlines() if "=" in line[1:])
    assert asked <= {name for name in given if not name.startswith("#")}
    assert all(given[name] == "" for name in asked), "the example must not bring a secret along"


def test_search_has_the_core_that_the_registry_asks_for():
    core = re.search(r"CKAN_SOLR_URL=\S+/solr/(\w+)", (DOCKER / "env.example").read_text())
    assert core
    assert f'"solr-precreate", "{core[1]}"' in (DOCKER / "Dockerfile").read_text()


def test_the_plugins_stand_in_one_place_only():
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(DOCKER / "registry.ini")
    assert "smartlombardia" in settings["app:main"]["ckan.plugins"].split()
    for name in ("compose.yaml", "env.example", "Dockerfile"):
        assert "scheming_datasets" not in (DOCKER / name).read_text()
