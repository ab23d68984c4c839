"""RDF of records and catalogues: `/{type}/{name}.ttl`, `/catalog.ttl`, `/organization/{ipa}/catalog.ttl`.

Also rdf, xml, n3 and jsonld. Datasets have their addresses from ckanext-dcat.
"""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, make_response, redirect, send_file
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk
from ckanext.dcat.utils import CONTENT_TYPES, check_access_header

from ckanext.smartlombardia.logic.rdf import cache, dump

blueprint = Blueprint("smartlombardia_rdf", __name__)
PARAMETERS = ("page", "after", "q", "fq", "modified_since")
TYPES = {kind for form, kind in CONTENT_TYPES.items() if form != "xml"}


@blueprint.route("/platform/<name>.<any(ttl, rdf, xml, n3, jsonld):form>")
@blueprint.route("/software/<name>.<any(ttl, rdf, xml, n3, jsonld):form>")
@blueprint.route("/dataservice/<name>.<any(ttl, rdf, xml, n3, jsonld):form>")
@blueprint.route("/project/<name>.<any(ttl, rdf, xml, n3, jsonld):form>")
def record(name: str, form: str) -> ResponseReturnValue:
    """One record."""
    try:
        text = tk.get_action("dcat_dataset_show")({}, {"id": name, "format": form})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such record, or you may not see it."))
    return _answer(text, form)


@blueprint.route("/catalog.<any(ttl, rdf, xml, n3, jsonld):form>")
@blueprint.route("/organization/<ipa>/catalog.<any(ttl, rdf, xml, n3, jsonld):form>")
def catalogue(form: str, ipa: str | None = None) -> ResponseReturnValue:
    """A page of the catalogue, or of what one body publishes."""
    parameters = {key: tk.request.args.get(key) for key in PARAMETERS}
    try:
        if ipa:
            parameters["body"] = tk.get_action("smartlombardia_body_show")({}, {"ipa": ipa})["ipa"]
        text = tk.get_action("dcat_catalog_show")({}, {**parameters, "format": form})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no body with the IPA code {ipa}").format(ipa=ipa))
    except tk.ValidationError as error:
        return tk.abort(400, " ".join(text for texts in error.error_dict.values() for text in texts))
    return _answer(text, form)


@blueprint.route("/catalog/dump.nt.gz", endpoint="whole")
def download_dump() -> ResponseReturnValue:
    """The whole catalogue as one file, as it was when it was last written."""
    if not dump.path().is_file():
        return tk.abort(404, tk._("The whole catalogue was not written yet: /catalog.ttl gives it page by page."))
    return send_file(dump.path(), mimetype="application/gzip", as_attachment=True, conditional=True)


@blueprint.route("/catalog")
@blueprint.route("/organization/<ipa>/catalog")
def address(ipa: str | None = None) -> ResponseReturnValue:
    """The address that names a catalogue leads to its description."""
    return redirect(f"{tk.request.path}.{check_access_header() or 'ttl'}", 303)


def _answer(text: str, form: str) -> Response:
    response = make_response(text)
    response.headers["Content-Type"] = f"{CONTENT_TYPES[form]}; charset=utf-8"
    return response


@blueprint.after_app_request
def conditional(response: Response) -> Response:
    """A mark of its content on every RDF answer; whoever has that content already gets 304."""
    if response.status_code == 200 and tk.request.method in ("GET", "HEAD") and response.mimetype in TYPES:
        etag = hashlib.sha256(response.get_data()).hexdigest()[:32]
        response.set_etag(etag)
        if not set(tk.request.args) - {"page", "after"}:
            response.last_modified = cache.since(f"{tk.request.full_path} {response.mimetype}", etag)
        response.headers["Cache-Control"] = "public, no-cache"  # ask each time whether it has changed
        response.make_conditional(tk.request)
    return response
