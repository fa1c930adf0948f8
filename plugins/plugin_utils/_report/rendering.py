# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page's template rendered by Jinja2 of its own, not by Ansible's, which escapes nothing: here everything is.

The page's one style and one script are named by their digests in its content security policy, so that a browser runs
nothing else, wherever it came from, and asks nobody for anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

_FOLDER = Path(__file__).resolve().parent / "page"
_HEADER = re.compile(r"\A/\*.*?\*/\s*", re.DOTALL)


def rendered(template: str, **facts: Any) -> str:
    """Return the page that template, a file of page/, makes of facts."""
    style, script = (_part(name) for name in ("style.css", "script.js"))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    policy = (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    # The two files are ours, and their digests would not fit if anything in them was escaped.
    own = {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704
    return environment.get_template(template).render(**own, **facts)


def _part(name: str) -> str:
    """Return one of the page's files less the header that says whose it is."""
    return _HEADER.sub("", (_FOLDER / name).read_text(encoding="utf-8")).strip()


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
