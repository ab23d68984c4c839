"""Solr 9.10, assembled from its libraries: no archive of it is published where packages are."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from .processes import DidNotStart, Process, free_port
from .schema import write_schema

HERE = Path(__file__).parent / "solr"
CONFIG = Path(__file__).parent.parent / "solr"
SERVER = '<solr><int name="maxBooleanClauses">2048</int></solr>\n'
SEARCH_FILES = ("synonyms.txt", "stopwords.txt", "protwords.txt")


class Solr:
    """One server on loopback with one core for each name that is asked for. `libraries` holds the jars."""

    def __init__(self, state: Path, libraries: Path):
        self.state = state
        self.libraries = libraries
        self.process = Process("solr", state)
        self.port_file = state / "solr.port"
        self.home = state / "solr"

    @property
    def port(self) -> int:
        return int(self.port_file.read_text())

    def url(self, core: str) -> str:
        return f"http://127.0.0.1:{self.port}/solr/{core}"

    def start(self, *cores: str) -> None:
        """Start with these cores, creating what is missing and renewing their schema."""
        if self.process.pid():
            return
        assemble(self.libraries)
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "solr.xml").write_text(SERVER)
        for core in cores:
            self.configure(core)
        if not self.port_file.exists():
            self.port_file.write_text(str(free_port()))
        self.process.start(
            [
                "java",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=4",
                f"-Dsolr.solr.home={self.home}",
                "-Dlog4j2.level=warn",
                f"-Dlog4j.configurationFile={HERE / 'log4j2.xml'}",
                "-cp",
                f"{self.libraries}/*",
                HERE / "Solr.java",
                str(self.port),
            ]
        )
        self.process.wait_for(self.port, seconds=120)
        for core in cores:
            self._wait_for(core)

    def _wait_for(self, core: str, seconds: float = 240) -> None:
        """Cores are loaded after the port is open, and after a kill -9 they replay their log first."""
        end = time.monotonic() + seconds
        while True:
            try:
                self.ask(f"{core}/select?q=*:*&rows=0")
                return
            except OSError as error:  # refused, cut off, or 503 while the core loads
                failed = isinstance(error, urllib.error.HTTPError) and error.code != 503
                if failed or not self.process.pid() or time.monotonic() > end:
                    raise DidNotStart(f"core {core}: {error}\n{self.process.tail()}") from error
                time.sleep(0.1)

    def configure(self, core: str) -> None:
        """Write the configuration of one core; its index stays."""
        conf = self.home / core / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        (self.home / core / "core.properties").write_text(f"name={core}\n")
        write_schema(conf / "schema.xml")
        shutil.copy(CONFIG / "solrconfig.xml", conf)
        for name in SEARCH_FILES:
            source = CONFIG / name
            (conf / name).write_text(source.read_text(encoding="utf-8") if source.exists() else "", encoding="utf-8")

    def ask(self, path: str, body: bytes | None = None) -> bytes:
        """Answer of one request below /solr. Raises urllib.error.URLError."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/solr/{path}", data=body)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.read()

    def stop(self) -> None:
        self.process.stop()


def assemble(libraries: Path) -> None:
    """Gather the jars with Maven, once for each version of the pom. Raises CalledProcessError.

    Whoever comes while another process gathers them waits for it: tests start two stacks at once.
    """
    libraries.parent.mkdir(parents=True, exist_ok=True)
    with libraries.with_name(f"{libraries.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pom, done = HERE / "pom.xml", libraries / "pom.xml"
        if not done.exists() or done.read_bytes() != pom.read_bytes():
            _gather(pom, libraries)
            shutil.copy(pom, done)


def _gather(pom: Path, libraries: Path) -> None:
    shutil.rmtree(libraries, ignore_errors=True)
    libraries.mkdir(parents=True)
    subprocess.run(
        [
            "mvn",
            "--batch-mode",
            "--quiet",
            "-Dstyle.color=never",
            "-f",
            pom,
            "dependency:copy-dependencies",
            f"-DoutputDirectory={libraries}",
            "-DincludeScope=runtime",
        ],
        check=True,
    )
