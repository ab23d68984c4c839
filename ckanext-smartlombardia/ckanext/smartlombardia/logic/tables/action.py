"""Actions on the tables that the office keeps: see, change (tried first), take back."""

from __future__ import annotations

from typing import Any

from ckan import model as core
from ckan.logic import validate
from ckan.plugins import toolkit as tk
from ckan.types import Context, DataDict

from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.logic.tables import schema, table_store
from ckanext.smartlombardia.registry import visibility
from ckanext.smartlombardia.vocabularies import office, tables

__all__ = ["smartlombardia_table_change", "smartlombardia_table_show", "smartlombardia_table_undo"]


@tk.side_effect_free
@validate(schema.table_show)
def smartlombardia_table_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A table that the office keeps, each row with its source and date.

    :param name: a table of `office_columns`: admitted, needs, compatibility, products, vendors ...
    :returns: name, title, columns, rows (values, source, date, by: shipped or office), taken_out (shipped rows that the
        office took out) and, for the office, history
    """
    tk.check_access("smartlombardia_table_show", context, data_dict)
    name = data_dict["name"]
    table_store.renew()
    table, changed = v.table(name), table_store.load_rows(name)
    rows = []
    for row in v.rows(name):
        own = changed.get(tables.key(name, row))
        origin = {name: (own or row).get(name) or getattr(table, name) for name in table_store.ABOUT}
        rows.append({"values": dict(row), **origin, "by": "office" if own else "shipped"})
    insider = visibility.is_office(visibility.viewer(context))
    return {
        "name": name,
        "title": dict(table.title),
        "note": table.note,
        "licence": table.licence,
        "columns": [column.name for column in office.columns(name)],
        "rows": rows,
        "taken_out": [list(key) for key, row in changed.items() if row is None],
        "history": table_store.history(name) if insider else [],
    }


@validate(schema.table_change)
def smartlombardia_table_change(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Change a table by rows with the same keys; what is judged by it is judged again by the next drain.

    :param name: the table
    :param rows: rows as dictionaries; one that is not known is added
    :param whole: rows that are not given are taken out
    :param source: where the changes come from
    :param date: the day of that source, as 2026-11-27
    :param reason: why, if there is more to say
    :param dry_run: only say what would change
    :returns: changes (key, before, after), wrong (row, column, value, code), decision (its number, once made)
    """
    tk.check_access("smartlombardia_table_change", context, data_dict)
    name = data_dict["name"]
    table_store.renew()
    changes, wrong = office.compare(name, data_dict["rows"], data_dict.get("whole") or False)
    decision = None
    if not data_dict.get("dry_run"):
        if wrong or not changes:
            raise tk.ValidationError({"rows": [tk._("Nothing was changed: look at what cannot stay.")]})
        user = visibility.viewer(context)
        assert user is not None  # noqa: S101  who may change a table is somebody
        decision = table_store.save_changes(name, changes, data_dict, user)
        core.Session.commit()
    return {
        "changes": [{"key": list(change.key), "before": change.before, "after": change.after} for change in changes],
        "wrong": [
            {"row": error.row, "column": error.column, "value": error.value, "code": error.code} for error in wrong
        ],
        "decision": decision,
    }


@validate(schema.table_undo)
def smartlombardia_table_undo(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take a change of a table back; it stays in the history.

    :param id: number of the change
    :returns: name of the table
    """
    tk.check_access("smartlombardia_table_undo", context, data_dict)
    decision, user = table_store.find(data_dict["id"]), visibility.viewer(context)
    if decision is None or user is None:
        raise tk.ObjectNotFound(tk._("There is no such change, or it was taken back already."))
    table_store.undo(decision, user)
    core.Session.commit()
    return {"name": decision.subject}
