"""Which numbers count as public."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from ckanext.smartlombardia.fetch.guard import is_public

# fmt: off
PRIVATE = (
    "0.0.0.0",  # noqa: S104
    "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "192.0.2.1",
    "192.168.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "fc00::1", "fe80::1", "ff02::1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1",
)
PUBLIC = ("8.8.8.8", "185.199.108.133", "2606:50c0:8000::154", "64:ff9b::808:808")
# fmt: on


@pytest.mark.parametrize("text", PRIVATE)
def test_private(text):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_public(text):
    assert is_public(ip_address(text))
