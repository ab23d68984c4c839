"""One CKAN portal on the servers of the stack: its settings, database, web server and workers."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

from .postgres import Postgres
from .processes import DidNotStart, Process, free_port
from .solr import Solr
from .valkey import Valkey

DOCKER = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
WORKERS = {
    "jobs": ("smartlombardia", "worker"),
    "harvest": ("smartlombardia", "worker", "harvest"),
    "harvest-too": ("smartlombardia", "worker", "harvest"),  # so that a slow host does not keep the others waiting
    "scheduler": ("smartlombardia", "scheduler"),
}


class Portal:
    """A portal named `name`: database, Solr core and folder carry that name. `settings` are added to its ini."""

    def __init__(
        self, name: str, state: Path, servers: tuple[Postgres, Valkey, Solr], settings: Mapping[str, str] | None = None
    ):
        self.name = name
        self.state = state
        self.postgres, self.valkey, self.solr = servers
        self.settings = dict(settings or {})
        self.ini = state / "ckan.ini"
        self.web = Process("web", state)
        self.workers = [Process(worker, state) for worker in WORKERS]
        self.port_file = state / "web.port"

    @property
    def port(self) -> int:
        return int(self.port_file.read_text())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def configure(self, port: int | None = None) -> None:
        """Write the settings; secrets are made once and kept."""
        renew_entry_points()
        self.state.mkdir(parents=True, exist_ok=True)
        if not self.port_file.exists():
            self.port_file.write_text(str(port or free_port()))
        if not self.ini.exists():
            run([BIN / "ckan", "generate", "config", self.ini])
        values = {
            "ckan.site_id": self.name,
            "ckan.site_url": self.address,
            "sqlalchemy.url": self.postgres.url(self.name),
            "ckan.redis.url": self.valkey.url,
            "ckan.harvest.mq.hostname": "127.0.0.1",
            "ckan.harvest.mq.port": str(self.valkey.port),
            "ckan.harvest.mq.redis_db": "1",
            "solr_url": self.solr.url(self.name),
            "ckan.storage_path": str(self.state / "storage"),
            "ckanext.smartlombardia.state_path": str(self.state / "registry"),
            "ckanext.smartlombardia.rate_limits": "false",  # one person at one machine, or tests
            **self.settings,
        }
        own = (f"{key} = {value}" for key, value in values.items())
        run([BIN / "ckan", "config-tool", self.ini, "-f", DOCKER / "registry.ini", *own])
        self.ini.chmod(0o600)  # it holds the secrets of sessions and tokens

    def prepare_database(self) -> None:
        """Create the database on first use, then bring its tables up to date."""
        if self.name not in self.postgres.databases():
            self.postgres.execute(f'CREATE DATABASE "{self.name}"')
        self.ckan("db", "upgrade")

    def ckan(self, *words: str | Path, quiet: bool = True, stdin: str = "") -> None:
        """Run a `ckan` command. Raises CalledProcessError; its output is shown when it fails.

        With `quiet` false people see what it prints; what it logs goes to `commands.log`. `stdin` is its input.
        """
        command = [str(word) for word in (BIN / "ckan", "-c", self.ini, *words)]
        if quiet:
            run(command, stdin)
            return
        log = self.state / "commands.log"
        with log.open("ab") as file:
            done = subprocess.run(command, check=False, stderr=file)
        if done.returncode:
            sys.stderr.write(log.read_text(errors="replace")[-8000:])
            raise subprocess.CalledProcessError(done.returncode, done.args)

    def start_web(self, workers: int = 2) -> None:
        """Start the web server; `wait_for_pages` says when it answers."""
        self.web.start(
            [
                BIN / "gunicorn",
                "--chdir",
                DOCKER,
                "--bind",
                f"127.0.0.1:{self.port}",
                "--workers",
                str(workers),
                "--threads",
                "4",
                "--timeout",
                "120",
                "wsgi:application",
            ],
            env={"CKAN_INI": str(self.ini)},
        )

    def start_reloading(self) -> None:
        """Start CKAN's own server, which loads changed code again."""
        self.web.start([BIN / "ckan", "-c", self.ini, "run", "--host", "127.0.0.1", "--port", str(self.port)])

    def wait_for_pages(self, seconds: float = 120) -> None:
        """The port is open before CKAN is loaded: wait until it gives a page. Raises DidNotStart."""
        self.web.wait_for(self.port, seconds)
        try:
            with urllib.request.urlopen(f"{self.address}/api/3/action/status_show", timeout=seconds):  # noqa: S310
                pass
        except OSError as error:
            raise DidNotStart(f"The portal gives no page ({error}):\n{self.web.tail()}") from error

    def start_workers(self) -> None:
        """Start the workers for background jobs and harvests, and the clock that wakes them."""
        for worker in self.workers:
            worker.start([BIN / "ckan", "-c", self.ini, *WORKERS[worker.name]])

    def stop(self) -> None:
        for process in (self.web, *self.workers):
            process.stop()


def renew_entry_points() -> None:
    """Install the checkout again where `setup.py` names plugins that the environment does not know yet."""
    installed = distribution("ckanext-smartlombardia")
    dist_info = Path(str(installed.locate_file(f"{installed.name.replace('-', '_')}-{installed.version}.dist-info")))
    setup = DOCKER.parent / "setup.py"
    if setup.stat().st_mtime > (dist_info / "entry_points.txt").stat().st_mtime:
        words = ("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", setup.parent)
        run([sys.executable, "-m", "pip", *words])


def run(command: list, stdin: str = "") -> None:
    """Run quietly; show what was said only when it failed. Raises CalledProcessError."""
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True, input=stdin)
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-8000:])
        raise subprocess.CalledProcessError(done.returncode, done.args)
