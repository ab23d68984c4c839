"""Operations, for the regional office: what runs, what failed, what waits, which records were set aside."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.views import api_calls

blueprint = Blueprint("smartlombardia_operations", __name__, url_prefix="/operazioni")


@blueprint.route("")
def index() -> ResponseReturnValue:
    """How the portal runs."""
    return tk.render("operations/index.html", {"found": _ask("smartlombardia_operations_show")})


@blueprint.route("", methods=["POST"])
def retry() -> ResponseReturnValue:
    """Have a record that was set aside tried again."""
    form = tk.request.form
    _ask("smartlombardia_quarantine_retry", step=form.get("step", ""), subject=form.get("subject", ""))
    tk.h.flash_success(tk._("It is tried again with the next round."))
    return tk.redirect_to("smartlombardia_operations.index")


def _ask(action: str, **asked: str) -> Any:
    try:
        return tk.get_action(action)(api_calls.context(), asked)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("How the portal runs is for the regional office."))
    except tk.ValidationError:
        return tk.abort(400, tk._("Choose a record of the list."))
