# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every task that a page or an EXAMPLES block shows names options that there are, with values that they may have."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any, Iterator

import pytest
import snippets
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "roles").glob("*/README.md")]
SITE = sorted((ROOT / "docs/docsite/rst").glob("*.rst"))
MODULES = sorted((ROOT / "plugins/modules").glob("*.py"))


def blocks() -> Iterator[tuple[str, str]]:
    """Where a block of YAML stands, and the block."""
    for path in (*PAGES, *SITE):
        for text in snippets.of_page(path):
            yield path.name, text
    for path in MODULES:
        found = re.search(r'^EXAMPLES = r"""\n(.*?)^"""', path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        assert found, f"{path.name} has no examples"
        yield path.name, found.group(1)


def tasks(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The modules of ours that a piece of YAML calls, with their options, however deep they stand."""
    if isinstance(value, dict):
        for name, options in value.items():
            if str(name).startswith("native.helm.") and isinstance(options or {}, dict):
                yield str(name), options or {}
            else:
                yield from tasks(options)
    elif isinstance(value, list):
        for element in value:
            yield from tasks(element)


CALLS = [(page, name, options) for page, text in blocks() for name, options in tasks(yaml.safe_load(text))]


def test_there_are_snippets() -> None:
    assert len(CALLS) > 60
    assert {name.rpartition(".")[2] for _page, name, _options in CALLS} >= {path.stem for path in MODULES}


def told(value: Any) -> Any:
    """A value as the module gets it where no template stands in it, None where one does."""
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items()}
    if isinstance(value, list):
        return [told(item) for item in value]
    return None if isinstance(value, str) and "{{" in value else value


@pytest.mark.parametrize(("page", "name", "options"), CALLS, ids=lambda value: value if isinstance(value, str) else "")
def test_the_options_are_there(page: str, name: str, options: dict[str, Any]) -> None:
    action = importlib.import_module(f"ansible_collections.native.helm.plugins.action.{name.rpartition('.')[2]}")
    spec = action.ActionModule.spec()
    known = {alias for key, one in spec["argument_spec"].items() for alias in [key, *one.get("aliases", [])]}
    assert set(options) <= known, f"{page}: {name} has no option {sorted(set(options) - known)}"
    said = {key: told(value) for key, value in options.items() if told(value) is not None}
    optional = {key: {**one, "required": False} for key, one in spec["argument_spec"].items()}
    spec.get("prepare", lambda _options: None)(said)
    errors = ArgumentSpecValidator(optional).validate(said)
    assert errors.error_messages == []
