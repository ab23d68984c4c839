"""What every answer tells the browser: run only our scripts, keep nothing of who is signed in, stand in no frame."""

from __future__ import annotations

from flask import Blueprint, Response

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config

blueprint = Blueprint("smartlombardia_response_headers", __name__)

# styles stand in attributes of some elements of CKAN's forms and of charts; scripts only in files
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self'; object-src 'self'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
UPLOAD_POLICY = "sandbox; default-src 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000; includeSubDomains"


@blueprint.after_app_request
def add_headers(response: Response) -> Response:
    """Add the headers to an answer. A file that somebody uploaded is saved, never shown as a page of the portal."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if (tk.request.endpoint or "").endswith(".download"):
        response.headers["Content-Security-Policy"] = UPLOAD_POLICY
        _save_as_file(response)
    else:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    if tk.request.is_secure or config.is_behind_tls():
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if tk.current_user and tk.current_user.is_authenticated:
        response.cache_control.private = True
        response.cache_control.no_store = True
    return response


def _save_as_file(response: Response) -> None:
    disposition = response.headers.get("Content-Disposition", "")
    name = disposition.partition(";")[2]
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f"attachment;{name}" if name else "attachment"
