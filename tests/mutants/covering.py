# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which test runs which line: a plugin of pytest, measured once; written as JSON to NATIVE_HELM_COVERING.

{"tests": {id: seconds}, "lines": {file: {line: [ids]}}}, files below _helm; the id "" is what runs at import.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any, Generator

import coverage
import pytest

ROOT = os.getcwd()
CORE = os.path.join(ROOT, "plugins/module_utils/_helm", "")
TESTS: dict[str, float] = {}
MEASURED = coverage.Coverage(data_file=None, include=[f"{CORE}*"], config_file=False)
MEASURED.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    MEASURED.switch_context(item.nodeid)
    start = time.perf_counter()
    try:
        return (yield)
    finally:
        TESTS[item.nodeid] = time.perf_counter() - start
        MEASURED.switch_context("")


def pytest_unconfigure() -> None:
    MEASURED.stop()
    data = MEASURED.get_data()
    lines = {name[len(CORE) :]: data.contexts_by_lineno(name) for name in data.measured_files()}
    with open(os.environ["NATIVE_HELM_COVERING"], "w", encoding="utf-8") as file:
        json.dump({"tests": TESTS, "lines": lines}, file)
