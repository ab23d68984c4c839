"""The administrator of a body brings colleagues in, for that body only."""

import pytest

from ckan import model
from ckan.lib import mailer
from ckan.plugins import toolkit as tk

SUELLO, MILANO = "c_i996", "c_f205"


@pytest.fixture(scope="module")
def administrator(registry):
    return registry.user(SUELLO, "admin")


def invite(registry, user, body, email):
    group = registry.by_office("organization_show", id=body)["id"]
    return registry.call("user_invite", user, email=email, group_id=group, role="editor")


def test_an_administrator_invites_a_colleague(registry, administrator, monkeypatch):
    letters = []
    monkeypatch.setattr(mailer, "send_invite", lambda user, *_: letters.append(user.email))
    invited = invite(registry, administrator, SUELLO, "protocollo@suello.example")
    assert letters == ["protocollo@suello.example"]
    assert model.User.get(invited["id"]).is_in_group(registry.by_office("organization_show", id=SUELLO)["id"])


def test_nobody_is_invited_into_another_body(registry, administrator):
    with pytest.raises(tk.NotAuthorized):
        invite(registry, administrator, MILANO, "protocollo@milano.example")


def test_an_invitation_that_cannot_be_sent_says_so_and_leaves_no_account(registry, administrator, monkeypatch):
    def fail(*_):
        raise mailer.MailerException("no server")

    monkeypatch.setattr(mailer, "send_invite", fail)
    with pytest.raises(tk.ValidationError):
        invite(registry, administrator, SUELLO, "tributi@suello.example")
    assert model.User.by_email("tributi@suello.example").state == "deleted"
