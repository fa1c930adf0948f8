# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slash-separated paths, which are also the operating system's where Helm's charts are rendered. Go: path."""

from __future__ import annotations


def base(path: str) -> str:
    """Return the last element of path, "." for an empty one."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def folder(path: str) -> str:
    """Return the cleaned path without its last element."""
    return clean(path[: path.rfind("/") + 1])


def extension(path: str) -> str:
    """Return what follows the last dot of the last element, the dot included."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 else ""


def is_absolute(path: str) -> bool:
    """Return whether path starts at the root."""
    return path.startswith("/")


def clean(path: str) -> str:
    """Return the shortest path that means the same."""
    kept: list[str] = []
    rooted = path.startswith("/")
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        elif part != ".." or not rooted:
            kept.append(part)
    return ("/" if rooted else "") + "/".join(kept) or "."
