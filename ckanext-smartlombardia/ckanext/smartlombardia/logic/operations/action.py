"""Actions on how the portal runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ckan import model as core
from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia.logic.operations import index, overview, quarantine, schema
from ckanext.smartlombardia.logic.records import packages, store

__all__ = ["smartlombardia_index_mend", "smartlombardia_operations_show", "smartlombardia_quarantine_retry"]


@tk.side_effect_free
def smartlombardia_operations_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """How the portal runs, for the regional office.

    :returns: running and failed (runs of sources), queues (jobs that wait, run or failed), tasks (last round of each
        task of the clock), changes (how many wait to be followed up, since when) and set_aside (records that a step
        left out, with cause, since, tries and when it tries again)
    """
    tk.check_access("smartlombardia_operations_show", context, data_dict)
    return overview.show()


@validate(schema.quarantine_retry)
def smartlombardia_quarantine_retry(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Have a record that was set aside tried again.

    :param step: the step that set it aside
    :param subject: UUID of the record, or the address or body that was set aside
    :returns: whether there was such a record (`asked`)
    """
    tk.check_access("smartlombardia_quarantine_retry", context, data_dict)
    step, subject = data_dict["step"], data_dict["subject"]
    if subject not in quarantine.load_set_aside(step):
        return {"asked": False}
    quarantine.release(step, [subject])
    package = core.Session.get(core.Package, subject)
    if package is not None:
        store.tell("record", {package.id: "retried"})
        core.Session.commit()
        if step == packages.INDEX:
            packages.index([subject])
    return {"asked": True}


@validate(schema.index_mend)
def smartlombardia_index_mend(context: Context, data_dict: DataDict) -> dict[str, int]:
    """Compare the search index with the database and mend the index. Background.

    :param settled: seconds after which a difference counts, five minutes if not given
    :returns: counts: ghosts (taken out), missing (added), stale (renewed)
    """
    tk.check_access("smartlombardia_index_mend", context, data_dict)
    seconds = data_dict.get("settled")
    return index.mend(index.SETTLED if seconds is None else timedelta(seconds=seconds))
