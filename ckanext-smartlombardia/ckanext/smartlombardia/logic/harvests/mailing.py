"""Mail about sources: only when something goes wrong that did not before, and when it is over (Italian).

It goes to the administrators of the body whose source it is. Without `smtp.mail_from` in the settings none is sent.
"""

from __future__ import annotations

import logging

import sqlalchemy as sa

from ckan import model as core
from ckan.lib import mailer
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.harvests import progress
from ckanext.smartlombardia.model import Run

LOG = logging.getLogger(__name__)
STOPPED = "La lettura si è fermata prima della fine."


def send_run_mail(source: str) -> None:
    """Mail the administrators of a source about problems that its last run has and the one before had not.

    A mail that cannot be sent is logged, not raised.
    """
    if not tk.config.get("smtp.mail_from"):
        return
    query = sa.select(Run.report).where(Run.kind == progress.HARVEST, Run.source == source, Run.finished.is_not(None))
    reports = [*core.Session.scalars(query.order_by(Run.id.desc()).limit(2)), {}, {}]
    now, before = _problems(reports[0]), _problems(reports[1])
    new = [problem for problem in now if problem not in before]
    if new:
        _send(source, "un problema nuovo", "Nell’ultima lettura:\n\n" + "\n".join(f"- {problem}" for problem in new))
    elif before and not now:
        _send(source, "problema risolto", "L’ultima lettura è arrivata in fondo: non c’è altro da fare.")


def _problems(report: dict) -> list[str]:
    """Problems that a person has to act on: documents that could not be fetched or read, a run that stopped."""
    faults = [f"{fault['why']} {fault['remedy']}".strip() for fault in report.get("faults", ())]
    return faults + [STOPPED] * bool(report.get("failed"))


def _send(source: str, subject: str, text: str) -> None:
    package = core.Package.get(source)
    page = tk.url_for("smartlombardia_harvests.report", name=source, qualified=True)
    for user in _administrators(package.owner_org):
        try:
            mailer.mail_user(user, f"Fonte «{package.title}»: {subject}", f"{text}\n\nIl resoconto: {page}\n")
        except mailer.MailerException as error:
            LOG.warning("No mail about %s: %s", source, error)


def _administrators(organization: str | None) -> list[core.User]:
    query = (
        sa.select(core.User)
        .join(core.Member, core.Member.table_id == core.User.id)
        .where(
            core.Member.group_id == organization,
            core.Member.table_name == "user",
            core.Member.capacity == "admin",
            core.Member.state == "active",
            core.User.state == "active",
            core.User.email.is_not(None),
        )
    )
    return list(core.Session.scalars(query))
