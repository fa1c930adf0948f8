# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm prints for a chart, what we print, and where they differ.

helm runs twice, more than a second apart: lines that differ between the two hold random values or clocks, and count as
equal when they begin alike. Its output is kept in the cache folder by the content of all that goes in.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import importlib.machinery
import importlib.util
import io
import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Iterable, NamedTuple, Optional

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("NATIVE_HELM_SHARED") or ROOT.parent / "shared")
CORPUS = SHARED / "corpus"
HELM = ROOT / "tests" / "tools" / "helm"
OURS = ROOT / "tests" / "tools" / "helm_template"
HELM_VERSION = os.environ.get("HELM_VERSION", "4.3.1")


class MissingCorpusError(Exception):
    """The charts are not there; says what to do."""


class Case(NamedTuple):
    """A chart (a path), values files and further options of "helm template"."""

    chart: Path
    values: tuple[Path, ...] = ()
    options: tuple[str, ...] = ("--namespace", "ns1")

    @property
    def title(self) -> str:
        """A name to show."""
        return " ".join([self.chart.name, *(path.name for path in self.values)])

    def arguments(self) -> list[str]:
        """The command line after "helm template"."""
        files = [word for path in self.values for word in ("-f", str(path))]
        return ["rel", str(self.chart), *self.options, *files]


class Output(NamedTuple):
    """What a run gave: its exit code, its output, its error line."""

    code: int
    text: str
    error: str


class Reference(NamedTuple):
    """What two runs of helm gave."""

    first: Output
    second: Output


def corpus() -> list[Case]:
    """Every case of the corpus. MissingCorpusError when it is not there."""
    listing = CORPUS / "cases.json"
    if not listing.exists():
        raise MissingCorpusError(
            f"the corpus of charts is not at {CORPUS}: put the project's shared folder beside the checkout, or name it "
            "in NATIVE_HELM_SHARED"
        )
    return [
        Case(CORPUS / "charts" / entry["chart"], (CORPUS / "values" / entry["values"],) if entry["values"] else ())
        for entry in json.loads(listing.read_text(encoding="utf-8"))
    ]


def references(cases: Iterable[Case]) -> dict[Case, Reference]:
    """What helm gives for each case; run only where the cache has it not."""
    found: dict[Case, Reference] = {}
    first: list[tuple[Case, Output, float]] = []
    for case in cases:
        known = _cached(case)
        if known is None:
            first.append((case, _run_helm(case), time.monotonic()))
        else:
            found[case] = known
    for case, output, at in first:
        time.sleep(max(0.0, at + 1.1 - time.monotonic()))  # clocks in seconds must show
        found[case] = Reference(output, _run_helm(case))
        _keep(case, found[case])
    return found


def _run_helm(case: Case) -> Output:
    run = subprocess.run([str(HELM), "template", *case.arguments()], capture_output=True, check=False)
    return Output(run.returncode, run.stdout.decode("utf-8", "surrogateescape"), _error(run.stderr, case))


def _error(stderr: bytes, case: Case) -> str:
    """The error of a run, without the warnings before it, and without the folders, which change from test to test."""
    text = stderr.decode("utf-8", "surrogateescape")
    text = text[text.find("Error: ") :] if "Error: " in text else ""
    for path in (case.chart, *case.values):
        text = text.replace(f"{path.parent}/", "")
    return text


def _cache_file(case: Case) -> Path:
    folder = os.environ.get("NATIVE_HELM_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "native-helm"
    )
    digest = hashlib.sha256()
    for part in ("2", HELM_VERSION, *case.options):
        digest.update(part.encode() + b"\0")
    for path in (case.chart, *case.values):
        if not path.exists():
            digest.update(path.name.encode() + b"\0")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes() + b"\0")
    return Path(folder) / "differential" / f"{digest.hexdigest()}.json.gz"


def _cached(case: Case) -> Optional[Reference]:
    path = _cache_file(case)
    if not path.exists():
        return None
    with gzip.open(path, "rt", encoding="utf-8", errors="surrogateescape") as stream:
        first, second = json.load(stream)
    return Reference(Output(*first), Output(*second))


def _keep(case: Case, reference: Reference) -> None:
    path = _cache_file(case)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    os.close(handle)
    with gzip.open(name, "wt", encoding="utf-8", errors="surrogateescape") as stream:
        json.dump(reference, stream)
    os.replace(name, path)


def _load_program() -> Any:
    loader = importlib.machinery.SourceFileLoader("helm_template", str(OURS))
    spec = importlib.util.spec_from_loader("helm_template", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def ours(case: Case) -> Output:
    """What our program gives, run in this process."""
    global _program
    if _program is None:
        _program = _load_program()
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape")
    stderr = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape")
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = _program.main(case.arguments())
    stdout.flush()
    stderr.flush()
    text = stdout.buffer.getvalue().decode("utf-8", "surrogateescape")
    return Output(code, text, _error(stderr.buffer.getvalue(), case))


_program: Any = None
_WORD_END = re.compile(r".*[\s:=\"'/.\-]", re.DOTALL)


def differences(reference: Reference, output: Output) -> list[str]:
    """How an output differs from helm's, in lines to show; none when it does not."""
    if reference.first.code != output.code:
        return [f"exit code {output.code}, helm's is {reference.first.code}", output.error, reference.first.error]
    found = _lines("stderr", reference.first.error, reference.second.error, output.error)
    return found + _lines("stdout", reference.first.text, reference.second.text, output.text)


def _lines(stream: str, first: str, second: str, output: str) -> list[str]:
    wanted, other, lines = first.splitlines(True), second.splitlines(True), output.splitlines(True)
    if len(wanted) != len(other):
        return [f"{stream}: helm's own two runs have {len(wanted)} and {len(other)} lines; nothing to compare with"]
    found = []
    if len(wanted) != len(lines):
        found.append(f"{stream}: {len(lines)} lines, helm has {len(wanted)}")
    for number, (line, again, made) in enumerate(zip(wanted, other, lines), start=1):
        if made != line if line == again else not made.startswith(_steady(line, again)):
            found.append(f"{stream} line {number}:\n  helm {line!r}\n  ours {made!r}")
            if len(found) > 5:
                break
    return found


def _steady(line: str, again: str) -> str:
    """What two lines begin with, up to the last end of a word."""
    common = 0
    while common < min(len(line), len(again)) and line[common] == again[common]:
        common += 1
    match = _WORD_END.match(line[:common])
    return match[0] if match else ""
