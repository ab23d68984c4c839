"""The audit month by month: told by what was recorded, and honest while there is but one day."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from ckan import model as core

from ckanext.smartlombardia.model import AssessmentRow
from tests.integration.interop.test_judgement import boards, judge  # noqa: F401  the fixtures of the audit
from tests.integration.interop.world import eservice, take


def recorded_earlier(days: int) -> None:
    """As if all that stands had been recorded so many days before."""
    row = AssessmentRow
    core.Session.execute(sa.update(row).values(since=row.since - timedelta(days=days)))
    core.Session.commit()


def test_one_day_is_no_trend_and_the_page_says_so(registry, judge, boards):  # noqa: F811
    assert registry.call("smartlombardia_trend_show") == {"since": None, "points": []}
    judge()
    (point,) = registry.call("smartlombardia_trend_show")["points"]
    assert point["systems"] == 4
    page = registry.page("/interoperabilita/andamento")
    assert "Per un andamento serve un secondo mese" in page
    assert "<polyline" not in page


def test_months_are_told_by_what_stood_at_their_end(registry, judge, boards):  # noqa: F811
    judge()
    recorded_earlier(65)
    take(registry, eservice("board-5", "c_f205"))
    judge()
    points = registry.call("smartlombardia_trend_show")["points"]
    assert [one["systems"] for one in points] in ([4, 4, 5], [4, 4, 4, 5])
    assert points[-1]["pairs"] > points[0]["pairs"]
    assert points[0]["ratio"] is not None
    assert sum(points[-1]["levels"].values()) == 5
    of_town = registry.call("smartlombardia_trend_show", body="c_f205")["points"]
    assert [(one["systems"], one["ratio"]) for one in of_town] == [(1, None)]
    of_function = registry.call("smartlombardia_trend_show", function="notice-board")["points"]
    assert [one["systems"] for one in of_function] == [one["systems"] for one in points]
    page = registry.page("/interoperabilita/andamento?function=notice-board")
    assert page.count("<rect") >= len(points)
    assert "Albo pretorio" in page
