"""What integration tests say of the registry: calls as somebody, users of bodies, records, pages."""

from __future__ import annotations

import itertools
import re
from contextvars import Context
from typing import Any

from local.portal import Portal

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import CKANTestApp

counter = itertools.count(1)
TOKEN = "_csrf_token"


class Registry:
    """The registry under test."""

    def __init__(self, portal: Portal):
        self.portal = portal
        self.tokens: dict[str, str] = {}
        self.app = CKANTestApp(portal.application)  # type: ignore[attr-defined]

    def call(self, action: str, user: str | None = None, **data: Any) -> Any:
        """Call an action as a user; nobody named is a visitor."""
        context = {"user": user or "", "auth_user_obj": model.User.get(user) if user else None}
        return tk.get_action(action)(context, data)

    def by_office(self, action: str, **data: Any) -> Any:
        """Call an action as the site itself."""
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        return tk.get_action(action)({"user": user, "ignore_auth": True}, data)

    def user(self, body: str | None = None, capacity: str = "editor", sysadmin: bool = False) -> str:
        """A new user, a member of a body if one is named; its name."""
        name = f"user{next(counter)}"
        model.Session.add(
            model.User(
                name=name, email=f"{name}@example.org", password="a long password", sysadmin=sysadmin, state="active"
            )
        )
        model.Session.commit()
        if body:
            self.by_office("organization_member_create", id=body, username=name, role=capacity)
        return name

    def add(self, kind: str, body: str | None = "c_f205", user: str | None = None, **fields: Any) -> dict[str, Any]:
        """A new record of a kind at a body, written through the API by the user, or else by the site itself."""
        data = {"type": kind, "title": "Un sistema", **fields}
        if body:
            data["owner_org"] = self.by_office("organization_show", id=body)["id"]
        return self.call("package_create", user, **data) if user else self.by_office("package_create", **data)

    def client(self, user: str | None = None) -> Any:
        """A browser in which a user is signed in, at the portal's own address: elsewhere the cookie is not sent."""
        client = self.app.test_client()
        if user:
            with client.session_transaction(base_url=self.portal.address) as session:
                session.update(_user_id=model.User.get(user).id, _fresh=True)
        return client

    def headers(self, path: str, user: str | None = None) -> dict[str, str]:
        """What a request of a user carries beside the cookie: a token at the API, where cookies do not count."""
        if not user or not path.startswith("/api/"):
            return {}
        if user not in self.tokens:
            self.tokens[user] = self.by_office("api_token_create", user=user, name="tests")["token"]
        return {"Authorization": self.tokens[user]}

    def page(self, path: str, user: str | None = None, status: int = 200, sent: dict[str, Any] | None = None) -> str:
        """The page that a user sees at a path, following redirects; `sent` is what a form sends there."""
        client = self.client(user)
        # a context of its own: in that of the test, all requests would be the first one's user
        seen, text = Context().run(self._ask, client, path, sent)
        assert seen == status, text[-2000:]
        return text

    def _ask(self, client: Any, path: str, sent: dict[str, Any] | None) -> tuple[int, str]:
        if sent is None:
            answer = client.get(path, follow_redirects=True)
        else:
            sent = {TOKEN: self._token(client, path), **sent}
            answer = client.post(path, data=sent, follow_redirects=True)
        return answer.status_code, answer.get_data(as_text=True)

    @staticmethod
    def _token(client: Any, path: str) -> str:
        """The token that the form at a path carries against forged requests."""
        return Registry.token_of(client.get(path, follow_redirects=True).get_data(as_text=True))

    @staticmethod
    def token_of(page: str) -> str:
        """The token that the forms of a page carry against forged requests."""
        token = re.search(rf'name="{TOKEN}"[^>]* (?:value|content)="([^"]+)"', page)
        assert token, "no form with a token"
        return token[1]
