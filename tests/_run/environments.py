# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments and builds of the collection, made once for the same inputs."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Sequence

from _control_plane import layout, steps

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
REQUIREMENTS = {
    "demo": ("tests/requirements-demo.txt", "tests/requirements-demo-libraries.txt"),
    "demo-current": ("requirements.txt", "tests/requirements-demo.txt"),  # a kubeconfig may want any of them
    "test": ("requirements.txt", "tests/requirements-demo.txt", "tests/requirements.txt"),
    "site": ("tests/requirements-site.txt",),
    "mutants": (
        "requirements.txt",
        "tests/requirements-demo.txt",
        "tests/requirements.txt",
        "tests/requirements-mutants.txt",
    ),
}


def environment(name: str) -> Path:
    """The programs' folder of a virtual environment of REQUIREMENTS, made where it is not there. RunError."""
    files = [ROOT / file for file in REQUIREMENTS[name]]
    inputs = hashlib.sha256(f"{sys.version} {platform.machine()}".encode())
    for file in files:
        inputs.update(file.read_bytes())
    words = [word for file in files for word in ("-r", str(file))]
    return made(layout.cache() / f"venv-{name}-{inputs.hexdigest()[:12]}", f"venv-{name}", sys.executable, words)


def made(folder: Path, name: str, python: str, packages: Sequence[str]) -> Path:
    """The programs' folder of a virtual environment, made by a Python with pip's words for packages where it is not
    there whole. name: of its lock and its log in the cache. RunError."""
    with steps.locked(layout.cache() / f".lock-{name}", f"makes the environment {name}"):
        if not (folder / ".complete").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.parent.mkdir(parents=True, exist_ok=True)
            log = layout.cache() / f"{name}.log"
            steps.run("making a Python environment", [python, "-m", "venv", str(folder)], log, environment=os.environ)
            install = [str(folder / "bin/pip"), "install", "--disable-pip-version-check", *packages]
            steps.run("installing Python packages", install, log, environment=os.environ, about="1 minute")
            (folder / ".complete").touch()
    return folder / "bin"


def variables(programs: Path) -> dict[str, str]:
    """The environment variables for the programs of a virtual environment, and for Ansible's to find the collection."""
    path = os.pathsep.join([str(programs), str(BUILD / "bin"), os.environ.get("PATH", "")])
    return {
        **os.environ,
        "PATH": path,
        "VIRTUAL_ENV": str(programs.parent),
        "ANSIBLE_COLLECTIONS_PATH": str(BUILD / "collections"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_DEPRECATION_WARNINGS": "true",
        "ANSIBLE_PYTHON_INTERPRETER": str(programs / "python"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def version() -> str:
    """The collection's version, as galaxy.yml has it."""
    line = next(line for line in (ROOT / "galaxy.yml").read_text().splitlines() if line.startswith("version:"))
    return line.split()[1]


def install(programs: Path) -> Path:
    """Build the collection as it is shipped and install it under build/collections; returns the archive. RunError."""
    archive = BUILD / "dist" / f"native-helm-{version()}.tar.gz"
    galaxy, log = str(programs / "ansible-galaxy"), BUILD / "galaxy.log"
    BUILD.mkdir(exist_ok=True)
    own = {**variables(programs), "ANSIBLE_HOME": str(BUILD / "ansible")}  # galaxy's cache is nothing for a home
    build = [galaxy, "collection", "build", "--force", "--output-path", str(archive.parent), str(ROOT)]
    steps.run("building the collection", build, log, environment=own)
    put = [
        galaxy,
        "collection",
        "install",
        "--force",
        "--no-deps",
        "--offline",
        "-p",
        str(BUILD / "collections"),
        str(archive),
    ]
    steps.run("installing it under build/", put, log, environment=own)
    return archive


def shipped(destination: Path) -> Path:
    """Copy the collection as it is shipped to destination/ansible_collections/native/helm, a git checkout of its own.

    ansible-test wants that path, and reads from tests/config.yml which Pythons the modules are for.
    """
    folder = destination / "ansible_collections/native/helm"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(BUILD / "collections/ansible_collections/native/helm", folder)
    for made in ("MANIFEST.json", "FILES.json"):  # by the packer
        (folder / made).unlink()
    (folder / "tests").mkdir()
    for name in ("galaxy.yml", ".gitignore", "tests/config.yml"):
        shutil.copy2(ROOT / name, folder / name)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)  # so that ansible-test knows what is ours
    subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True)
    return folder
