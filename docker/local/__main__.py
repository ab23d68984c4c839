"""`python -m local COMMAND`, with docker/ on the path; the Makefile names each command for people."""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import time

from . import demo
from .stack import LOCAL, Stack

COMMANDS = ("demo", "dev", "stop", "clean", "logs", "address")


def main() -> None:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="local", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    command = parser.parse_args().command
    stack = Stack()
    portal = stack.portal()
    if command in ("demo", "dev"):
        demo.run(stack, reloading=command == "dev")
    elif command == "stop":
        stop(stack)
    elif command == "clean":
        clean(stack)
    elif command == "logs":
        follow_logs()
    elif portal.web.pid():
        print(portal.address)
    else:
        sys.exit("The portal is not running: start it with `make demo`.")


def stop(stack: Stack) -> None:
    """Stop the portal and the servers; the data stays."""
    start = time.perf_counter()
    stack.portal().stop()
    demo.mirror(stack).stop()
    stack.stop()
    print(f"Stopped ({time.perf_counter() - start:.1f} s); the data is kept: `make demo` starts it again.")


def clean(stack: Stack) -> None:
    """Stop, and delete the portal's data; the gathered libraries stay."""
    stop(stack)
    stack.postgres.remove()
    subprocess.run(["rm", "-rf", str(LOCAL / "servers"), str(LOCAL / "smartlombardia")], check=True)
    print("The portal's data is deleted.")


def follow_logs() -> None:
    """Show what servers, portal and workers write, until interrupted."""
    logs = sorted(str(log) for log in LOCAL.glob("*/*.log"))
    if not logs:
        sys.exit("Nothing has run yet: start with `make demo`.")
    with contextlib.suppress(KeyboardInterrupt):
        subprocess.run(["tail", "-n", "20", "-F", *logs], check=False)


main()
