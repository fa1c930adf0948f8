# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a grammar is, and how it draws."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any, Callable, Sequence, TypeVar

Request = dict[str, Any]
T = TypeVar("T")
ADDRESS = re.compile("0xc?[0-9a-f]{8,12}")


def as_it_is(request: Request, answer: dict[str, Any]) -> dict[str, Any]:
    """Answers are compared whole."""
    return answer


def without_addresses(request: Request, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer, or a part of one, less the addresses that Go prints for pointers and functions."""
    return {key: _without_addresses(request, item) for key, item in answer.items()}


def _without_addresses(request: Request, item: Any) -> Any:
    if isinstance(item, dict):
        return without_addresses(request, item)
    return ADDRESS.sub("0x#", item) if isinstance(item, str) else item


@dataclass(frozen=True)
class Grammar:
    """weight: its part of the cases. request: draws one. shrink: the fields that a difference may lose parts of;
    "name/": only whole entries of that one.

    normal: what of an answer is compared, where Go itself does not always say the same.
    """

    name: str
    weight: int
    request: Callable[[random.Random], Request]
    shrink: tuple[str, ...]
    normal: Callable[[Request, dict[str, Any]], dict[str, Any]] = as_it_is


def damaged(rnd: random.Random, text: str, marks: Sequence[str]) -> str:
    """Text with a place of it replaced by one of marks."""
    at = rnd.randrange(len(text) + 1)
    return text[:at] + rnd.choice(marks) + text[at + rnd.randint(0, 2) :]


def several(rnd: random.Random, items: Sequence[T], most: int) -> list[T]:
    """Up to that many of items, some of them more than once."""
    return [rnd.choice(items) for _ in range(rnd.randint(0, most))]
