# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random files and random wishes: the data is what was wished for, comments outside of what was replaced stay."""

from __future__ import annotations

import copy
import os
import random
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.chart.authoring import edit_yaml, yaml_block
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import codec as yaml_codec

SEEDS = range(int(os.environ.get("EDIT_YAML_FIRST", "0")), int(os.environ.get("EDIT_YAML_SEEDS", "60")))
SCALARS: list[Any] = [
    "plain", "yes", "1.0", "0x1f", "null", "", " lead", "a: b", "# no", "2020-01-01", "x,y", "[z", "é", "it's", 'q"q',
    "two words", "l1\nl2", "l1\nl2\n", "\nl\n\n", "  in\nout\n", 1, 0, -2.5, 8080, 1e21, True, False, None,
]  # fmt: skip
KEYS = ["a", "b", "image", "tag", "on", "x-y", "1", "k k", "é", "a.b/c"]


class Writer:
    """A file as somebody may have written it. comments: path of the entry -> its comments."""

    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd
        self.step = rnd.choice([2, 2, 4])
        self.dashes = rnd.choice([0, 2])
        self.comments: dict[tuple[str, ...], list[str]] = {}
        self.anchors: list[tuple[str, Any]] = []
        self.inside: list[str] = []

    def data(self, depth: int) -> Any:
        kind = self.rnd.random()
        if depth and kind < 0.4:
            return {key: self.data(depth - 1) for key in self.rnd.sample(KEYS, self.rnd.randint(0, 4))}
        if depth and kind < 0.6:
            return [self.data(depth - 1) for _ in range(self.rnd.randint(0, 4))]
        return self.rnd.choice(SCALARS)

    def comment(self, path: tuple[str, ...] | None) -> str:
        text = f"# comment {len(self.comments)}-{self.rnd.randint(0, 10**9)}"
        if path is not None:
            self.comments.setdefault(path, []).append(text)
        return text

    def mapping(self, value: dict[str, Any], column: int, path: tuple[str, ...] | None) -> list[str]:
        lines = []
        for key, item in value.items():
            here = None if path is None else (*path, key)
            if self.rnd.random() < 0.2:
                lines.append("")
            if self.rnd.random() < 0.4:
                lines.append(" " * column + self.comment(here))
            head, tail = self.value(item, column, here)
            lines += [" " * column + yaml_block.key(key) + head, *tail]
        return lines

    def value(self, value: Any, column: int, path: tuple[str, ...] | None) -> tuple[str, list[str]]:
        end = "  " + self.comment(path) if self.rnd.random() < 0.3 else ""
        for name, known in self.anchors:
            if name not in self.inside and edit_yaml.same(known, value) and self.rnd.random() < 0.5:
                return f" *{name}{end}", []
        if isinstance(value, (dict, list)) and value and self.rnd.random() < 0.8:
            anchor = ""
            if self.rnd.random() < 0.3:
                name = f"n{len(self.anchors)}"
                anchor = f" &{name}"
                self.anchors.append((name, value))
                self.inside.append(name)
            if isinstance(value, dict):
                lines = self.mapping(value, column + self.step, path)
            else:
                lines = self.sequence(value, column + self.dashes)
            if anchor:
                self.inside.remove(name)
            return anchor + end, lines
        if isinstance(value, (dict, list)):
            return " " + yaml_block.flow(value, quoted=self.rnd.random() < 0.3) + end, []
        if isinstance(value, str) and "\n" not in value and self.rnd.random() < 0.3:
            return f" {yaml_block.flow(value, quoted=True)}{end}", []
        if value is None and self.rnd.random() < 0.5:
            return end, []
        head, tail = yaml_block.after(value, column, yaml_block.Layout())
        return f" {head}{end}", tail

    def sequence(self, value: list[Any], column: int) -> list[str]:
        lines = []
        for item in value:
            if self.rnd.random() < 0.2:
                lines.append(" " * column + self.comment(None))
            if isinstance(item, dict) and item and self.rnd.random() < 0.8:
                inner = self.mapping(item, column + 2, None)
                while not inner[0].strip() or inner[0].strip().startswith("#"):
                    lines.append(inner.pop(0))
                lines += [" " * column + "- " + inner[0][column + 2 :], *inner[1:]]
            else:
                head, tail = self.value(item, column, None)
                lines += [" " * column + "-" + head, *tail]
        return lines

    def mutate(self, value: Any, depth: int) -> Any:
        chance = self.rnd.random()
        if isinstance(value, dict) and value and chance < 0.9:
            out = {
                key: self.mutate(item, depth - 1) if self.rnd.random() < 0.4 else item for key, item in value.items()
            }
            if depth < 3 and self.rnd.random() < 0.2:
                out.pop(self.rnd.choice(list(out)))
            if self.rnd.random() < 0.3:
                out[self.rnd.choice([*KEYS, "new"])] = self.data(2)
            return out
        if isinstance(value, list) and value and chance < 0.9:
            out_list = [self.mutate(item, depth - 1) if self.rnd.random() < 0.3 else item for item in value]
            if self.rnd.random() < 0.3:
                del out_list[self.rnd.randrange(len(out_list))]
            if self.rnd.random() < 0.4:
                out_list.insert(self.rnd.randint(0, len(out_list)), self.data(2))
            return out_list
        return self.data(2)


def survives(path: tuple[str, ...], before: Any, after: Any) -> bool:
    """Whether the mapping that holds the entry at path is still one, and the entry still there."""
    for key in path:
        if not (isinstance(before, dict) and isinstance(after, dict) and after and key in after):
            return False
        before, after = before[key], after[key]
    return type(before) is type(after) and not (isinstance(before, str) and "\n" in before)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_file(seed: int) -> None:
    writer = Writer(random.Random(seed))
    data = {key: writer.data(3) for key in writer.rnd.sample(KEYS, 5)}
    text = "\n".join(writer.mapping(data, 0, ())) + writer.rnd.choice(["\n", "\n", "", "\n\n# the end\n"])
    if writer.rnd.random() < 0.2:
        text = text.replace("\n", "\r\n")
    found = yaml_codec.load_typed(text)
    if not edit_yaml.same(found, data):  # a text's last line breaks, or a comment below it that YAML takes for text
        data = found
        writer.comments.clear()
    assert edit_yaml.edit(text, copy.deepcopy(data)) == text
    wanted = writer.mutate(data, 3)
    if not isinstance(wanted, dict) or not wanted:
        wanted = {**data, "new": wanted}
    after = edit_yaml.edit(text, wanted)
    assert edit_yaml.same(yaml_codec.load_typed(after), wanted), f"{text}\n=>\n{after}"
    assert edit_yaml.edit(after, wanted) == after
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", "")
    for path, comments in writer.comments.items():
        if survives(path, data, wanted):
            for comment in comments:
                assert comment in after, f"{comment}: {text}\n=>\n{after}"
