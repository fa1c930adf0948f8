# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible asks of a collection, as far as no tool of its own looks at it (docs/ansible_requirements.md)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "plugins/modules").glob("*.py"))
KNOWN_FOLDERS = {"action", "doc_fragments", "filter", "module_utils", "modules", "plugin_utils"}
SHIPPED = ("meta", "playbooks", "plugins", "roles")  # a collection works with nothing else


def documentation(path: Path) -> dict[str, Any]:
    """A module's DOCUMENTATION."""
    found = re.search(r'^DOCUMENTATION = r"""\n(.*?)^"""', path.read_text(encoding="utf-8"), re.M | re.S)
    assert found, path
    loaded = yaml.safe_load(found.group(1))
    assert isinstance(loaded, dict)
    return loaded


def test_the_folders_of_plugins_are_ansibles() -> None:
    folders = {path.name for path in (ROOT / "plugins").iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == KNOWN_FOLDERS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_has_an_action_of_its_name(path: Path) -> None:
    """Without one it would be packed even where it could run in Ansible's worker."""
    assert (ROOT / "plugins/action" / path.name).is_file()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_gathering_is_for_info_modules(path: Path) -> None:
    state = documentation(path)["options"].get("state", {})
    assert not {"get", "list", "query", "info"} & set(state.get("choices", []))


def info_modules() -> list[Path]:
    return [path for path in MODULES if path.stem.endswith("_info")]


def test_there_are_info_modules() -> None:
    assert info_modules()


@pytest.mark.parametrize("path", info_modules(), ids=lambda path: path.stem)
def test_an_info_module_runs_in_check_mode(path: Path) -> None:
    fragments = documentation(path)["extends_documentation_fragment"]
    assert "native.helm.attributes.info" in fragments  # its text says check_mode: full


@pytest.mark.parametrize("folder", SHIPPED)
def test_what_is_shipped_reads_no_other_folder(folder: Path) -> None:
    """A path to docs/ or tests/ would lead nowhere where a collection is stripped to what Ansible promises."""
    outside = re.compile(r"\.\./(?:\.\./)*(?:docs|tests|extensions|bench|changelogs)/")
    paths = [path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".yml", ".yaml", ".j2")]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    assert texts
    assert [str(path.relative_to(ROOT)) for path, text in texts.items() if outside.search(text)] == []


def test_an_execution_environment_finds_what_it_is_told() -> None:
    told = yaml.safe_load((ROOT / "meta/execution-environment.yml").read_text(encoding="utf-8"))["dependencies"]
    ignored = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["build_ignore"]
    assert set(told) == {"python", "system"}
    assert all((ROOT / name).is_file() and name not in ignored for name in told.values())


@pytest.mark.parametrize("folder", ["module_utils", "plugin_utils"])
def test_what_is_private_has_an_underscore_and_says_so(folder: str) -> None:
    found = [path for path in (ROOT / "plugins" / folder).iterdir() if path.name != "__pycache__"]
    assert [path.name for path in found if not path.name.startswith("_")] == []
    assert all("rivate" in (path / "__init__.py").read_text(encoding="utf-8") for path in found)
