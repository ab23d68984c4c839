"""Sessions and tokens end when they should; passwords are not the first ones that are tried."""

from contextvars import Context
from datetime import datetime, timedelta, timezone

import jwt
import pytest

from ckan import model
from ckan.config.middleware.flask_app import csrf
from ckan.plugins import toolkit as tk

PASSWORD = "quattro cavalli bianchi"


@pytest.fixture
def person(registry):
    name = registry.user("c_i996")
    user = model.User.get(name)
    user.password = PASSWORD
    model.Session.commit()
    return name


def sign_in(registry, client, name, password=PASSWORD, **more):
    page = Context().run(client.get, "/user/login", base_url=registry.portal.address).get_data(as_text=True)
    token = registry.token_of(page)
    form = {"login": name, "password": password, "_csrf_token": token, **more}
    return Context().run(
        client.post,
        "/user/login",
        data=form,
        base_url=registry.portal.address,
        headers={"Referer": registry.portal.address},
    )


def is_signed_in(registry, client):
    answer = Context().run(client.get, "/user/edit", base_url=registry.portal.address)
    return answer.status_code == 200


def cookies(client):
    return dict(client._cookies)


def replay(registry, saved_cookies):
    """Whether cookies that somebody saved open the page of an account."""
    client = registry.app.test_client()
    client._cookies.update(saved_cookies)
    return is_signed_in(registry, client)


def test_an_old_cookie_opens_nothing_after_log_out(registry, person):
    client = registry.app.test_client()
    sign_in(registry, client, person)
    saved_cookies = cookies(client)
    assert is_signed_in(registry, client)
    assert replay(registry, saved_cookies)
    Context().run(client.get, "/user/_logout", base_url=registry.portal.address)
    assert not replay(registry, saved_cookies)


def test_an_old_cookie_opens_nothing_after_a_change_of_password(registry, person):
    client = registry.app.test_client()
    sign_in(registry, client, person)
    saved_cookies = cookies(client)
    assert replay(registry, saved_cookies)
    registry.by_office("user_patch", id=person, password="un altro segreto lungo")
    assert not replay(registry, saved_cookies)


def test_a_cookie_that_remembers_somebody_opens_nothing_by_itself(registry, person):
    client = registry.app.test_client()
    sign_in(registry, client, person, remember="63072000")
    remembered = {key: cookie for key, cookie in client._cookies.items() if cookie.key == "remember_token"}
    assert not replay(registry, remembered)


def test_the_form_offers_no_remembering(registry):
    page = Context().run(registry.app.test_client().get, "/user/login").get_data(as_text=True)
    assert 'name="remember"' not in page


@pytest.mark.parametrize("password", ["12345678", "password1234", "aaaaaaaaaaaaaa", "comune123456", "lombardia2026"])
def test_a_password_that_is_easily_guessed_is_refused(registry, person, password):
    with pytest.raises(tk.ValidationError) as refused:
        registry.by_office("user_patch", id=person, password=password)
    assert "password" in refused.value.error_dict


def test_a_password_with_the_name_of_the_account_is_refused(registry, person):
    with pytest.raises(tk.ValidationError):
        registry.by_office("user_patch", id=person, password=f"io sono {person}!")


def test_four_words_are_a_password(registry, person):
    registry.by_office("user_patch", id=person, password="mela fiume tetto corsa")


def test_a_token_ends(registry, person):
    token = registry.by_office("api_token_create", user=person, name="prova")["token"]
    expires = jwt.decode(token, options={"verify_signature": False})["exp"]
    days = (datetime.fromtimestamp(expires, timezone.utc) - datetime.now(timezone.utc)) / timedelta(days=1)
    assert 364 < days <= 366


def test_one_request_with_a_token_opens_no_form_to_requests_without_one(registry, person):
    record = registry.add("platform", "c_i996", title="Sistema")
    path = f"/platform/{record['id']}/restricted"
    token = registry.by_office("api_token_create", user=person, name="csrf")["token"]
    with_token = registry.app.test_client()
    Context().run(with_token.get, path, headers={"Authorization": token})
    client = registry.client(person)
    answer = Context().run(
        client.post,
        path,
        data={"cost_year": "1"},
        base_url=registry.portal.address,
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 400


def test_the_api_takes_no_cookie(registry, person):
    client = registry.client(person)
    answer = Context().run(
        client.post,
        "/api/3/action/smartlombardia_body_answer",
        json={"ipa": "c_i996"},
        base_url=registry.portal.address,
    )
    assert answer.status_code == 403


def test_a_request_with_a_token_needs_no_form_and_exempts_no_view(registry, person):
    record = registry.add("platform", "c_i996", title="Sistema")
    token = registry.by_office("api_token_create", user=person, name="csrf")["token"]
    exempt_views = set(csrf._exempt_views)
    answer = Context().run(
        registry.app.test_client().post,
        f"/platform/{record['id']}/restricted",
        data={"cost_year": "1"},
        base_url=registry.portal.address,
        headers={"Authorization": token},
    )
    assert answer.status_code != 400
    assert csrf._exempt_views == exempt_views


def test_nobody_is_signed_in_by_the_form_of_another_site(registry, person):
    client = registry.app.test_client()
    answer = Context().run(
        client.post, "/user/login", data={"login": person, "password": PASSWORD}, base_url=registry.portal.address
    )
    assert answer.status_code == 400
    assert not is_signed_in(registry, client)
