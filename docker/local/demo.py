"""From nothing to the registry on real data: servers, portal, territory, sources, matches, audit."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from .portal import Portal
from .processes import Process, answers, free_port
from .stack import Stack

PREFERRED_PORT = 5000
SAMPLE = Path(__file__).parent / "sample"
A_SOURCE = ("api.developers.italia.it", 443)
USERS = {"ufficio": "r_lombar", "suello": "c_i996"}  # name -> the body it writes for
# (what people read, the ckan command), those that need nothing of each other together; each is safe to repeat
STEPS = (
    (("Municipalities, provinces, Region", ("territory", "load")),),
    (("Boundaries", ("boundaries", "load")), ("Sources of data", ("sources", "load"))),
    (("Harvest", ("harvest", "--all", "--processes", "2")),),
    (("Find the same software", ("match",)), ("Find what cannot talk to each other", ("judge",))),
)


def run(stack: Stack, reloading: bool = False) -> None:
    """Bring the portal up with its data and print its address."""
    begin = time.perf_counter()
    with step("Servers: PostgreSQL, Valkey, Solr"):
        stack.start()
    copies = copies_of_sources(mirror(stack))
    portal = stack.portal(settings={"ckanext.smartlombardia.mirror": copies})
    with step("Portal: settings and tables"):
        portal.configure(free_port() if answers(PREFERRED_PORT) else PREFERRED_PORT)
        portal.prepare_database()
    fill(portal)
    with step("Web server, workers, users to try it with"):
        portal.start_reloading() if reloading else portal.start_web()
        users = make_users(portal)
        portal.start_workers()
        portal.wait_for_pages()
    print(f"\nReady in {time.perf_counter() - begin:.0f} s.  Open {portal.address}")
    print(f"Sign in as {' or '.join(USERS)}; the password of both is in {users}.")
    print("Stop with `make stop`, see what it writes with `make logs`, delete everything with `make clean`.")


def fill(portal: Portal) -> None:
    """Load what a fresh portal has; a portal that was filled before keeps its data as it is."""
    filled = portal.state / "filled"
    if filled.exists():
        print("The data of last time is kept.")
        return
    for together in STEPS:
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda one: run_step(portal, *one), together))
    filled.touch()


def run_step(portal: Portal, title: str, command: Sequence[str]) -> None:
    """One step of the filling, as people see it."""
    with step(title):
        portal.ckan("smartlombardia", *command, quiet=False)


def make_users(portal: Portal) -> Path:
    """One of the regional office, one of a town, made once; returns the file that holds their password."""
    password = portal.state / "password"
    if not password.exists():
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(12) + "\n")
        for name, body in USERS.items():
            words = ("members", "add", body, name, "--role", "admin", "--email", f"{name}@example.org")
            portal.ckan("smartlombardia", *words, stdin=password.read_text())
    return password


def copies_of_sources(process: Process) -> str:
    """What the portal reads instead of the network: stored copies, the sample where nothing answers, or nothing."""
    stored = start_mirror(process)
    if stored or reaches(*A_SOURCE):
        return stored
    print(
        "    The sources cannot be reached: this portal shows a small sample, each record of which is called «Esempio»."
    )
    return str(SAMPLE)


def reaches(host: str, port: int) -> bool:
    """Whether a host on the network accepts connections."""
    try:
        with socket.create_connection((host, port), timeout=5):
            return True
    except OSError:
        return False


def mirror(stack: Stack) -> Process:
    """The server of stored copies, as a process that may or may not run."""
    return Process("mirror", stack.state / "servers")


def start_mirror(process: Process) -> str:
    """Start the script that SMARTLOMBARDIA_MIRROR names; the address it serves on, empty where there is none.

    Without stored copies the sources' own addresses are asked.
    """
    script = os.environ.get("SMARTLOMBARDIA_MIRROR", "")
    if not script or not Path(script).exists():
        return ""
    port_file = process.pid_file.with_suffix(".port")
    if not process.pid() or not port_file.exists():
        port_file.write_text(str(free_port()))
        process.start([sys.executable, script, "--port", port_file.read_text()])
        process.wait_for(int(port_file.read_text()))
    return f"http://127.0.0.1:{port_file.read_text()}"


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"==> {title}", flush=True)
    start = time.perf_counter()
    yield
    print(f"    {title}: done in {time.perf_counter() - start:.1f} s", flush=True)
