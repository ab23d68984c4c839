"""The contracts of a body: all of them, those of a year, a supplier or a system; as a page and as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ckan.lib.helpers import Page, pager_url
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.logic.contracts import contract_filters
from ckanext.smartlombardia.views import api_calls, cells

blueprint = Blueprint("smartlombardia_contracts", __name__)

PAGE_CONTRACTS = 50
FILTERS = ("year", "supplier", "system")


@blueprint.route("/organization/<ipa>/contracts")
def index(ipa: str) -> ResponseReturnValue:
    """The contracts of a body, those that end last first."""
    body = vocabularies.body(ipa)
    if body is None:
        return tk.abort(404, tk._("There is no such body."))
    wanted = _wanted()
    every = _contracts(ipa)
    contracts = [contract for contract in every if contract_filters.matches(contract, wanted)]
    page = Page(
        collection=contracts, page=tk.h.get_page_number(tk.request.args), url=pager_url,
        items_per_page=PAGE_CONTRACTS, item_count=len(contracts),
    )  # fmt: skip
    data = {"body": body, "page": page, "wanted": wanted, "choices": contract_filters.choices(every)}
    return tk.render("organization/contracts.html", data)


@blueprint.route("/organization/<ipa>/contracts.<suffix>")
def export(ipa: str, suffix: str) -> ResponseReturnValue:
    """The contracts of the present address as a file, all pages. What they cost is there for who may see it."""
    if vocabularies.body(ipa) is None:
        return tk.abort(404, tk._("There is no such body."))
    wanted = _wanted()
    contracts = [contract for contract in _contracts(ipa) if contract_filters.matches(contract, wanted)]
    return cells.file(f"smart-lombardia-contratti-{ipa}", suffix, contracts, _rows(contracts))


def _contracts(ipa: str) -> list[dict[str, Any]]:
    return tk.get_action("smartlombardia_body_contracts")(api_calls.context(), {"ipa": ipa})


def _wanted() -> dict[str, str]:
    return {name: tk.request.args.get(name, "").strip() for name in FILTERS}


def _rows(contracts: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row a contract; the columns of costs only where any of them is told."""
    costs = ("amount", "yearly") if any("amount" in contract for contract in contracts) else ()
    plain = ("cig", "cup", "title", "cpv", "procedure", "tendered", "awarded", "start", "end", *costs)
    for contract in contracts:
        suppliers = contract.get("suppliers") or []
        yield {
            **{name: contract.get(name, "") for name in plain},
            "suppliers": "; ".join(row["name"] for row in suppliers),
            "supplier_vat": "; ".join(row.get("vat", "") for row in suppliers),
            "withheld": contract.get("withheld", 0),
            "systems": "; ".join(row["title"] for row in contract["systems"]),
            "source": contract["source_title"],
            "source_url": contract["source_url"] or "",
            "observed_at": (contract["observed_at"] or "")[:10],
        }
