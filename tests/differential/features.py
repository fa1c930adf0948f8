# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of Helm's functions, objects and keywords charts use: what our own charts have to have of the corpus."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path
from typing import Iterable

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"}
_ACTION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`|/\*.*?\*/', re.DOTALL)
_WORD = re.compile(r"(?<![.$\w])[A-Za-z]\w*")
_OBJECT = re.compile(r"\.((?:Capabilities|Chart|Files|Release|Template)\.[\w.]*|Subcharts)\b")


def known() -> set[str]:
    """Every function that a template may call, as docs/parity.md lists them, and the keywords."""
    page = (ROOT / "docs/parity.md").read_text(encoding="utf-8")
    return KEYWORDS | set(re.findall(r"^\| `(\w+)` \| as helm", page, re.MULTILINE))


def used(texts: Iterable[str]) -> set[str]:
    """What the actions of these templates name of known() and of Helm's objects."""
    names, found = known(), set[str]()
    for text in set(texts):  # many charts have the same library
        for action in _ACTION.findall(text):
            code = _TEXT.sub(' "" ', action)
            found |= {word for word in _WORD.findall(code) if word in names} | set(_OBJECT.findall(code))
    return found


def in_archives(paths: Iterable[Path]) -> set[str]:
    """What charts' archives use, subcharts and all."""
    return used(text for path in paths for text in _templates(path))


def in_folder(folder: Path) -> set[str]:
    """What the charts below a folder use."""
    return used(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("templates/**/*")) if path.is_file())


def _templates(path: Path) -> Iterable[str]:
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if "/templates/" in member.name else None
            # A dashboard is JSON in braces of Grafana's own, which looks like actions.
            if file is not None and not member.name.endswith(".json"):
                yield file.read().decode("utf-8", "replace")
