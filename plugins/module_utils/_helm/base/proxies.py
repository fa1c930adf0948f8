# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which proxy a request goes by: the task's, the kubeconfig's, or the environment's with Go's rules for NO_PROXY; and
pools of connections by way of it."""

from __future__ import annotations

import ipaddress
import re
from typing import Any, Mapping
from urllib.parse import unquote, urlsplit

from .errors import MissingLibrary, RequestError
from .http_library import urllib3

_URL = re.compile(
    r"(?i)(https?|socks5h?)://(?:[^/?#@\s]*@)?(?:\[[0-9a-f:.]+(?:%\w+)?\]|[^/?#@:\[\]\s]+)(?::\d{1,5})?/?"
)


def choose(server: str, *, proxy: str, no_proxy: str, environ: Mapping[str, str]) -> str:
    """Return the URL of the proxy to reach server by, "" for none.

    proxy: of the task or the kubeconfig; the environment's HTTPS_PROXY or HTTP_PROXY where it is "". no_proxy: of the
    task; NO_PROXY counts only together with the environment's proxy, as in Go (net/http: ProxyFromEnvironment).
    Raises RequestError for what is no URL of a proxy.
    """
    parts = urlsplit(server)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if proxy:
        return "" if excluded(host, port, no_proxy) else _checked(proxy)
    name = "https_proxy" if parts.scheme == "https" else "http_proxy"
    proxy = environ.get(name.upper()) or environ.get(name) or ""
    if not proxy or _is_loopback(host):
        return ""
    exceptions = no_proxy or environ.get("NO_PROXY") or environ.get("no_proxy") or ""
    if excluded(host, port, exceptions):
        return ""
    return _checked(proxy if "://" in proxy else "http://" + proxy)


def _checked(proxy: str) -> str:
    """Return a proxy's URL, its scheme in small letters (client-go: parseProxyURL)."""
    found = _URL.fullmatch(proxy)
    if found is None:
        shown = re.sub(r"//.*@", "//", proxy)
        hint = (
            "it begins with http://, https:// or socks5:// and names a host, as in http://proxy.example.com:3128; the "
            "option proxy gives it, else the kubeconfig's proxy-url, else HTTPS_PROXY or HTTP_PROXY"
        )
        raise RequestError("it is no URL of a proxy", doing="reading the proxy's address", subject=shown, hint=hint)
    return found[1].lower() + proxy[len(found[1]) :]


def excluded(host: str, port: int, no_proxy: str) -> bool:
    """Return whether host is in a comma-separated list of hosts, domains, addresses (or with :port), networks."""
    for term in no_proxy.lower().split(","):
        term = term.strip()
        if term == "*" or (term and _matches(host.lower().rstrip("."), port, term)):
            return True
    return False


def _matches(host: str, port: int, term: str) -> bool:
    if "/" in term:
        return _in_network(host, term)
    name, colon, wanted = term.rpartition(":")
    if colon and wanted.isdigit() and (name.endswith("]") or ":" not in name):
        if int(wanted) != port:
            return False
        term = name
    term = term.strip("[]")
    address, other = _address(host), _address(term)
    if address is not None or other is not None:  # no end of an address is a domain
        return bool(address == other)
    if term.startswith("*."):
        term = term[1:]
    if term.startswith("."):
        return host.endswith(term)
    return host == term or host.endswith("." + term)


def _address(text: str) -> Any:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _in_network(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_socks(proxy: str) -> bool:
    """Return whether the proxy resolves the names of hosts, as SOCKS proxies do here and in Go."""
    return proxy.startswith("socks")


def manager(proxy: str, options: dict[str, Any]) -> Any:
    """Return a PoolManager of urllib3 by way of a proxy, "" for none. options: its arguments."""
    if not proxy:
        return urllib3.PoolManager(**options)
    if is_socks(proxy):
        return _by_socks(proxy, options)
    parts = urlsplit(proxy)
    if parts.username:
        account = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        options = {**options, "proxy_headers": urllib3.util.make_headers(proxy_basic_auth=account)}
    return urllib3.ProxyManager(proxy, **options)


def _by_socks(proxy: str, options: dict[str, Any]) -> Any:
    try:
        import socks  # type: ignore[import-untyped]  # noqa: F401  without PySocks urllib3's own module warns
        from urllib3.contrib.socks import SOCKSProxyManager
    except ImportError:
        raise MissingLibrary("PySocks", doing="connecting through a SOCKS proxy") from None
    return SOCKSProxyManager(proxy.replace("socks5://", "socks5h://", 1), **options)
