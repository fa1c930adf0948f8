# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that runs tasks as Ansible's worker runs a loop's items, and then looks for their secrets in its memory.

Standard input: {tasks: [[action, options, environment] …], items: how many times, forgetting: false to leave it out}.
@name@ in an option is a secret of that name, another one for each item. Standard output: {results: of the first item,
found: [[name, where] …]}: secrets of an item that are still there when it is over.
"""

from __future__ import annotations

import base64
import gc
import importlib
import json
import os
import re
import secrets
import sys
from pathlib import Path
from typing import Any, Iterator

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import collection_path

    collection_path.install()

from ansible_collections.native.helm.plugins.module_utils._helm.base import memory
from ansible_collections.native.helm.plugins.plugin_utils._worker import in_worker

ACTIONS = "ansible_collections.native.helm.plugins.action"
_SECRET = re.compile("@([a-z_]+)@")


def item(tasks: list[Any]) -> tuple[list[Any], dict[str, str]]:
    """Run the tasks with fresh secrets. Returns what became of them, and the secrets, written backwards."""
    made = {"": f"q{secrets.token_hex(4)}"}  # all of an item's begin so: one look at a text is enough
    results = []
    for action, options, environment in tasks:
        plugin = importlib.import_module(f"{ACTIONS}.{action}").ActionModule
        with in_worker._surroundings(filled(environment, made), os.getcwd()):
            result = in_worker._result_of(filled(options, made), plugin.spec(), plugin.action)
        results.append({name: result.get(name) for name in ("failed", "changed", "msg")})
    return results, {name: text[::-1] for name, text in made.items()}


def filled(value: Any, made: dict[str, str]) -> Any:
    """Return value with a secret for each @name@."""
    if isinstance(value, dict):
        return {key: filled(item, made) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, made) for item in value]
    if not isinstance(value, str):
        return value
    return _SECRET.sub(lambda found: made.setdefault(found[1], f"{made['']}{secrets.token_hex(6)}"), value)


def remaining(backwards: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (name, what holds it) of each secret that a text holds which can be reached from anywhere: as it is, or in
    base64. The process keeps the secrets backwards, and this search makes no text of them that it keeps."""
    gc.collect()
    everything: list[Any] = gc.get_objects()
    seen = {id(one) for one in everything}
    holders: dict[int, Any] = {}
    at = 0
    while at < len(everything):
        one = everything[at]
        at += 1
        for other in gc.get_referents(one):
            if isinstance(other, (str, bytes, bytearray)):
                holders.setdefault(id(other), one)
            if id(other) not in seen:
                seen.add(id(other))
                everything.append(other)
    begin = backwards[""][::-1].encode()
    encoded = base64.b64encode(begin)  # 9 bytes: no padding
    for text in everything:
        if isinstance(text, (str, bytes, bytearray)):
            data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
            if data != begin and (begin in data or encoded in data):
                holder = f"{type(text).__name__} in {type(holders.get(id(text))).__name__}"
                for name, turned in backwards.items():
                    plain = turned[::-1].encode()
                    if name and (plain in data or base64.b64encode(plain).rstrip(b"=")[:-1] in data):
                        yield name, holder


def main() -> None:
    asked = json.load(sys.stdin)
    if not asked.get("forgetting", True):
        memory.forget = in_worker._forget = lambda: None  # type: ignore[assignment]
    told: list[Any] = []
    found: list[tuple[str, str]] = []
    for _number in range(asked["items"]):
        results, backwards = item(asked["tasks"])
        told = told or results
        found += remaining(backwards)
    json.dump({"results": told, "found": found}, sys.stdout)


if __name__ == "__main__":
    main()
