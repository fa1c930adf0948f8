# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/parity.md is what tests/tools/parity writes, and no function of helm's is without a pinned row."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_page_is_up_to_date() -> None:
    program = ROOT / "tests" / "tools" / "parity"
    done = subprocess.run([sys.executable, str(program), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_function_is_there_and_pinned() -> None:
    text = (ROOT / "docs" / "parity.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (\d+) \|$", text, re.MULTILINE)
    assert len(rows) == 254
    assert [name for name, state, _count in rows if "**" in state] == []
    assert [name for name, _state, count in rows if int(count) == 0] == []
