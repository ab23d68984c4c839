"""What is set on the web application itself, once CKAN has made it."""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from ckanext.smartlombardia import config
from ckanext.smartlombardia.views.api_access import ENDPOINT, call_action
from ckanext.smartlombardia.views.errors import answer_error, check_address


def install(app: Any) -> Any:
    """Our view of the API in the place of CKAN's, the longest body, the address of who asks behind proxies."""
    app.view_functions[ENDPOINT] = call_action
    app.before_request_funcs[None].insert(1, check_address)  # after CKAN's own, before what asks the database
    app.config["MAX_CONTENT_LENGTH"] = config.max_request_bytes()
    app.register_error_handler(RequestEntityTooLarge, answer_error)
    if config.trusted_proxies():
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies(), x_proto=0)
    return app
