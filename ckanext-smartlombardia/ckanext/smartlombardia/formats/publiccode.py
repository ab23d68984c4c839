"""publiccode.yml, versions 0 to 0.7 -> what it says of a product, with every repair listed.

https://yml.publiccode.tools/schema.core.html. Contacts of persons are never read. Unknown keys stay in the document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ckanext.smartlombardia.types import Repair

from . import safe_yaml
from .errors import NotReadable
from .limits import MAX_PUBLICCODE_BYTES
from .publiccode_rules import LANGUAGE, Complaint, check

STATUSES = ("concept", "development", "beta", "stable", "obsolete")
KINDS = (
    *("standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend"),
    *("standalone/other", "addon", "library", "configurationFiles"),
)
PLATFORMS = ("spid", "cie", "pagopa", "io", "anpr", "pdnd", "send")
ITALIAN_BODY = "urn:x-italian-pa:"
ALIAS = "alias:"
THREE_LETTERS = {"ita": "it", "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es"}  # until 0.1


@dataclass(slots=True)
class Publiccode:
    """What a file says of a product.

    Texts are by language tag (`it`, `en` or another primary tag). `ipa` is the administration that releases it, in
    lower case. `supports` are URIs or `alias:…`; `national_platforms` those declared as supported: `false` is an
    editor's default and read as not declared. `contractors` are names of firms. `complaints` are what the standard
    does not allow in the file (table `publiccode_rules`), although it was read.
    """

    name: str
    standard_version: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    repository: str | None = None
    landing_page: str | None = None
    version: str | None = None
    release_date: str | None = None
    development_status: str | None = None
    software_type: str | None = None
    licence: str | None = None
    ipa: str | None = None
    owner_name: str | None = None
    contractors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    is_based_on: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    national_platforms: list[str] = field(default_factory=list)
    used_by: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)


def read(content: bytes | str) -> Publiccode:
    """What a publiccode.yml says. Raises NotReadable: not YAML, not a mapping, no name."""
    if len(content) > MAX_PUBLICCODE_BYTES:
        size = MAX_PUBLICCODE_BYTES // 1024
        raise NotReadable(
            f"Il publiccode.yml supera {size} kB.", "Controllate l’indirizzo: il file è molto più piccolo."
        )
    tree = safe_yaml.load(content, numbers=False, strict=True)
    if not isinstance(tree, dict) or not (tree.get("publiccodeYmlVersion") or tree.get("name")):
        raise NotReadable(
            "Il file è YAML ma non un publiccode.yml.", "Controllate l’indirizzo: il file si chiama publiccode.yml."
        )
    product = _Reading(tree).product()
    if isinstance(content, bytes) and not _is_utf8(content):
        product.complaints.append(Complaint("publiccode.yml", "Il file non è scritto in UTF-8."))
    return product


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Reading:
    """One pass over a file's keys, collecting repairs."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self.tree = tree
        self.repairs: list[Repair] = []
        self.country = self._country()
        self.texts = self._texts()

    def product(self) -> Publiccode:
        tree, legal = self.tree, _map(self.tree.get("legal"))
        titles = {tag: name for tag, texts in self.texts.items() if (name := _text(texts.get("localisedName")))}
        name = " ".join((_text(tree.get("name")) or next(iter(titles.values()), "")).split())
        if not name:
            raise NotReadable("Manca il nome del software.", "Aggiungete la chiave «name» al file.")
        return Publiccode(
            name=name,
            standard_version=_text(tree.get("publiccodeYmlVersion")) or "",
            titles=titles,
            notes={tag: notes for tag, texts in self.texts.items() if (notes := _notes(texts))},
            repository=self._web("url", tree.get("url")),
            landing_page=self._web("landingURL", tree.get("landingURL")),
            version=_text(tree.get("softwareVersion")),
            release_date=self._day("releaseDate", tree.get("releaseDate")),
            development_status=self._one_of("developmentStatus", STATUSES),
            software_type=self._kind(),
            licence=_text(legal.get("license")),
            ipa=self._ipa(),
            owner_name=self._owner(legal),
            contractors=[name for name in map(_firm, _list(_map(tree.get("maintenance")).get("contractors"))) if name],
            categories=self._words("categories"),
            is_based_on=self._words("isBasedOn"),
            supports=self._supports(),
            national_platforms=self._national_platforms(),
            used_by=self._used_by(),
            complaints=check(tree),
            repairs=self.repairs,
        )

    def _mend(self, key: str, was: Any, now: Any, why: str) -> None:
        self.repairs.append(Repair(key, was, now, why))

    def _texts(self) -> dict[str, Mapping[str, Any]]:
        """The descriptions by primary language: `it-IT` and `IT` are `it`; the first of a language stands."""
        texts: dict[str, Mapping[str, Any]] = {}
        for raw_tag, description in _map(self.tree.get("description")).items():
            primary = re.split("[-_]", raw_tag.strip())[0].lower()
            tag = THREE_LETTERS.get(primary, primary)
            if isinstance(description, dict) and re.fullmatch("[a-z]{2,3}", tag):
                texts.setdefault(tag, description)
                if not LANGUAGE.fullmatch(raw_tag) or not raw_tag.startswith(tag):
                    self._mend("description", raw_tag, tag, "La lingua si scrive come «it» o «it-IT».")
        return texts

    def _country(self) -> Mapping[str, Any]:
        """The Italian section, which may be called `it` or `IT`; two are taken together, part by part."""
        sections = [_map(self.tree.get(key)) for key in ("it", "IT") if isinstance(self.tree.get(key), dict)]
        if len(sections) > 1:
            self._mend("IT", "it, IT", "IT", "La sezione c’è due volte: valgono insieme.")
        return {
            key: {**_map(second), **_map(first)} if isinstance(first or second, dict) else first
            for key in dict.fromkeys(key for section in sections for key in section)
            for first, second in [[*(section[key] for section in sections if key in section), None][:2]]
        }

    def _used_by(self) -> list[str]:
        """Names of who uses it: a list of texts or of mappings with a name, or one text with commas between them."""
        users = self.tree.get("usedBy")
        if isinstance(users, str) and re.search(r"[,;\n]", users.strip()):
            names = [part.strip(" -•\t") for part in re.split(r"[,;\n]", users)]
            self._mend("usedBy", users[:500], "; ".join(filter(None, names))[:500], "È un testo e non un elenco.")
        else:
            names = [_text(entry) or _text(_map(entry).get("name")) or "" for entry in _list(users)]
            if any(isinstance(entry, dict) for entry in _list(users)):
                self._mend("usedBy", str(users)[:500], "; ".join(names)[:500], "Sono sezioni e non nomi: vale «name».")
        return list(dict.fromkeys(filter(None, names)))

    def _web(self, key: str, value: Any) -> str | None:
        """An http(s) address; anything else is left out with a repair."""
        address = _text(value)
        try:
            parts = urlsplit(address or "")
        except ValueError:
            parts = urlsplit("")
        if address and not (parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", address)):
            self._mend(key, address, None, "Non è un indirizzo web: è stato tralasciato.")
            return None
        return address

    def _day(self, key: str, value: Any) -> str | None:
        text = _text(value)
        if not text:
            return None
        try:
            day = date.fromisoformat(text[:10]).isoformat()
        except ValueError:
            self._mend(key, text, None, "Non è una data nella forma 2024-12-31: è stata tralasciata.")
            return None
        if day != text:
            self._mend(key, text, day, "La data è stata scritta nella forma 2024-12-31.")
        return day

    def _one_of(self, key: str, values: tuple[str, ...]) -> str | None:
        text = _text(self.tree.get(key))
        if text in (None, *values):
            return text
        self._mend(key, text, None, "Non è fra i valori previsti: è stato tralasciato.")
        return None

    def _kind(self) -> str | None:
        """`standalone` alone was allowed until version 0.1."""
        if self.tree.get("softwareType") == "standalone":
            self._mend("softwareType", "standalone", "standalone/other", "Il valore è stato sostituito dallo standard.")
            return "standalone/other"
        return self._one_of("softwareType", KINDS)

    def _words(self, key: str) -> list[str]:
        """The texts of a list, once each; a text alone is a list of one."""
        return list(dict.fromkeys(word for entry in _list(self.tree.get(key)) if (word := _text(entry))))

    def _ipa(self) -> str | None:
        """The releasing administration: `organisation.uri` (0.5 and later), else the country section's code."""
        organisation = _map(self.tree.get("organisation"))
        uri = _text(organisation.get("uri")) or _text(self.tree.get("organisationUri")) or ""
        if uri.lower().startswith(ITALIAN_BODY):
            return uri[len(ITALIAN_BODY) :].strip().lower() or None
        if uri and not uri.lower().startswith(("http://", "https://", "urn:")):
            self._mend("organisation/uri", uri, None, "Non è un URI: è stato tralasciato.")
        code = _text(_map(self.country.get("riuso")).get("codiceIPA"))
        if code and not re.fullmatch(r"[A-Za-z0-9_-]{2,40}", code):
            self._mend("it/riuso/codiceIPA", code, None, "Non è un codice IPA: è stato tralasciato.")
            return None
        return code.lower() if code else None

    def _owner(self, legal: Mapping[str, Any]) -> str | None:
        """The organization that owns the product. A name that may be a person's is not taken."""
        organisation, product = _firm(_map(self.tree.get("organisation"))), _text(self.tree.get("name")) or ""
        return organisation or next(
            filter(None, (_organization(legal.get(key), product) for key in ("mainCopyrightOwner", "repoOwner"))), None
        )

    def _supports(self) -> list[str]:
        identifiers = (
            entry.get("id") if isinstance(entry, dict) else entry for entry in _list(self.tree.get("supports"))
        )
        return list(dict.fromkeys(uri for identifier in identifiers if (uri := _text(identifier))))

    def _national_platforms(self) -> list[str]:
        declared = _map(self.country.get("piattaforme"))
        aliases = {uri.lower().removeprefix(ALIAS) for uri in self._supports() if uri.lower().startswith(ALIAS)}
        return [code for code in PLATFORMS if declared.get(code) is True or code in aliases]


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _text(value: Any) -> str | None:
    """A text without outer spaces, None for an empty one and for what is no text."""
    return value.strip() or None if isinstance(value, str) else None


def _notes(description: Mapping[str, Any]) -> str:
    """Short and long description as one text, the short one not twice."""
    short = " ".join((_text(description.get("shortDescription")) or "").split())
    long = _text(description.get("longDescription")) or ""
    return long if " ".join(long.split()).startswith(short) else "\n\n".join(filter(None, (short, long)))


def _firm(value: Any) -> str | None:
    """The name of a contractor or organization; dashes and the like are none."""
    name = _text(_map(value).get("name"))
    return " ".join(name.split()) if name and re.search(r"\w{2}", name) and "@" not in name else None


def _organization(value: Any, product: str) -> str | None:
    """A copyright holder that is no person: it has a word of organizations, or is the product's own name."""
    name = _firm({"name": value})
    return name if name and (ORGANIZATION.search(name) or name.casefold() in product.casefold()) else None


ORGANIZATION = re.compile(
    r"\b(s\.?\s?p\.?\s?a|s\.?\s?r\.?\s?l|s\.?c\.?a\.?r\.?l|snc|sas|gmbh|ltd|inc|foundation|fondazione|associazione|agenzia"
    r"|agency|arpa|consorzio|universit\w+|comune|citt[aà]|provincia|regione|consiglio|ministero|dipartimento|ente"
    r"|istitut\w+|azienda|ausl|asl|unione|gemeente|team|contributors|community|project|group|labs|presidenza)\b",
    re.IGNORECASE,
)
