"""Which actions the API offers, to whom and by which method; rules on top of those of CKAN and ckanext-harvest."""

from .api_actions import ApiAction, find_api_action, is_allowed

__all__ = ["ApiAction", "find_api_action", "is_allowed"]
