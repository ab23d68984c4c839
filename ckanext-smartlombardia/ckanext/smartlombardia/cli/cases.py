"""`ckan smartlombardia cases …`: the queue of cases from the command line, in the name of a user."""

from __future__ import annotations

import json
from typing import Any

import click

from ckan import model
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.matching import schema

__all__ = ["cases"]

NAMED = click.option("--as", "user", required=True, metavar="USER", help="in whose name")


@click.group(short_help="Cases: list, show, decide, undo.")
def cases() -> None:
    """Cases of what may be one product or one record: what the pages do, for scripts. Answers are JSON."""


@cases.command("list", short_help="Cases that wait.")
@NAMED
@click.option("--relation", type=click.Choice(schema.RELATIONS))
@click.option("--state", type=click.Choice(schema.STATES))
@click.option("--band", type=click.Choice(schema.BANDS))
@click.option("--province")
@click.option("--function")
@click.option("--vendor")
@click.option("--assigned-to")
@click.option("--order", type=click.Choice(schema.ORDERS))
@click.option("--view", help="what one of the user's views says, unless said here")
@click.option("--limit", type=int, default=20, show_default=True)
@click.option("--offset", type=int, default=0)
def list_cases(user: str, view: str | None, **options: Any) -> None:
    """Cases, most useful first."""
    filters = {name: value for name, value in options.items() if value is not None}
    _print("smartlombardia_case_list", user, {**(_load_view(user, view) if view else {}), **filters})


@cases.command(short_help="One case with its evidence.")
@NAMED
@click.argument("number", type=int)
def show(user: str, number: int) -> None:
    """One case: its sides, the evidence, what each verdict would do."""
    _print("smartlombardia_case_show", user, {"id": number})


@cases.command(short_help="Decide a case.")
@NAMED
@click.argument("number", type=int)
@click.argument("verdict", type=click.Choice(schema.VERDICTS))
@click.option("--reason", help="a code of the vocabulary decision_reasons")
@click.option("--survivor", metavar="RECORD", help="of one record twice, the one that stays")
@click.option("--field", "fields", multiple=True, metavar="FIELD=RECORD", help="whose value a field has; repeat it")
def decide(
    user: str, number: int, verdict: str, reason: str | None, survivor: str | None, fields: tuple[str, ...]
) -> None:
    """Give a verdict; what follows from it is done at once and can be undone for 30 days."""
    parameters = {"id": number, "verdict": verdict, "reason": reason or "", "survivor": survivor or ""}
    _print(
        "smartlombardia_case_decide",
        user,
        {**parameters, "fields": dict(field.partition("=")[::2] for field in fields)},
    )


@cases.command(short_help="A body's answer.")
@NAMED
@click.argument("number", type=int)
@click.argument("body")
@click.argument("answer", type=click.Choice(schema.ANSWERS))
def answer(user: str, number: int, body: str, answer: str) -> None:
    """Say for a body (IPA code) whether it uses what the case says, where the office asked."""
    _print("smartlombardia_case_answer", user, {"id": number, "body": body, "answer": answer})


@cases.command(short_help="Who is to look at a case.")
@NAMED
@click.argument("number", type=int)
@click.argument("to", required=False)
def assign(user: str, number: int, to: str | None) -> None:
    """Give a case to a user, or to nobody."""
    _print("smartlombardia_case_assign", user, {"id": number, "user": to or ""})


@cases.command(short_help="The user's views of the queue.")
@NAMED
def views(user: str) -> None:
    """What the user keeps under which name."""
    _print("smartlombardia_case_view_list", user, {})


@cases.command("keep", short_help="Keep a view of the queue.")
@NAMED
@click.argument("name")
@click.argument("filters", nargs=-1, metavar="[FILTER=VALUE]...")
def keep(user: str, name: str, filters: tuple[str, ...]) -> None:
    """Keep filters of the queue under a name: relation=derived province=BG."""
    _print("smartlombardia_case_view_save", user, {**dict(text.partition("=")[::2] for text in filters), "name": name})


@cases.command(short_help="Delete a view of the queue.")
@NAMED
@click.argument("name")
def forget(user: str, name: str) -> None:
    """Delete the user's view of this name."""
    _print("smartlombardia_case_view_delete", user, {"name": name})


@cases.command(short_help="Undo a decision.")
@NAMED
@click.argument("decision", type=int, required=False)
def undo(user: str, decision: int | None) -> None:
    """Undo the decision of this number, or the last one of the user."""
    _print("smartlombardia_decision_undo", user, {"id": decision} if decision else {})


@cases.command(short_help="Who decided what.")
@NAMED
@click.option("--by", help="only decisions of this user")
@click.option("--limit", type=int, default=20, show_default=True)
@click.option("--offset", type=int, default=0)
def decisions(user: str, **options: Any) -> None:
    """Decisions across cases, the newest first."""
    _print("smartlombardia_decision_list", user, {name: value for name, value in options.items() if value is not None})


def _load_view(user: str, view: str) -> dict[str, Any]:
    """The filters of one of the user's views."""
    for saved in _call("smartlombardia_case_view_list", user, {}):
        if saved["name"] == view:
            return dict(saved["asked"])
    raise click.ClickException(f"{user} has no view «{view}»")


def _print(action: str, user: str, parameters: dict[str, Any]) -> None:
    click.echo(json.dumps(_call(action, user, parameters), ensure_ascii=False, indent=1))


def _call(action: str, user: str, parameters: dict[str, Any]) -> Any:
    """Call an action in the name of a user. Raises ClickException with the message of the action."""
    somebody = model.User.get(user)
    if somebody is None:
        raise click.ClickException(f"there is no user «{user}»")
    try:
        return tk.get_action(action)({"user": somebody.name, "auth_user_obj": somebody}, parameters)
    except (tk.NotAuthorized, tk.ObjectNotFound, tk.ValidationError) as problem:
        raise click.ClickException(str(problem)) from problem
