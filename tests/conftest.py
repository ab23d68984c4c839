"""What every test may ask for: the shared real data, the server of stored copies, a site that misbehaves."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["tests.servers"]

CHECKOUT = Path(__file__).resolve().parents[1]
SERVED = ("tests/integration/visibility/", "tests/integration/", "tests/e2e/")
"""Folders whose tests share servers, in the order in which processes should begin them: the longest first."""
Answer = tuple[int, dict[str, str], bytes]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SharedOut:
    """Two processes share the tests (`make test`)."""
    return SharedOut(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what needs servers first, so that it is not begun last by one process while the other has nothing left."""
    order = [*SERVED, ""]
    items.sort(key=lambda item: order.index(served_folder(item.nodeid) or ""))


def served_folder(nodeid: str) -> str | None:
    """The folder of SERVED that a test stands in."""
    return next((folder for folder in SERVED if nodeid.startswith(folder)), None)


class SharedOut(LoadScopeScheduling):
    """What needs the same servers stays in one process; other files go where time is."""

    def _split_scope(self, nodeid: str) -> str:
        return served_folder(nodeid) or nodeid.partition("::")[0]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real public data: `SMARTLOMBARDIA_SHARED`, or `../shared` beside the checkout."""
    folder = Path(os.environ.get("SMARTLOMBARDIA_SHARED") or CHECKOUT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"no real data: {folder}/data is not there (set SMARTLOMBARDIA_SHARED)")
    return folder


@pytest.fixture(scope="session")
def mirror_server(shared: Path) -> Iterator[str]:
    """Address of a server that answers with the stored copies."""
    with served(stored_copies(shared)) as address:
        yield address


@pytest.fixture
def faulty_mirror(shared: Path) -> Iterator[Callable[..., str]]:
    """Starts servers of stored copies with faults: `faulty_mirror(gone=1)` gives the address of one."""
    with ExitStack() as servers:
        yield lambda **faults: servers.enter_context(served(stored_copies(shared, **faults)))


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of our own on loopback, that answers as the test says."""
    with served(type("Handler", (SiteHandler,), {"site": (site := Site())})) as address:
        site.address = address
        yield site


class Site:
    """Pages by path. A page is bytes, an answer (status, headers, body) or a function that gives one of these."""

    def __init__(self) -> None:
        self.address = ""
        self.pages: dict[str, bytes | Answer | Callable[[BaseHTTPRequestHandler], bytes | Answer | None]] = {}
        self.asked: list[str] = []

    def __setitem__(self, path: str, page: bytes | Answer | Callable[..., bytes | Answer | None]) -> None:
        self.pages[path] = page


class SiteHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        page = self.site.pages.get(self.path, (404, {}, b""))
        if callable(page):
            page = page(self)  # None: the page has written its own answer
        if page is not None:
            self.answer(*((200, {}, page) if isinstance(page, bytes) else page))

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def stored_copies(shared: Path, **faults: float) -> type[BaseHTTPRequestHandler]:
    """The handler of `mirror/serve.py`, with faults by their rate."""
    spec = importlib.util.spec_from_file_location("serve", shared / "mirror/serve.py")
    assert spec
    assert spec.loader
    serve = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(serve)
    return type("Copies", (serve.Mirror,), {"index": serve.load_index(), "faults": faults, "dice": Random(0)})  # noqa: S311 - faults in a fixed order


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server on a free loopback port, stopped at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)
