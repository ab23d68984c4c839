"""Background processes of the stack: start one, know whether it lives, stop it. State is one pid file each."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


class DidNotStart(RuntimeError):
    """A server gave no sign of life; the message holds the end of its log."""


def free_port() -> int:
    """A TCP port that is free on loopback now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    """Whether something accepts connections on the loopback port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5):
            return True
    except OSError:
        return False


class Process:
    """A named background process, with `<name>.pid` and `<name>.log` in `folder`."""

    def __init__(self, name: str, folder: Path):
        self.name = name
        self.pid_file = folder / f"{name}.pid"
        self.log_file = folder / f"{name}.log"

    def pid(self) -> int | None:
        """The process id, or None where the process is gone (or another one has taken its number)."""
        try:
            pid, started = self.pid_file.read_text().split()
        except (OSError, ValueError):
            return None
        return int(pid) if started_at(int(pid)) == started else None

    def start(
        self, command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        """Start it in the background unless it runs already."""
        if self.pid():
            return
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            child = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )
        self.pid_file.write_text(f"{child.pid} {started_at(child.pid)}")

    def wait_for(self, port: int, seconds: float = 60) -> None:
        """Wait until the port answers. Raises DidNotStart when the process dies or the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if answers(port):
                return
            if not self.pid():
                break
            time.sleep(0.05)
        raise DidNotStart(f"{self.name} does not answer on port {port}:\n{self.tail()}")

    def stop(self, seconds: float = 15) -> None:
        """Ask the process and its children to end, then insist."""
        pid = self.pid()
        if pid:
            for sign in (signal.SIGTERM, signal.SIGKILL):
                signal_group(pid, sign)
                end = time.monotonic() + seconds
                while self.pid() and time.monotonic() < end:
                    time.sleep(0.05)
        self.pid_file.unlink(missing_ok=True)

    def tail(self, lines: int = 20) -> str:
        """The end of the log."""
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"


def started_at(pid: int) -> str | None:
    """When the process started, in clock ticks since boot; None where there is none, or only its remains."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def signal_group(pid: int, sign: signal.Signals) -> None:
    """Send a signal to the process group that the process leads; one that is gone is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, sign)
    reap(pid)


def reap(pid: int) -> None:
    """Collect the process where it is our own child, so that it does not linger as a zombie."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
