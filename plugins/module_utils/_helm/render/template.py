# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What "helm template" prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..base.errors import RequestError
from . import manifests
from .hooks import TEST
from .model import Rendered, source

_SOURCE = re.compile("# Source: [^/\n]+/(.+)")


@dataclass
class TemplateOptions:
    """include_crds: the files of crds/ first. show_only: templates to show (patterns of paths in the chart; none: all).
    skip_tests: no test hooks. no_hooks: none at all."""

    include_crds: bool = False
    show_only: list[str] = field(default_factory=list)
    skip_tests: bool = False
    no_hooks: bool = False


def template_output(rendered: Rendered, options: TemplateOptions) -> str:
    """Return the text that "helm template" prints. RequestError where show_only names a template that is not there."""
    hooks = [] if options.no_hooks else rendered.hooks
    wanted = [hook for hook in hooks if not (options.skip_tests and TEST in hook.events)]
    text = rendered.text(include_crds=options.include_crds).strip(manifests.SPACE) + "\n"
    text += "".join([source(hook.path, hook.manifest) for hook in wanted])
    return _shown(text, options.show_only) if options.show_only else text


def _shown(text: str, wanted: list[str]) -> str:
    """The documents of text that come from the wanted templates."""
    from ..chart.ignore import Pattern

    found = [(_SOURCE.search(document), document) for document in manifests.split(text)]
    documents = [(match[1], document) for match, document in found if match]
    shown = []
    for name in wanted:
        pattern = Pattern(name)
        matching = [f"---\n{document}\n" for path, document in documents if pattern.match(path)]
        if not matching:
            raise RequestError(f"could not find template {name} in chart", hint="give the path inside the chart")
        shown += matching
    return "".join(shown)
