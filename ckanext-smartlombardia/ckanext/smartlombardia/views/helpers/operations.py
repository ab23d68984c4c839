"""Words for how the portal runs."""

from __future__ import annotations

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import visibility

__all__ = ["sl_sees_operations", "sl_set_aside_cause", "sl_step", "sl_task"]


def sl_sees_operations() -> bool:
    """Whether the reader is of the regional office."""
    return bool(visibility.is_office(tk.g.userobj))


def sl_task(code: str) -> str:
    """A task of the clock."""
    words = {
        "harvests": tk._("Sources that are due"),
        "drain": tk._("What follows from changes"),
        "retry": tk._("Records to be tried again"),
        "links": tk._("Links of datasets"),
        "probes": tk._("APIs that answer"),
        "dump": tk._("The catalogue as one file"),
        "index": tk._("Search index against the database"),
        "sites": tk._("Home pages of bodies"),
    }
    return words.get(code, code)


def sl_step(code: str) -> str:
    """A step that sets records aside."""
    words = {
        "match": tk._("Comparing records"),
        "judge": tk._("Judging interoperability"),
        "quality": tk._("Scoring metadata"),
        "links": tk._("Looking at links"),
        "probes": tk._("Looking at APIs"),
        "rdf": tk._("Writing RDF"),
        "index": tk._("Search index"),
        "drain": tk._("What follows from changes"),
    }
    return words.get(code, code)


def sl_set_aside_cause(cause: str) -> tuple[str, str]:
    """Why a record was set aside, and what to do about it."""
    if cause == "budget":
        return (
            tk._("Its texts cost more time than a record may take"),
            tk._("Shorten its name and description, or correct them at the source: then it is tried again by itself."),
        )
    return (
        tk._("It holds a value that this step cannot work on"),
        tk._(
            "Open the record and correct what looks odd, then try again. If it fails again, tell who runs the portal."
        ),
    )
