"""The one way out: documents fetched from public addresses, politely and without being led astray.

    client = Client(FetchSettings())
    fetched = client.get("https://api.developers.italia.it/v1/software", etag=known)
    fetched.document or "unchanged"

Everything that can go wrong is a `FetchError` that says where, why and what to do, in Italian.
"""

from .client import Client, Fetched, Look
from .errors import FetchError
from .guard import allow_networks, is_public
from .settings import FetchSettings
from .store import Store

__all__ = ["Client", "FetchError", "FetchSettings", "Fetched", "Look", "Store", "allow_networks", "is_public"]
