"""The libraries of Solr are gathered once, however many processes need them at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from local import solr


@pytest.fixture
def maven(monkeypatch) -> list[list[object]]:
    """What is asked of Maven, which takes its time and then leaves one jar."""
    calls: list[list[object]] = []

    def run(command: list[object], check: bool) -> None:
        calls.append(command)
        time.sleep(0.2)
        folder = next(str(word).partition("=")[2] for word in command if str(word).startswith("-DoutputDirectory"))
        (Path(folder) / "solr.jar").touch(exist_ok=False)

    monkeypatch.setattr(solr.subprocess, "run", run)
    return calls


def test_two_at_once_gather_them_once_and_both_have_them(tmp_path, maven):
    libraries = tmp_path / "lib" / "solr"
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(solr.assemble, [libraries, libraries]))
    assert len(maven) == 1
    assert (libraries / "solr.jar").exists()


def test_they_are_gathered_again_for_another_pom(tmp_path, maven):
    libraries = tmp_path / "solr"
    solr.assemble(libraries)
    (libraries / "pom.xml").write_text("an older one")
    solr.assemble(libraries)
    assert len(maven) == 2
