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
@click.option("--limit", type=int, default=20, show_default=True)
@click.option("--offset", type=int, default=0)
def waiting(user: str, **asked: Any) -> None:
    """Cases, most useful first."""
    _say("smartlombardia_case_list", user, {name: value for name, value in asked.items() if value is not None})


@cases.command(short_help="One case with its evidence.")
@NAMED
@click.argument("number", type=int)
def show(user: str, number: int) -> None:
    """One case: its sides, the evidence, what each verdict would do."""
    _say("smartlombardia_case_show", user, {"id": number})


@cases.command(short_help="Decide a case.")
@NAMED
@click.argument("number", type=int)
@click.argument("verdict", type=click.Choice(schema.VERDICTS))
@click.option("--reason", help="a code of the vocabulary decision_reasons")
def decide(user: str, number: int, verdict: str, reason: str | None) -> None:
    """Give a verdict; what follows from it is done at once and can be undone for 30 days."""
    _say("smartlombardia_case_decide", user, {"id": number, "verdict": verdict, "reason": reason or ""})


@cases.command(short_help="Undo a decision.")
@NAMED
@click.argument("decision", type=int, required=False)
def undo(user: str, decision: int | None) -> None:
    """Undo the decision of this number, or the last one of the user."""
    _say("smartlombardia_decision_undo", user, {"id": decision} if decision else {})


@cases.command(short_help="Who decided what.")
@NAMED
@click.option("--by", help="only decisions of this user")
@click.option("--limit", type=int, default=20, show_default=True)
@click.option("--offset", type=int, default=0)
def decisions(user: str, **asked: Any) -> None:
    """Decisions across cases, the newest first."""
    _say("smartlombardia_decision_list", user, {name: value for name, value in asked.items() if value is not None})


def _say(action: str, user: str, said: dict[str, Any]) -> None:
    context = {"user": user, "auth_user_obj": model.User.get(user)}
    try:
        found = tk.get_action(action)(context, said)
    except (tk.NotAuthorized, tk.ObjectNotFound, tk.ValidationError) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))
