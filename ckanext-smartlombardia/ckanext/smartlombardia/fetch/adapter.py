"""`requests` over sockets that the guard opens, asking exactly the address that the source gave."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

Connect = Callable[[str, int, float], socket.socket]
AS_WRITTEN = "%/:?#[]@!$&'()*+,;=~"


class GuardedAdapter(HTTPAdapter):
    """Opens its connections through `connect`; name, certificate and Host header stay those of the address.

    `target` (path and query) is sent as written: requests would turn the brackets of a cursor (`page[after]=…`) into
    escapes, and a server may compare them letter by letter.
    """

    def __init__(self, connect: Connect, target: str, connect_timeout: float) -> None:
        self._connect = connect
        self._target = quote(target, safe=AS_WRITTEN) or "/"
        self._timeout = connect_timeout
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        connect, target, timeout = self._connect, self._target, self._timeout

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self.host, self.port or 80, timeout)

            def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
                super().putrequest(method, target, *args, **kwargs)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self.host, self.port or 443, timeout)

            def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
                super().putrequest(method, target, *args, **kwargs)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
