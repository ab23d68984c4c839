"""The stack for servers: a valid Compose file, with the settings that the stack on one machine has."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
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


def test_images_are_pinned(services):
    images = [service.image for service in services.values() if service.image and "smartlombardia" not in service.image]
    images += re.findall(r"^FROM (\S+)", (DOCKER / "Dockerfile").read_text(), re.MULTILINE)
    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []


def test_search_and_queue_ask_for_a_password(services):
    assert "SOLR_PASSWORD" in services["solr"].environment
    assert "--requirepass" in " ".join(services["redis"].command)
    example = (DOCKER / "env.example").read_text()
    assert "CKAN_REDIS_URL=redis://:${REDIS_PASSWORD}@" in example


def test_only_the_web_service_has_the_first_administrators_password(services):
    having = [name for name in services if ".env.admin" in str(services[name].env_file)]
    assert having == ["web"]
    assert "CKAN_SYSADMIN_PASSWORD" not in (DOCKER / "env.example").read_text()


def test_solr_knows_the_user_by_its_own_hash(tmp_path):
    """The example of Solr's guide: user solr, password SolrRocks."""
    script, salt = DOCKER / "solr_users.sh", "Ndd7LKvVBAaZIF0QAVi1ekCfAJXr1GGfLtRUXhgrF8c="
    command = f'. "{script}"; solr_credential SolrRocks {salt}'
    written = subprocess.run(
        ["bash", "-c", command], check=True, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}
    )
    assert written.stdout == f"IV0EHq1OnNrj6gvRCwvFwTrZ1+z1oBbnQdiVC3otuq0= {salt}"
    settings = {"PATH": "/usr/bin:/bin", "SOLR_HOME": str(tmp_path), "SOLR_PASSWORD": "x"}
    subprocess.run(["bash", "-c", f'. "{script}"'], check=True, env=settings)
    users = tmp_path / "security.json"
    assert json.loads(users.read_text())["authentication"]["blockUnknown"] is True
    assert users.stat().st_mode & 0o777 == 0o600
