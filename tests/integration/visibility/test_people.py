"""People: whom one may look up."""

import pytest

from ckan.plugins import toolkit as tk


def test_who_may_look_up_a_person(registry):
    colleague, clerk, stranger = registry.user("c_f205"), registry.user("c_f205"), registry.user("c_b157")
    office = registry.user("r_lombar")
    for viewer in (clerk, colleague, office):
        assert registry.call("user_show", viewer, id=clerk)["name"] == clerk
    for viewer in (stranger, None):
        with pytest.raises(tk.NotAuthorized):
            registry.call("user_show", viewer, id=clerk)


def test_a_forgotten_password_can_be_asked_for(registry):
    name = registry.user("c_f205")
    assert registry.page("/user/reset", sent={"user": name})
