# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private repository and a private registry, until this process is ended: python -m chart_servers FOLDER.

FOLDER/servers.json says where they are, and who may use them; FOLDER/caddy/served is what the repository serves. In the
registry signed/shop is signed with cosign, by alice of the signers.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from .caddy import Caddy
from .keys import PASSWORD, USER, Keys
from .recorded import RECORDED, Pusher
from .registry import Registry


def main() -> int:
    """0 after SIGTERM."""
    folder = Path(sys.argv[1]).resolve()
    keys = Keys(folder / "keys")
    caddy = Caddy(folder / "caddy", keys)
    registry = Registry(folder / "registry", keys)
    Pusher(registry.host, keys).case("annotated", "signed/shop")
    facts = {
        "pid": os.getpid(),
        "repository": caddy.password,
        "served": str(caddy.root),
        "registry": registry.url,
        "username": USER,
        "password": PASSWORD,
        "ca_cert": str(keys.ca),
        "signers": RECORDED["keys"],
    }
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})  # not before: the servers inherit it
    (folder / "servers.tmp").write_text(json.dumps(facts))
    (folder / "servers.tmp").replace(folder / "servers.json")
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    caddy.stop()
    registry.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
