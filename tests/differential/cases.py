# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helm prints for a chart, what we print, and where they differ.

What helm prints is kept in the cache folder by the content of all that goes in. Where ours is another, helm runs once
more, at least a second later: lines in which its two runs differ hold random values or clocks, and count as equal when
they begin alike.
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
from typing import Any, NamedTuple, Sequence

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = Path(os.environ.get("NATIVE_HELM_CORPUS") or ROOT.parent / "shared" / "corpus")
WITHOUT_CORPUS = (
    "the corpus of public charts is not there",
    "put it beside the checkout as shared/corpus, or name its folder in NATIVE_HELM_CORPUS",
)
OWN = ROOT / "tests" / "differential" / "own"
OWN_CHARTS = ("exporter", "issuer", "shop")
HELM = ROOT / "tests" / "tools" / "helm"
OURS = ROOT / "tests" / "tools" / "helm_template"
RUNS = 3  # of helm, for a case in which ours differs
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
        options = self.options[2:] if self.options[:2] == ("--namespace", "ns1") else self.options
        return " ".join([self.chart.name, *(path.name for path in self.values), *options])

    def arguments(self) -> list[str]:
        """The command line after "helm template"."""
        files = [word for path in self.values for word in ("-f", str(path))]
        return ["rel", str(self.chart), *self.options, *files]


class Output(NamedTuple):
    """What a run gave: its exit code, its output, its error line."""

    code: int
    text: str
    error: str


class Comparison(NamedTuple):
    """What helm gave for a case, and how ours differs from it, in lines to show: none where it does not."""

    wanted: Output
    differences: list[str]


def corpus() -> list[Case]:
    """Every case of the corpus. MissingCorpusError when it is not there."""
    listing = CORPUS / "cases.json"
    if not listing.exists():
        raise MissingCorpusError(f"{WITHOUT_CORPUS[0]}, at {CORPUS}: {WITHOUT_CORPUS[1]}")
    return [
        Case(CORPUS / "charts" / entry["chart"], (CORPUS / "values" / entry["values"],) if entry["values"] else ())
        for entry in json.loads(listing.read_text(encoding="utf-8"))
    ]


def own() -> list[Case]:
    """The cases of our own charts, which use what those of the corpus use: each alone, and with its values files."""
    files = {name: sorted((OWN / "values" / name).glob("*.yaml")) for name in OWN_CHARTS}
    return [Case(OWN / name, (path,) if path else ()) for name in OWN_CHARTS for path in (None, *files[name])]


def reference(case: Case) -> Output:
    """What helm gives for a case; run only where the cache has it not."""
    path = _cache_file(case)
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8", errors="surrogateescape") as stream:
            return Output(*json.load(stream))
    output = _run_helm(case)
    _keep(path, output)
    return output


def compare(case: Case) -> Comparison:
    """helm's output of a case and how ours differs from it."""
    wanted, made = reference(case), ours(case)
    found = differences(wanted, wanted, made)
    for _unused in range(RUNS if found else 0):
        time.sleep(max(0.0, 1.1 - (time.time() - _cache_file(case).stat().st_mtime)))  # clocks in seconds must show
        again = _run_helm(case)
        found = differences(wanted, again, made)
        if not found:
            break
        wanted = again  # random values may differ in length: sooner or later two runs have as many lines
    return Comparison(wanted, found)


def _run_helm(case: Case) -> Output:
    run = subprocess.run([str(HELM), "template", *case.arguments()], capture_output=True, check=False)
    error = _without_folders(error_of(run.stderr), case)
    return Output(run.returncode, run.stdout.decode("utf-8", "surrogateescape"), error)


def error_of(stderr: bytes) -> str:
    """The error of a run, without the warnings before it."""
    text = stderr.decode("utf-8", "surrogateescape")
    return text[text.find("Error: ") :] if "Error: " in text else ""


def _without_folders(error: str, case: Case) -> str:
    """An error without the folders, which change from test to test."""
    for path in (case.chart, *case.values):
        error = error.replace(f"{path.parent}/", "")
    return error


def _cache_file(case: Case) -> Path:
    folder = os.environ.get("NATIVE_HELM_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "native-helm"
    )
    digest = hashlib.sha256()
    for part in ("3", HELM_VERSION, *case.options):
        digest.update(part.encode() + b"\0")
    for path in (case.chart, *case.values):
        if not path.exists():
            digest.update(path.name.encode() + b"\0")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes() + b"\0")
    return Path(folder) / "differential" / f"{digest.hexdigest()}.json.gz"


def _keep(path: Path, output: Output) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    os.close(handle)
    with gzip.open(name, "wt", encoding="utf-8", errors="surrogateescape") as stream:
        json.dump(output, stream)
    os.replace(name, path)


def _load_program() -> Any:
    loader = importlib.machinery.SourceFileLoader("helm_template", str(OURS))
    spec = importlib.util.spec_from_loader("helm_template", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def ours(case: Case) -> Output:
    """What our program gives for a case."""
    made = run_ours(case.arguments())
    return made._replace(error=_without_folders(made.error, case))


def run_ours(arguments: Sequence[str]) -> Output:
    """What our program gives for these arguments, run in this process."""
    global _program
    if _program is None:
        _program = _load_program()
    stdout, stderr = _stream(), _stream()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = _program.main(arguments)
    text = stdout.buffer.getvalue().decode("utf-8", "surrogateescape")
    return Output(code, text, error_of(stderr.buffer.getvalue()))


def _stream() -> Any:
    """What takes texts and bytes in the order of their coming."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape", write_through=True)


_program: Any = None
_WORD_END = re.compile(r".*[\s:=\"'/.\-]", re.DOTALL)


def differences(first: Output, second: Output, output: Output) -> list[str]:
    """How an output differs from what two runs of helm gave, in lines to show; none when it does not."""
    if first.code != output.code:
        return [f"exit code {output.code}, helm's is {first.code}", output.error, first.error]
    found = _lines("stderr", first.error, second.error, output.error)
    return found + _lines("stdout", first.text, second.text, output.text)


def _lines(stream: str, first: str, second: str, output: str) -> list[str]:
    wanted, other, lines = first.splitlines(True), second.splitlines(True), output.splitlines(True)
    if len(wanted) != len(lines):
        found = [f"{stream}: {len(lines)} lines, helm has {len(wanted)} and {len(other)}"]
    else:
        found = []
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
