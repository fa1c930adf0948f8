# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports by several threads out of the zip that a module travels in, on Python 3.9.

Its zipimport still loads by load_module(), which puts a module into sys.modules before it has a __spec__. Another
thread that imports it meanwhile does not see that it is being loaded, and goes on with half of it. Python 3.10 mended
that.
"""

from __future__ import annotations

import builtins
import threading
from typing import Any


def guard() -> None:
    """Have one thread import at a time, until the process ends."""
    plain, lock = builtins.__import__, threading.RLock()

    def guarded(*arguments: Any, **options: Any) -> Any:
        with lock:
            return plain(*arguments, **options)

    builtins.__import__ = guarded
