# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What "helm template" prints."""

from __future__ import annotations

from typing import NamedTuple, Sequence

from ..base.errors import ChartError
from ..base.patterns import lazy
from ..golang.space import SPACE
from . import manifests
from .hooks import TEST
from .model import Hook, Rendered, source

_SOURCE = lazy("# Source: [^/\n]+/(.+)")


class TemplateOptions(NamedTuple):
    """include_crds: the files of crds/ first. show_only: templates to show (patterns of paths in the chart; none: all).
    skip_tests: no test hooks. no_hooks: none at all."""

    include_crds: bool = False
    show_only: Sequence[str] = ()
    skip_tests: bool = False
    no_hooks: bool = False


def template_output(rendered: Rendered, options: TemplateOptions) -> str:
    """Return the text that "helm template" prints. ChartError where show_only names a template that is not there."""
    text = rendered.text(include_crds=options.include_crds).strip(SPACE) + "\n"
    text += "".join([source(hook.path, hook.manifest) for hook in _hooks(rendered, options)])
    return _shown(text, options.show_only) if options.show_only else text


def template_files(rendered: Rendered, options: TemplateOptions) -> dict[str, str]:
    """Return the files that "helm template --output-dir" writes, path -> text; show_only chooses among them.

    ChartError where show_only names a template that is not there.
    """
    found: dict[str, str] = {}
    if options.include_crds:
        for crd in rendered.crds:
            text = source(crd.filename, crd.data.decode("utf-8", "surrogateescape"))
            found[crd.filename] = found.get(crd.filename, "") + text
    for manifest in rendered.manifests:
        found[manifest.name] = found.get(manifest.name, "") + source(manifest.name, manifest.content)
    for hook in _hooks(rendered, options):
        found[hook.path] = found.get(hook.path, "") + source(hook.path, hook.manifest)
    return _chosen(found, options.show_only) if options.show_only else found


def _hooks(rendered: Rendered, options: TemplateOptions) -> list[Hook]:
    hooks = [] if options.no_hooks else rendered.hooks
    return [hook for hook in hooks if not (options.skip_tests and TEST in hook.events)]


def _chosen(files: dict[str, str], wanted: Sequence[str]) -> dict[str, str]:
    """The files that the wanted templates became."""
    from ..chart.ignore import Pattern

    chosen: dict[str, str] = {}
    for name in wanted:
        pattern = Pattern(name)
        matching = {path: text for path, text in files.items() if pattern.match(path.partition("/")[2])}
        if not matching:
            raise _not_there(name)
        chosen.update(matching)
    return chosen


def _not_there(name: str) -> ChartError:
    return ChartError(f"could not find template {name} in chart", hint="give the path inside the chart")


def _shown(text: str, wanted: Sequence[str]) -> str:
    """The documents of text that come from the wanted templates."""
    from ..chart.ignore import Pattern

    found = [(_SOURCE.search(document), document) for document in manifests.split(text)]
    documents = [(match[1], document) for match, document in found if match]
    shown = []
    for name in wanted:
        pattern = Pattern(name)
        matching = [f"---\n{document}\n" for path, document in documents if pattern.match(path)]
        if not matching:
            raise _not_there(name)
        shown += matching
    return "".join(shown)
