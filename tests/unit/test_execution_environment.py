# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-builder makes of the collection: the build's context, and what it finds that an image has to have.

No image is built: that wants a container engine. ansible-builder comes with galaxy-importer.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
DEFINITION = ROOT / "playbooks/awx/execution-environment.yml"


def builder(*words: str) -> str:
    command = [sys.executable, "-m", "ansible_builder", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lines(path: Path) -> list[str]:
    """What a list of requirements says, without its comments."""
    found = [line.partition("  #")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in found if line and not line.startswith("#")]


def test_the_context_of_a_build_has_the_collection(tmp_path: Path) -> None:
    builder("create", "--file", str(DEFINITION), "--context", str(tmp_path / "context"))
    names = {path.name for path in (tmp_path / "context").iterdir()}
    (file,) = names - {"_build"}
    base = yaml.safe_load(DEFINITION.read_text(encoding="utf-8"))["images"]["base_image"]["name"]
    assert f'EE_BASE_IMAGE="{base}"' in (tmp_path / "context" / file).read_text(encoding="utf-8")
    wanted = yaml.safe_load((tmp_path / "context/_build/requirements.yml").read_text(encoding="utf-8"))
    assert wanted == {"collections": [{"name": "native.helm"}]}


def test_an_image_gets_what_the_collection_needs(tmp_path: Path) -> None:
    place = tmp_path / "ansible_collections/native/helm"
    place.parent.mkdir(parents=True)
    place.symlink_to(ROOT)
    pip, bindep = tmp_path / "pip.txt", tmp_path / "bindep.txt"
    builder("introspect", str(tmp_path), "--write-pip", str(pip), "--write-bindep", str(bindep))
    # What an image has with ansible-core is left out.
    assert [line for line in lines(ROOT / "requirements.txt") if line not in lines(pip)] == ["PyYAML>=6.0"]
    assert set(lines(pip)) < set(lines(ROOT / "requirements.txt"))
    assert lines(bindep) == lines(ROOT / "bindep.txt") and len(lines(bindep)) == 2


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.12", "3.14"])
def test_each_python_gets_one_requirement_of_each_library(version: str) -> None:
    found = [Requirement(line) for line in lines(ROOT / "requirements.txt")]
    environment = {"python_version": version}
    counted = [one.name for one in found if one.marker is None or one.marker.evaluate(environment)]
    assert len(counted) == len(set(counted)) and {"google-re2", "urllib3", "psycopg"} <= set(counted)
