"""Code-hosting sites: the address of an organization or of a repository -> the addresses of its publiccode.yml files.

https://docs.github.com/en/rest/repos/repos#list-organization-repositories,
https://docs.gitlab.com/api/groups/#list-projects. Archived repositories are left out; a fork is not: its file says by
itself that it is another project's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from ckanext.smartlombardia.fetch import FetchError
from ckanext.smartlombardia.harvesters.documents import Get, refusal
from ckanext.smartlombardia.types import Document, Refused

ROWS = 100
MOST_PAGES = 50
GITHUB = re.compile(r"https://github\.com/([\w.-]+)(?:/([\w.-]+?))?(?:\.git)?/?")
GITLAB = re.compile(r"https://(gitlab\.[\w.-]+)/([\w./-]+?)/?")
FILE = "publiccode.yml"
NO_LIST = (
    "La risposta non è l’elenco dei progetti.",
    "Controllate che l’indirizzo sia quello di un’organizzazione su GitHub o di un gruppo su GitLab.",
)


def files(get: Get, address: str) -> Iterator[Document | Refused] | None:
    """The files of an organization, a group or a repository; None for any other address."""
    if github := GITHUB.fullmatch(address):
        owner, repository = github.groups()
        if repository:
            return _only(get, f"https://raw.githubusercontent.com/{owner}/{repository}/HEAD/{FILE}")
        listing = f"https://api.github.com/orgs/{owner}/repos?per_page={ROWS}&page="
        return _listed(get, listing, _of_github)
    if (gitlab := GITLAB.fullmatch(address)) and "/-/" not in address and not address.endswith(".yml"):
        host, group = gitlab.groups()
        listing = f"https://{host}/api/v4/groups/{quote(group, safe='')}/projects?include_subgroups=true&archived=false"
        return _listed(get, f"{listing}&per_page={ROWS}&page=", _of_gitlab)
    return None


def _only(get: Get, address: str) -> Iterator[Document | Refused]:
    try:
        yield get(address)
    except FetchError as error:
        yield refusal(error)


def _listed(get: Get, listing: str, file_of: Callable[[dict[str, Any]], str | None]) -> Iterator[Document | Refused]:
    """The file of every project of a list in pages."""
    for number in range(1, MOST_PAGES + 1):
        address = f"{listing}{number}"
        try:
            projects = json.loads(get(address).content)
        except FetchError as error:
            yield refusal(error)
            return
        except ValueError:
            projects = None
        if not isinstance(projects, list):
            yield Refused(address, *NO_LIST)
            return
        for file in filter(None, map(file_of, filter(_is_open, projects))):
            yield from _if_there(get, file)
        if len(projects) < ROWS:
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
    return f"https://raw.githubusercontent.com/{name}/HEAD/{FILE}" if isinstance(name, str) else None


def _of_gitlab(project: dict[str, Any]) -> str | None:
    page = project.get("web_url")
    return f"{page}/-/raw/HEAD/{FILE}" if isinstance(page, str) and urlsplit(page).scheme == "https" else None
