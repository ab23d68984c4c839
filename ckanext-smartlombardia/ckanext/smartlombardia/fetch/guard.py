"""Which addresses may be asked, and sockets that only ever open to those.

A name is resolved once; every address that it resolves to must be public, and the socket opens to one of the very
addresses that were checked. So a name that answers differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from types import TracebackType
from typing import Any
from urllib.parse import SplitResult, urlsplit

from .errors import FetchError

Address = IPv4Address | IPv6Address
Allow = Callable[[Address], bool]

NAT64 = ip_network("64:ff9b::/96")


def is_public(ip: Address) -> bool:
    """Not private, link-local, loopback, shared, multicast or reserved, nor an IPv6 address that hides such a one."""
    inner = _hidden(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(inner)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def allow_networks(networks: Iterable[str]) -> Allow:
    """A test of addresses that may be fetched: public ones, and those of `networks` in CIDR form (`10.1.0.0/16`)."""
    inside = [ip_network(cidr) for cidr in networks]
    return lambda ip: is_public(ip) or any(ip in network for network in inside)


def _hidden(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, 6to4, Teredo or NAT64 address leads to."""
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def checked(url: str) -> SplitResult:
    """The parts of an address that may be asked at all. Raises FetchError: scheme, credentials, no host."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise FetchError("address", url) from None
    if parts.scheme not in ("http", "https"):
        raise FetchError("scheme" if parts.scheme else "address", url, scheme=parts.scheme)
    if not host or parts.username is not None or any(letter.isspace() for letter in url.strip()):
        raise FetchError("address", url)
    return parts


def check_literal(url: str, host: str) -> None:
    """Raises FetchError when a host is written as a number that is not public; a name is left to who resolves it."""
    try:
        ip = ip_address(host)
    except ValueError:
        return
    if not is_public(ip):
        raise FetchError("private", url, ip=ip)


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine by its own name or number."""
    try:
        return host == "localhost" or is_loopback_ip(ip_address(host or ""))
    except ValueError:
        return False


def is_loopback_ip(ip: Address) -> bool:
    """Whether a number is this machine."""
    return ip.is_loopback


class Watch:
    """Opens sockets of one request and shuts them when its time is over, so that no trickle keeps us waiting."""

    def __init__(self, url: str, seconds: float, allow: Allow) -> None:
        self.url, self.allow, self.over = url, allow, False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Watch:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._timer.cancel()
        for connection in self._sockets:
            connection.close()

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """A connected socket. Raises FetchError for a host that may not be asked, OSError when nothing answers."""
        failure: OSError = OSError("no address")
        for family, target in list(self._resolve(host, port)):
            opened = socket.socket(family, socket.SOCK_STREAM)
            opened.settimeout(timeout)
            try:
                opened.connect(target)
            except OSError as error:
                opened.close()
                failure = error
                continue
            self._sockets.append(opened.dup())  # TLS takes the other handle; both are one connection
            return opened
        raise failure

    def _resolve(self, host: str, port: int) -> Iterator[tuple[int, Any]]:
        try:
            addresses = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise FetchError("unknown_host", self.url, host=host, passing=True) from None
        for family, _kind, _protocol, _name, target in addresses:
            ip = ip_address(str(target[0]).partition("%")[0])
            if not self.allow(ip):
                raise FetchError("private", self.url, ip=ip)
            yield family, target

    def _shut(self) -> None:
        self.over = True
        for connection in self._sockets:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # already closed by the other side
