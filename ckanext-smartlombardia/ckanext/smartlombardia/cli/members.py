"""`ckan smartlombardia members add IPA USER`"""

from __future__ import annotations

import click

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.registry import itself

__all__ = ["members"]


@click.group(short_help="Who writes for a body.")
def members() -> None:
    """People of bodies and of the regional office."""


@members.command()
@click.argument("ipa")
@click.argument("user")
@click.option("--role", type=click.Choice(["admin", "editor", "member"]), default="editor", show_default=True)
@click.option("--email", help="Make the user first, with this mailbox; the password is read from the standard input.")
def add(ipa: str, user: str, role: str, email: str | None) -> None:
    """Make USER a member of the body with the code IPA."""
    context = itself.context()
    try:
        if email:
            password = click.get_text_stream("stdin").readline().strip()
            tk.get_action("user_create")(dict(context), {"name": user, "email": email, "password": password})
        tk.get_action("organization_member_create")(context, {"id": ipa.lower(), "username": user, "role": role})
    except (tk.ValidationError, tk.ObjectNotFound) as error:
        raise click.ClickException(f"{ipa}, {user}: {error}") from error
    click.echo(f"{user} writes for {ipa.lower()} as {role}")
