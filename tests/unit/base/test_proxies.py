# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which proxy: Go's rules for the environment's, checked against golang.org/x/net/http/httpproxy's documentation."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import proxies


@pytest.mark.parametrize(
    ("host", "port", "terms", "excluded"),
    [
        ("example.com", 443, "example.com", True),
        ("www.example.com", 443, "example.com", True),
        ("wwwexample.com", 443, "example.com", False),
        ("example.com", 443, ".example.com", False),
        ("www.example.com", 443, ".example.com", True),
        ("www.example.com", 443, "*.example.com", True),
        ("EXAMPLE.com", 443, "a, Example.COM", True),
        ("example.com.", 443, "example.com", True),
        ("example.com", 443, "example.com:443", True),
        ("example.com", 443, "example.com:80", False),
        ("10.1.2.3", 443, "10.1.0.0/16", True),
        ("10.2.2.3", 443, "10.1.0.0/16", False),
        ("10.1.2.3", 443, "10.1.2.3", True),
        ("fd00::1", 443, "fd00::/8", True),
        ("fd00::1", 6443, "[fd00::1]:6443", True),
        ("fd00::1", 443, "fd00::1", True),
        ("fd00::1", 443, "FD00:0:0::1", True),
        ("fd00::1", 443, "[fd00:0::1]", True),
        ("10.1.2.3", 443, "2.3", False),
        ("10.1.2.3", 443, ".2.3", False),
        ("10.1.2.3", 443, "*.2.3", False),
        ("10.1.2.3", 6443, "10.1.2.3:6443", True),
        ("10.1.2.3", 443, "10.1.2.3:6443", False),
        ("www.example.com", 443, "*.example.com:443", True),
        ("www.example.com", 443, ".example.com:80", False),
        ("example.com", 443, "*.example.com", False),
        ("example.com", 443, ":443", False),
        ("example.com", 443, "10.0.0.0/8", False),
        ("anything", 443, "*", True),
        ("example.com", 443, "", False),
        ("example.com", 443, " , ,", False),
    ],
)
def test_no_proxy(host: str, port: int, terms: str, excluded: bool) -> None:
    assert proxies.excluded(host, port, terms) is excluded


ENVIRONMENT = {"HTTPS_PROXY": "secure:8", "http_proxy": "http://plain:8", "NO_PROXY": "skip.me"}


@pytest.mark.parametrize(
    ("server", "chosen"),
    [
        ("https://api:6443", "http://secure:8"),
        ("http://api:8080", "http://plain:8"),
        ("https://skip.me", ""),
        ("https://localhost:6443", ""),
        ("https://127.0.0.1:6443", ""),
        ("https://[::1]:6443", ""),
    ],
)
def test_the_environments_proxy(server: str, chosen: str) -> None:
    assert proxies.choose(server, proxy="", no_proxy="", environ=ENVIRONMENT) == chosen


def test_the_environments_exceptions_do_not_touch_an_explicit_proxy() -> None:
    assert proxies.choose("https://skip.me", proxy="http://p", no_proxy="", environ=ENVIRONMENT) == "http://p"
    assert proxies.choose("https://skip.me", proxy="http://p", no_proxy="skip.me", environ=ENVIRONMENT) == ""
