"""20,000 records from one source: the most memory that the worker took.

    python tests/benchmarks/harvests/large.py [--records 20000]

The source is a catalogue of software in pages of 500, on loopback. Prints seconds, records and megabytes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "docker")]
PAGE = 500
YAML = (
    "publiccodeYmlVersion: '0.4'\nname: Prodotto {n}\nurl: https://example.org/{n}/code\nsoftwareType: standalone/web\n"
)
MEGABYTES = 1024


class Pages(BaseHTTPRequestHandler):
    """Pages of the catalogue; each names the next."""

    records = 0

    def do_GET(self) -> None:
        first = int(parse_qs(urlsplit(self.path).query).get("page[after]", ["0"])[0])
        last = min(first + PAGE, self.records)
        entries = [
            {
                "id": f"n{n}",
                "url": f"https://example.org/{n}",
                "updatedAt": "2026-01-01T00:00:00Z",
                "publiccodeYml": YAML.format(n=n),
            }
            for n in range(first, last)
        ]
        following = f"?page[after]={last}" if last < self.records else None
        body = json.dumps({"data": entries, "links": {"next": following}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    """One portal, one source, one worker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    Pages.records = parser.parse_args().records
    from local.stack import Stack

    from tests.servers import server_folder

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    with server_folder() as folder:
        stack = Stack(folder, durable=False)
        stack.start(cores=("large",))
        try:
            address = f"http://127.0.0.1:{server.server_port}"
            portal = stack.portal("large", settings={"ckanext.smartlombardia.mirror": address})
            portal.configure()
            portal.prepare_database()
            for words in (("territory", "load", "--only", "c_f205"), ("sources", "load")):
                portal.ckan("smartlombardia", *words)
            for run in ("first", "again"):
                seconds, most, said = measured(
                    [
                        Path(sys.executable).parent / "ckan",
                        "-c",
                        portal.ini,
                        "smartlombardia",
                        "harvest",
                        "developers-italia",
                    ]
                )
                print(f"{run:6} {seconds:7.1f} s  {most:6.0f} MB  {said}")
        finally:
            stack.stop()
            stack.postgres.remove()


def measured(command: list) -> tuple[float, float, str]:
    """Seconds, the most memory (MB) and the first line of what a command says."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout
    said = process.stdout.read().decode().strip().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[-1]}: {said}")
    return time.perf_counter() - start, usage.ru_maxrss / MEGABYTES, said[0]


if __name__ == "__main__":
    main()
