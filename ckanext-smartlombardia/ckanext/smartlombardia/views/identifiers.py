"""Stable addresses: `/id/{type}/{uuid}` and `/id/body/{ipa}` answer 303 to the page; `/comune/{name}` finds a town."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

blueprint = Blueprint("smartlombardia_identifiers", __name__)
SEE_OTHER = 303


@blueprint.route("/id/body/<ipa>")
def body(ipa: str) -> ResponseReturnValue:
    """The page of a body, by IPA code."""
    try:
        entry = tk.get_action("smartlombardia_body_show")({}, {"ipa": ipa})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no body with the IPA code {ipa}").format(ipa=ipa))
    return redirect(tk.url_for("organization.read", id=entry["ipa"]), SEE_OTHER)


@blueprint.route("/id/<kind>/<uuid:record>")
def record(kind: str, record: object) -> ResponseReturnValue:
    """The page of a record, by UUID; a record that was merged leads to the one it became."""
    try:
        resolved = tk.get_action("smartlombardia_record_resolve")({}, {"id": str(record)})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such record"))
    return redirect(tk.url_for(f"{resolved['type']}.read", id=resolved["name"]), SEE_OTHER)
