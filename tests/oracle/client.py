# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask the oracle from Python: `with Oracle() as oracle: oracle.ask(op="render", template="{{ 1 }}")`."""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Iterable, Optional

PROGRAM = Path(__file__).resolve().parent / "oracle"


class OracleError(Exception):
    """The request was wrong, or the oracle could not be started or has died; what a library refuses is an answer."""


@functools.cache
def build(program: Path) -> None:
    """Build the oracle where it is not there, once a process: minutes, which count for no question. OracleError."""
    done = subprocess.run([str(program), "--path"], stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise OracleError(f"there is no oracle (exit {done.returncode}); what is wrong is said above")


class Oracle:
    """One process of the oracle, started at the first question and again should it have died. It is built before that:
    who asks may give a question a limit of time, and would end the build with it, again and again."""

    def __init__(self, *, quiet: bool = False) -> None:
        """quiet: what the libraries log (Helm's warnings) is thrown away."""
        self._quiet = quiet
        self._process: Optional[subprocess.Popen[bytes]] = None

    def __enter__(self) -> Oracle:
        build(PROGRAM)
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def ask(self, **request: Any) -> dict[str, Any]:
        """The answer to one request. It has "err" when the library refused. OracleError when the request is wrong."""
        return self.ask_all([request])[0]

    def ask_all(self, requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers to many requests, in order; quicker than one by one."""
        answers = []
        batch = list(requests)
        for start in range(0, len(batch), 16):
            answers += self._exchange(batch[start : start + 16])
        return answers

    def _exchange(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        # Small batches: the pipes must not fill up on both sides at once, so what is written is bounded, too.
        lines = [json.dumps(request).encode("utf-8") + b"\n" for request in batch]
        if len(lines) > 1 and sum(map(len, lines)) > 32768:
            return [answer for request in batch for answer in self._exchange([request])]
        process = self._start()
        if process.stdin is None or process.stdout is None:
            raise OracleError("the oracle was started without pipes")
        answers = []
        try:
            process.stdin.write(b"".join(lines))
            process.stdin.flush()
            for request in batch:
                line = process.stdout.readline()
                if not line:
                    raise OracleError(
                        f"the oracle died (exit {process.wait()}) on one of {len(batch)} requests, "
                        f"the first not answered: {json.dumps(request)[:400]}"
                    )
                answers.append(check(request, json.loads(line)))
        except OSError as error:
            raise OracleError(f"the oracle died (exit {process.wait()}): {error}") from error
        except BaseException:
            # Answers not read yet would be taken for those of the next question.
            self.close()
            raise
        return answers

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if self._quiet else None,
            )
        return self._process

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:  # in the middle of a question that takes for ever
                process.kill()
                process.wait()


def check(request: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """The answer itself. OracleError when it says that the request was wrong."""
    if "bad_request" in answer:
        raise OracleError(f"bad request {json.dumps(request)[:400]}: {answer['bad_request']}")
    return answer


def tag(value: Any) -> dict[str, Any]:
    """A Python value with the Go type it stands for: int is int64, float float64; a tagged value stays as it is."""
    if value is None:
        return {"t": "nil"}
    if isinstance(value, bool):
        return {"t": "bool", "v": value}
    if isinstance(value, int):
        return {"t": "int64", "v": str(value)}
    if isinstance(value, float):
        return {"t": "float64", "v": repr(value)}
    if isinstance(value, str):
        return {"t": "string", "v": value}
    if isinstance(value, bytes):
        return {"t": "bytes", "v": base64.b64encode(value).decode("ascii")}
    if isinstance(value, list):
        return {"t": "list", "v": [tag(item) for item in value]}
    if isinstance(value, dict):
        if set(value) <= {"t", "v"} and isinstance(value.get("t"), str):
            return value
        return {"t": "map", "v": {key: tag(item) for key, item in value.items()}}
    raise TypeError(f"no Go type stands for {type(value).__name__}")


def untag(answer: dict[str, Any]) -> Any:
    """The Python value of a tagged one: integers of any size become int, floats float, the rest stays a text."""
    kind: str = answer["t"]
    value: Any = answer.get("v")
    if kind == "nil":
        return None
    if kind == "map":
        return {key: untag(item) for key, item in value.items()}
    if kind == "list":
        return [untag(item) for item in value]
    if kind.startswith(("int", "uint")):
        return int(value)
    if kind.startswith("float"):
        return float(value)
    if kind == "string" and "v_b64" in answer:
        return base64.b64decode(answer["v_b64"]).decode("utf-8", "surrogateescape")
    return value
