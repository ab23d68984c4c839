"""Code-hosting sites: the address of an organization or of a repository -> the addresses of its publiccode.yml files.

https://docs.github.com/en/rest/repos/repos#list-organization-repositories,
https://docs.gitlab.com/api/groups/#list-projects. What is no organization on GitHub may be an account, what is
no group on GitLab a repository: both are asked in turn. Archived repositories are left out; a fork is not: its file
says by itself that it is another project's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.harvesters.documents import Get, each, refusal
from ckanext.smartlombardia.harvesters.plain import parsed
from ckanext.smartlombardia.types import Document, Refused

PAGE_SIZE = 100
MAX_PAGES = 50
GITHUB = re.compile(r"https://github\.com/([\w.-]+)(?:/([\w.-]+?))?(?:\.git)?/?")
GITLAB = re.compile(r"https://(gitlab\.[\w.-]+)/([\w./-]+?)/?")
FILE = "publiccode.yml"
NO_LIST = (
    "La risposta non è l’elenco dei progetti.",
    "Controllate che l’indirizzo sia quello di un’organizzazione su GitHub o di un gruppo su GitLab.",
)


def is_repository_or_group(address: str) -> bool:
    """Whether an address is an organization, a group or a repository, and not a file."""
    return bool(GITHUB.fullmatch(address)) or _group(address) is not None


def list_probe_addresses(address: str) -> list[str]:
    """What to ask to see whether an address is one: the first page of the list of an organization, the file of a
    repository.
    """
    if github := GITHUB.fullmatch(address):
        owner, repository = github.groups()
        return [_raw(f"{owner}/{repository}")] if repository else [f"{listing}1" for listing in _github(owner)]
    return [f"{_gitlab(address)}1", _raw_gitlab(address)]


def is_list(content: bytes) -> bool:
    """Whether a document is a list of projects, as these sites give it."""
    projects = parsed(content)
    rows = projects if isinstance(projects, list) else []
    return bool(rows) and all(
        isinstance(project, dict) and {"full_name", "path_with_namespace"} & set(project) for project in rows
    )


def files(get: Get, address: str) -> Iterator[Document | Refused]:
    """The files of an organization, a group or a repository. Those that cannot be had are named."""
    if not (github := GITHUB.fullmatch(address)):
        return _listed(get, [_gitlab(address)], _of_gitlab, _raw_gitlab(address))
    owner, repository = github.groups()
    return each(get, [_raw(f"{owner}/{repository}")]) if repository else _listed(get, _github(owner), _of_github)


def _listed(
    get: Get, listings: Sequence[str], file_of: Callable[[dict[str, Any]], str | None], otherwise: str = ""
) -> Iterator[Document | Refused]:
    """The file of every project of a list in pages: the first of these lists that is there, else one file."""
    listing, *others = listings
    for number in range(1, MAX_PAGES + 1):
        address = f"{listing}{number}"
        try:
            projects = parsed(get(address).content)
        except FetchError as error:
            if number == 1 and error.cause == "missing" and (others or otherwise):
                yield from _listed(get, others, file_of, otherwise) if others else each(get, [otherwise])
            else:
                yield refusal(error)
            return
        if not isinstance(projects, list):
            yield Refused(address, *NO_LIST)
            return
        for file in filter(None, map(file_of, filter(_is_open, projects))):
            yield from _if_there(get, file)
        if len(projects) < PAGE_SIZE:
            return


def _if_there(get: Get, address: str) -> Iterator[Document | Refused]:
    try:
        yield get(address)
    except FetchError as error:
        if error.cause != "missing":
            yield refusal(error)


def _is_open(project: Any) -> bool:
    return isinstance(project, dict) and not project.get("archived")


def _of_github(project: dict[str, Any]) -> str | None:
    name = project.get("full_name")
    return _raw(name) if isinstance(name, str) else None


def _of_gitlab(project: dict[str, Any]) -> str | None:
    page = project.get("web_url")
    return f"{page}/-/raw/HEAD/{FILE}" if isinstance(page, str) and urlsplit(page).scheme == "https" else None


def _raw(repository: str) -> str:
    return f"https://raw.githubusercontent.com/{repository}/HEAD/{FILE}"


def _github(owner: str) -> list[str]:
    return [f"https://api.github.com/{kind}/{owner}/repos?per_page={PAGE_SIZE}&page=" for kind in ("orgs", "users")]


def _group(address: str) -> tuple[str, str] | None:
    match = GITLAB.fullmatch(address)
    return (match[1], match[2]) if match and "/-/" not in address and not address.endswith(".yml") else None


def _raw_gitlab(address: str) -> str:
    return f"{address.rstrip('/')}/-/raw/HEAD/{FILE}"


def _gitlab(address: str) -> str:
    host, group = _group(address) or ("", "")
    listed = f"https://{host}/api/v4/groups/{quote(group, safe='')}/projects?include_subgroups=true&archived=false"
    return f"{listed}&per_page={PAGE_SIZE}&page="
