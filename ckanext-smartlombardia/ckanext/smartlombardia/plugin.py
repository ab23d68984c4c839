"""Wiring of the extension into CKAN."""

from ckan import plugins as p


class SmartLombardiaPlugin(p.SingletonPlugin):
    """The registry's plugin."""
