# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two threads that import the same module, loaded as Python 3.9 loads one out of a zip."""

from __future__ import annotations

import subprocess
import sys

import pytest
from import_graph import ROOT

# The loader does what zipimport of Python 3.9 does: the module is in sys.modules, without a spec, while its code runs.
PROGRAM = """
import importlib.util, sys, threading, types

begun, sure = threading.Event(), threading.Event()

class Old:
    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name == "halved" else None

    def load_module(self, name):
        module = sys.modules[name] = types.ModuleType(name)
        module.__loader__ = self
        begun.set()
        sure.wait(0.5 if {guarded} else 60)
        module.whole = True
        return module

sys.meta_path.insert(0, Old())
if {guarded}:
    spec = importlib.util.spec_from_file_location("zip_imports", {path!r})
    zip_imports = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(zip_imports)
    zip_imports.guard()

def first():
    import halved

def second():
    begun.wait()
    import halved
    found.append(hasattr(halved, "whole"))
    sure.set()

found = []
threads = [threading.Thread(target=one) for one in (first, second)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(found)
"""


@pytest.mark.parametrize("guarded", [True, False])
def test_a_module_that_another_thread_loads_is_waited_for(guarded: bool) -> None:
    path = str(ROOT / "plugins/module_utils/_helm/entry/zip_imports.py")
    words = [sys.executable, "-W", "ignore", "-c", PROGRAM.format(guarded=guarded, path=path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.strip(), done.stderr) == (f"[{guarded}]", "")
