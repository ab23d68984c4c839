"""Wiring of the extension into CKAN."""

from ckan import plugins as p

from ckanext.smartlombardia import model  # noqa: F401


class SmartLombardiaPlugin(p.SingletonPlugin):
    """The registry's plugin."""
