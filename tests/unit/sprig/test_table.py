# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table: all of Sprig's names, Go's parameters, and nothing heavy imported with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import LimitError, MissingLibrary
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import Int64
from ansible_collections.native.helm.plugins.module_utils._helm.sprig import table

HERE = Path(__file__).resolve().parent
FUNCTIONS = table.functions(Env())


def test_names_and_parameters_are_those_of_gos_map() -> None:
    """signatures.json is what reflect says of sprig.GenericFuncMap() 3.3.0, less env and expandenv."""
    wanted = json.loads((HERE / "signatures.json").read_text(encoding="utf-8"))
    assert len(wanted) == 209
    assert {name: list(function.go_params) for name, function in FUNCTIONS.items()} == wanted


def test_table_imports_no_heavy_topic() -> None:
    """A task that calls none of them does not pay for them."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import collection_path; collection_path.install()\n"
        "before = set(sys.modules)\n"
        "from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env\n"
        "from ansible_collections.native.helm.plugins.module_utils._helm.sprig import table\n"
        "table.functions(Env())\n"
        "print('\\n'.join(set(sys.modules) - before))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(HERE.parents[1])], check=True, capture_output=True, text=True
    )
    loaded = done.stdout.split()
    heavy = ("regex", "dates", "crypto", "keys", "certificates", "urls", "versions", "words", "jsontext", "randomness")
    ours = {*(f"sprig.{name}" for name in heavy), "golang.time", "golang.regexp", "golang.urls", "semver.version"}
    others = {"re2", "cryptography", "bcrypt", "zoneinfo", "datetime", "decimal"}
    assert [name for name in loaded if name in others or ".".join(name.split(".")[-2:]) in ours] == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("repeat", (1 << 40, "x")), ("indent", (1 << 40, "x")), ("until", (1 << 40,)), ("randAlpha", (1 << 40,))],
)
def test_what_would_fill_the_memory_is_refused(name: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(LimitError):
        FUNCTIONS[name](*arguments)


@pytest.mark.parametrize(
    ("module", "library", "name", "arguments"),
    [
        ("re2", "google-re2", "regexMatch", ("a", "a")),
        ("bcrypt", "bcrypt", "bcrypt", ("a",)),
        ("cryptography.hazmat.primitives", "cryptography", "genPrivateKey", ("ed25519",)),
        ("cryptography.hazmat.primitives.ciphers", "cryptography", "encryptAES", ("k", "text")),
    ],
)
def test_missing_library_is_named(
    monkeypatch: pytest.MonkeyPatch, module: str, library: str, name: str, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingLibrary) as caught:
        FUNCTIONS[name](*arguments)
    assert caught.value.library == library


def _fixed() -> Env:
    """An Env whose clock stands and whose randomness counts up."""
    env = Env()
    env.now_ns = lambda: 1_700_000_000_123_456_789
    counter = iter(range(1 << 30))
    env.random_bytes = lambda size: bytes(next(counter) % 256 for _ in range(size))
    env.resolve_host = lambda host: f"address of {host}"
    return env


@pytest.mark.parametrize(
    ("name", "arguments", "wanted"),
    [
        ("dateInZone", ("2006-01-02T15:04:05.000", None, "UTC"), "2023-11-14T22:13:20.123"),
        ("ago", (1_699_999_000,), "16m40s"),
        ("durationRound", ("90m",), "1h"),
        ("randNumeric", (12,), "012345678901"),
        ("randAlphaNum", (4,), "ABCD"),
        ("randAscii", (3,), ' !"'),
        ("randBytes", (3,), "AAEC"),
        ("randInt", (10, 14), 10),
        ("uuidv4", (), "00010203-0405-4607-8809-0a0b0c0d0e0f"),
        ("shuffle", ("ab",), "ba"),
        ("getHostByName", ("h",), "address of h"),
    ],
)
def test_clock_randomness_and_names_come_from_env(name: str, arguments: tuple[object, ...], wanted: object) -> None:
    assert table.functions(_fixed())[name](*arguments) == wanted


def test_time_since_a_moment_uses_the_clock() -> None:
    functions = table.functions(_fixed())
    moment = functions["toDate"]("2006-01-02", "2023-11-01")
    assert functions["durationRound"](moment) == "13d"
    assert functions["now"]().ns == 1_700_000_000_123_456_789
    assert functions["date"]("2006", Int64(0)) in ("1969", "1970")


def test_randomness_is_even() -> None:
    """Bytes above the largest multiple of the alphabet are not used: none of its characters comes up more often."""
    env = Env()
    env.random_bytes = lambda size: bytes(range(256)) if size >= 256 else bytes(range(size))
    text = table.functions(env)["randNumeric"](250)
    assert {text.count(digit) for digit in "0123456789"} == {25}
