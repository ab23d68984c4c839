"""Pages that every public service owes its visitors: help, accessibility, privacy, legal notes, where to report."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import config

blueprint = Blueprint("smartlombardia_pages", __name__)


@blueprint.route("/aiuto")
def help() -> ResponseReturnValue:
    """How to start, for each of the three kinds of user."""
    return tk.render("pages/help.html", {"contact": config.contact()})


@blueprint.route("/catalogo")
def catalogue() -> ResponseReturnValue:
    """How programs read the registry: catalogue, lists, API."""
    return tk.render("pages/catalogue.html")


@blueprint.route("/accessibilita")
def accessibility() -> ResponseReturnValue:
    """What we do so that nobody is kept out, and where to say that something does keep you out."""
    values = {"contact": config.contact(), "statement": config.accessibility_statement()}
    return tk.render("pages/accessibility.html", values)


@blueprint.route("/privacy")
def privacy() -> ResponseReturnValue:
    """Which personal data the portal handles."""
    return tk.render("pages/privacy.html", {"contact": config.contact(), "notice": config.privacy_notice()})


@blueprint.route("/note-legali")
def legal() -> ResponseReturnValue:
    """Licences of data and software, and what the registry answers for."""
    return tk.render("pages/legal.html")


@blueprint.route("/segnala")
def report() -> ResponseReturnValue:
    """Where to report a problem, with the page that the reader comes from."""
    return tk.render("pages/report.html", {"contact": config.contact(), "came_from": _came_from()})


@blueprint.route("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Browsers that do not read a page's icon ask here."""
    return tk.redirect_to("/smartlombardia/favicon.svg")


@blueprint.route("/group/", defaults={"path": ""})
@blueprint.route("/group/<path:path>")
def groups(path: str) -> ResponseReturnValue:
    """CKAN's groups are not used: records are sorted by domain and function."""
    return tk.redirect_to("dataset.search")


def _came_from() -> str | None:
    """The address of this portal on which the reader was, None where it is not told."""
    before = urlsplit(tk.request.referrer or "")
    return before.geturl() if before.path and before.netloc == tk.request.host else None
