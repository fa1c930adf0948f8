# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""post_renderer: the task's own program between the rendered manifests and the cluster. It is started as it is given,
without a shell; it gets the manifests on its standard input and writes its own to its standard output."""

from __future__ import annotations

from typing import Callable

from ..base import program
from ..base.errors import RequestError, TemplateError
from ..render import post_render

_TIME_LIMIT = 300.0  # seconds
_SAID = 500  # characters of what a failing program said
_DOING = "running the post-renderer"


def through(argv: list[str]) -> Callable[[dict[str, str]], dict[str, str]]:
    """Return the function that sends rendered files through the program. It raises TemplateError."""

    def render(files: dict[str, str]) -> dict[str, str]:
        return post_render.split(_run(argv, post_render.merged(files)))

    return render


def _run(argv: list[str], stream: str) -> str:
    try:
        ran = program.run(argv, given=stream.encode("utf-8", "surrogateescape"), limit=_TIME_LIMIT)
    except program.TooSlow:
        raise _failed(argv, f"it did not end within {_TIME_LIMIT:.0f} s, and was ended") from None
    except program.TooMuch:
        raise _failed(argv, f"it printed more than {program.MOST:,} bytes, and was ended") from None
    except OSError as error:
        raise RequestError(
            f"unable to run it: {error.strerror or error}", doing=_DOING, subject=argv[0],
            hint="name a program that the host of the task has, with its path unless it is in PATH",
        ) from error  # fmt: skip
    if ran.code:
        said = ran.err.decode("utf-8", "replace").strip()[-_SAID:] or "it said nothing"
        raise _failed(argv, f"exit status {ran.code}: {said}")
    text = ran.out.decode("utf-8", "surrogateescape")
    if not text.strip():
        raise _failed(argv, f'post-renderer "{argv[0]}" produced empty output')
    return text


def _failed(argv: list[str], problem: str) -> TemplateError:
    error = TemplateError(f"error while running post render on files: {problem}", template=argv[0])
    error.doing = _DOING
    error.hint = f"run it by hand with the text that helm_template gives: {argv[0]}"
    return error
