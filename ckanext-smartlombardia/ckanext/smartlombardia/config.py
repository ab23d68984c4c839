"""Settings of the registry, one accessor each."""

from __future__ import annotations

from pathlib import Path

from ckan.plugins import toolkit as tk

PREFIX = "ckanext.smartlombardia."


def uri_base() -> str:
    """Base of the stable addresses of records and bodies, without a slash at the end."""
    return (tk.config[PREFIX + "uri_base"] or tk.config["ckan.site_url"]).rstrip("/")


def state_path() -> Path:
    """Folder for what is kept outside the database."""
    return Path(tk.config[PREFIX + "state_path"] or Path(tk.config["ckan.storage_path"]) / "smartlombardia")


def office() -> str:
    """IPA code of the body whose members are the regional office."""
    return tk.config[PREFIX + "office"]


def mirror() -> str | None:
    """Folder or loopback address of stored copies, None where the network is asked."""
    return tk.config[PREFIX + "mirror"] or None


def fetch_timeout() -> int:
    """Seconds that one request may take."""
    return tk.config[PREFIX + "fetch.timeout"]


def fetch_max_bytes() -> int:
    """Largest body that is read, in bytes."""
    return tk.config[PREFIX + "fetch.max_bytes"]


def fetch_files() -> str | None:
    """Folder whose files may be sources, None where none may."""
    return tk.config[PREFIX + "fetch.files"] or None


def fetch_networks() -> list[str]:
    """Networks that may be asked although they are not public, such as `10.1.0.0/16`."""
    return tk.config[PREFIX + "fetch.networks"]


def probes() -> bool:
    """Whether the clock asks for looks at APIs."""
    return tk.config[PREFIX + "probes"]


def sites() -> bool:
    """Whether the clock asks for the sites of bodies to be read."""
    return tk.config[PREFIX + "sites"]


def contact() -> str | None:
    """Mailbox of the office that runs the portal, None where it was not said."""
    return tk.config[PREFIX + "contact"] or None


def accessibility_statement() -> str | None:
    """Address of the statement that was filed with AgID, None where there is none yet."""
    return tk.config[PREFIX + "accessibility_statement"] or None


def privacy_notice() -> str | None:
    """Address of the privacy notice of the body that runs the portal, None where it was not said."""
    return tk.config[PREFIX + "privacy_notice"] or None


def boundaries() -> str:
    """Address of the boundaries of the municipalities, a TopoJSON."""
    return tk.config[PREFIX + "boundaries"]


def is_behind_tls() -> bool:
    """Whether a proxy before the portal speaks TLS with browsers, so that they may be told to ask for nothing else."""
    return tk.config[PREFIX + "behind_tls"]


def token_days() -> int:
    """Days after which an API token ends."""
    return tk.config[PREFIX + "token_days"]


def max_request_bytes() -> int:
    """Longest body of a request."""
    return tk.config[PREFIX + "max_request_bytes"]


def trusted_proxies() -> int:
    """How many proxies before the portal add to X-Forwarded-For."""
    return tk.config[PREFIX + "trusted_proxies"]


def rate_limits() -> bool:
    """Whether requests are limited by account or address."""
    return tk.config[PREFIX + "rate_limits"]


def rate_limit(group: str) -> int:
    """How many requests of a group (search, catalogue, export, check) a minute, or wrong passwords (login)."""
    return tk.config[f"{PREFIX}rate_limits.{group}"]
