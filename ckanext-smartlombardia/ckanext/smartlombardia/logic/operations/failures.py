"""What an exception means to people, and whether it is a server that is away."""

from __future__ import annotations

import errno

import pysolr
import redis
import requests
import sqlalchemy as sa

from ckan.lib.search.common import SearchError, SolrConnectionError
from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.operations.budget import OverBudget
from ckanext.smartlombardia.registry.search_request import SearchUnavailable

# pysolr tells a refused connection as SolrError, with what happened as its cause
AWAY = (redis.ConnectionError, redis.TimeoutError, requests.ConnectionError, requests.Timeout)


def is_outage(error: BaseException) -> bool:
    """Whether a server is away: that is no fault of the record that was worked on."""
    if isinstance(error, sa.exc.DBAPIError):
        return error.connection_invalidated or isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
    if isinstance(error, SolrConnectionError | SearchUnavailable):
        return True
    if any(isinstance(link, AWAY) for link in (error, error.__cause__, error.__context__)):
        return True
    return isinstance(error, pysolr.SolrError | SearchError) and "connect" in str(error).lower()


def is_full(error: BaseException) -> bool:
    """Whether there is no room left on a disk."""
    full = (errno.ENOSPC, errno.EDQUOT)
    return (isinstance(error, OSError) and error.errno in full) or (
        isinstance(error, sa.exc.OperationalError) and ("No space left" in str(error.orig))
    )


def of_record(error: BaseException) -> str:
    """Why a record could not be written, as a sentence (Italian). What CKAN's validation says is for people already."""
    if isinstance(error, tk.ValidationError):
        parts = (
            f"{name}: {'; '.join(map(str, messages)) if isinstance(messages, list) else messages}"
            for name, messages in error.error_dict.items()
        )
        return "Non si può scrivere: " + " · ".join(parts)
    if isinstance(error, OverBudget):
        return "La scheda richiede troppo tempo: i suoi testi sono troppo lunghi o troppo complessi."
    if isinstance(error, sa.exc.DataError):
        return "Un valore della scheda è troppo lungo, o è un numero fuori misura."
    return "Un valore della scheda ha una forma che il registro non sa leggere."


def of_run(error: BaseException) -> str:
    """Why a whole run stopped, as a sentence (Italian). What the program said is in the log."""
    if is_full(error):
        return "Il disco del portale è pieno. Chi lo gestisce deve liberare spazio; poi la lettura riprende da qui."
    if is_outage(error):
        return "Un server del portale non rispondeva. La prossima lettura riprende da qui."
    return "Un errore del programma. Chi gestisce il portale ne trova la causa nel registro degli errori."
