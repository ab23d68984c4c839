"""What can go wrong with a fetch, in words that a clerk can act on."""

from __future__ import annotations

from typing import Any

CAUSES: dict[str, tuple[str, str]] = {
    "address": (
        "L’indirizzo non è scritto in modo valido.",
        "Correggete l’indirizzo: comincia con https:// e non contiene spazi, nomi utente o password.",
    ),
    "scheme": (
        "L’indirizzo comincia con «{scheme}:»; si leggono solo indirizzi http e https.",
        "Indicate un indirizzo che comincia con https://.",
    ),
    "file": (
        "Il file non c’è, o non sta nella cartella da cui il portale legge i file.",
        "Controllate il percorso; la cartella è nell’impostazione ckanext.smartlombardia.fetch.files.",
    ),
    "private": (
        "L’indirizzo porta a una rete privata o interna ({ip}), che non si può interrogare.",
        "Indicate un indirizzo raggiungibile da Internet; se vi si arriva da un rinvio, avvisate chi gestisce il sito.",
    ),
    "mirror": (
        "L’indirizzo rimanda fuori dalle copie locali ({target}).",
        "Aggiungete alle copie l’indirizzo di arrivo, oppure togliete l’impostazione delle copie locali.",
    ),
    "unknown_host": (
        "Il nome «{host}» non esiste o non si riesce a risolvere.",
        "Controllate come è scritto l’indirizzo e che la rete funzioni.",
    ),
    "unreachable": (
        "Il sito non risponde.",
        "Riprovate più tardi; se continua, controllate l’indirizzo o avvisate chi gestisce il sito.",
    ),
    "certificate": (
        "Il certificato di sicurezza del sito non è valido.",
        "Avvisate chi gestisce il sito: il certificato è scaduto o non corrisponde al nome.",
    ),
    "cut": (
        "Il collegamento si è interrotto prima della fine del documento.",
        "Riprovate più tardi; se continua, avvisate chi gestisce il sito.",
    ),
    "slow": (
        "Il sito non ha finito di rispondere entro {seconds:g} secondi.",
        "Riprovate più tardi; se il documento è molto grande, chiedete alla fonte di dividerlo in pagine.",
    ),
    "large": (
        "Il documento supera il limite di {mebibytes:g} MB, che vale anche dopo la decompressione.",
        "Indicate un documento più piccolo, oppure alzate il limite se la fonte è fidata.",
    ),
    "encoding": (
        "Il documento è compresso in un modo che non si legge («{encoding}»).",
        "Chiedete alla fonte di servire il documento con gzip o senza compressione.",
    ),
    "broken_encoding": (
        "Il documento è compresso, ma la compressione è rovinata.",
        "Riprovate più tardi; se continua, avvisate chi gestisce il sito.",
    ),
    "redirects": (
        "L’indirizzo rimanda ad altri indirizzi più di {count} volte.",
        "Aprite l’indirizzo nel browser e indicate quello di arrivo.",
    ),
    "missing": (
        "A questo indirizzo non c’è più nulla (risposta {status}).",
        "Cercate il nuovo indirizzo del documento e correggete la fonte.",
    ),
    "forbidden": (
        "Il sito non permette di leggere questo indirizzo (risposta {status}).",
        "Chiedete a chi gestisce il sito l’accesso pubblico, oppure indicate un altro indirizzo.",
    ),
    "busy": (
        "Il sito chiede di rallentare (risposta {status}).",
        "Riprovate più tardi, oppure aumentate la pausa fra una richiesta e l’altra.",
    ),
    "broken": (
        "Il sito ha un guasto (risposta {status}).",
        "Riprovate più tardi; se continua, avvisate chi gestisce il sito.",
    ),
    "unexpected": (
        "Il sito ha dato una risposta che non è un documento (risposta {status}).",
        "Aprite l’indirizzo nel browser e controllate che sia quello del documento.",
    ),
}


class FetchError(Exception):
    """A document that could not be had.

    `where` is the address, `why` the cause and `remedy` what to do, in Italian; `cause` is a key of `CAUSES`, `status`
    the answer's status where there was one. `passing` says that trying again may help, `wait` after how many seconds
    where the site said so.
    """

    def __init__(
        self,
        cause: str,
        where: str,
        *,
        status: int | None = None,
        passing: bool = False,
        wait: float | None = None,
        **values: Any,
    ) -> None:
        why, remedy = CAUSES[cause]
        self.cause, self.where, self.status, self.passing, self.wait = cause, where, status, passing, wait
        self.why, self.remedy = why.format(status=status, **values), remedy
        super().__init__(f"{where}: {self.why} {self.remedy}")
