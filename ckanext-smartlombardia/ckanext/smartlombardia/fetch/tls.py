"""The certificate of a site: which version of TLS it speaks, whether its certificate is good, until when."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime, timezone
from urllib.parse import SplitResult

from . import guard
from .errors import FetchError

SECONDS = 10


def handshake(url: str, parts: SplitResult, allow: guard.Allow) -> dict[str, str | bool]:
    """`valid`, `version` and `until` (a day) of the site's certificate; empty when nobody answers or we may not ask."""
    host, port = parts.hostname or "", parts.port or 443
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with guard.Watch(url, SECONDS, allow) as watch:
        try:
            plain = watch.connect(host, port, SECONDS)
        except (FetchError, OSError):
            return {}
        try:
            with context.wrap_socket(plain, server_hostname=host) as secure:
                return {"valid": True, "version": secure.version() or "", "until": _until(secure)}
        except ssl.SSLCertVerificationError as problem:
            return {"valid": False, "version": "", "why": problem.verify_message[:120]}
        except (ssl.SSLError, OSError):
            return {} if watch.over else {"valid": False, "version": "", "why": "handshake"}
        finally:
            _close(plain)


def _until(secure: ssl.SSLSocket) -> str:
    until = (secure.getpeercert() or {}).get("notAfter")
    if not isinstance(until, str):
        return ""
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(until), timezone.utc).date().isoformat()


def _close(connection: socket.socket) -> None:
    try:
        connection.close()
    except OSError:
        return
