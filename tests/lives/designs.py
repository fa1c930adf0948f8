# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A random chart: which objects it has, and how it is written."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from . import parts
from .pods import Body

_BARE = re.compile(r'"@([^"@]*)@"')

Slots = dict[str, Body]
Changes = dict[str, tuple[Body, bool]]


@dataclass(frozen=True)
class Design:
    """A chart's content: bodies by slot. version: the chart's."""

    slots: Slots = field(default_factory=dict)
    version: str = "0.1.0"

    def changed(self, changes: Changes, version: str) -> Design:
        """Return the design with some slots filled anew, or emptied: what is to go goes only where it is there."""
        slots = dict(self.slots)
        for slot, (body, goes) in changes.items():
            if goes and slot in slots:
                del slots[slot]
            else:
                slots[slot] = body
        return replace(self, slots=slots, version=version)

    def has(self, slot: str) -> bool:
        """Whether there is an object in the slot."""
        return slot in self.slots

    def write(self, folder: Path, group: str) -> Path:
        """Write the chart into folder, which is made anew; group is the life's own. Returns folder."""
        shutil.rmtree(folder, ignore_errors=True)
        texts = {
            "Chart.yaml": _chart("life", self.version),
            "values.yaml": "text: default\nn: 2\nsecret: from-the-chart\n",
        }
        for slot, body in self.slots.items():
            inner = "charts/sub/" if slot in parts.SUBCHART else ""
            texts[f"{inner}templates/{slot}.yaml"] = text_of(body, group)
        if self.has("gadget"):
            texts["crds/gadgets.yaml"] = text_of(parts.DEFINITION, group)
        if any(slot in parts.SUBCHART for slot in self.slots):
            texts["charts/sub/Chart.yaml"] = _chart("sub", "1.0.0")
            texts["charts/sub/values.yaml"] = "text: of the subchart\nn: 1\n"
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return folder


def text_of(body: Any, group: str) -> str:
    """Return a template: the body as JSON, which is YAML, its templates' quotes as Go wants them."""
    text = json.dumps(body, indent=1).replace(parts.GROUP, group)
    text = _BARE.sub(lambda found: found.group(1), text)
    # Inside a template's braces JSON's escapes are none of Go's; outside of them a value may have quotes of its own.
    return re.sub(r"\{\{.*?\}\}", lambda found: found.group(0).replace('\\"', '"'), text) + "\n"


def _chart(name: str, version: str) -> str:
    return f"apiVersion: v2\nname: {name}\nversion: {version}\n"


_ALL = {**parts.SLOTS, **parts.HOOKS, **parts.SUBCHART}
_NAMES = [*sorted(_ALL), *["web", "service"] * 3]  # those with most lists, more often


@st.composite
def changes(draw: st.DrawFn, most: int = 3, *, least: int = 0) -> Changes:
    """What is to be different in a chart: the new body of some slots, and whether the slot is to be emptied instead."""
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=least, max_size=most, unique=True))
    return {name: (draw(_ALL[name]), draw(st.sampled_from([False, False, True]))) for name in names}


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["alpha", "beta", "gamma", "", "1", "a: b"]),
        "n": st.integers(1, 3),
        "secret": st.just(parts.VALUES_CANARY),
        "sub": st.fixed_dictionaries({"text": st.sampled_from(["alpha", "beta"])}),
    },
)
