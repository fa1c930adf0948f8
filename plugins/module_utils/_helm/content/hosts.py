# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""enable_dns: the addresses of host names, for the template function getHostByName."""

from __future__ import annotations

import copy
import socket

from ..base.env import Env
from ..base.errors import FunctionError


def with_dns(env: Env) -> Env:
    """Return an Env like env that asks the resolver of this machine."""
    found = copy.copy(env)
    found.resolve_host = address_of
    return found


def address_of(name: str) -> str:
    """Return an address of a host: always the same one of them, where Go's Sprig takes any, so that nothing changes by
    itself. Raises FunctionError when there is none."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FunctionError(f"lookup {name}: {error.strerror or error}") from error
    return min((str(entry[4][0]) for entry in found), key=lambda address: (":" in address, address))
