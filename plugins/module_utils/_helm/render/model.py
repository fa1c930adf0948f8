# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into a rendering and what comes out of it."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Optional


class ReleaseFacts(NamedTuple):
    """What templates see as .Release."""

    name: str
    namespace: str
    revision: int = 1
    is_install: bool = True
    is_upgrade: bool = False


class Options(NamedTuple):
    """How to render. lint: required and fail do not fail. sub_notes: subcharts' NOTES.txt count too. strict: a missing
    key is an error. enable_dns: getHostByName asks Env.resolve_host. code_cache: for compiled templates, see
    gotmpl/bundle.py. post_render: takes the rendered files, but the notes, and gives others.
    """

    lint: bool = False
    sub_notes: bool = False
    strict: bool = False
    enable_dns: bool = False
    code_cache: Any = None
    post_render: Optional[Callable[[dict[str, str]], dict[str, str]]] = None


class Head:
    """What is read of a manifest to sort it. metadata: its name and annotations, both strings only."""

    def __init__(self, *, kind: str = "") -> None:
        self.api_version = ""
        self.kind = kind
        self.name = ""
        self.annotations: dict[str, str] = {}

    @property
    def metadata(self) -> dict[str, Any]:
        """The name and the annotations as the manifest has them."""
        return {"name": self.name, "annotations": self.annotations}


class Manifest(NamedTuple):
    """One document of a rendered file. name: the file's path ("web/templates/a.yaml"). content: the document's text."""

    name: str
    content: str
    head: Head


class Hook(NamedTuple):
    """A manifest with the annotation helm.sh/hook. events, delete_policies, output_log_policies: Helm's own words."""

    name: str
    kind: str
    path: str
    manifest: str
    events: list[str]
    weight: int
    delete_policies: list[str]
    output_log_policies: list[str]


class Crd(NamedTuple):
    """A file of a chart's crds/ folder. name: its path in its chart, filename: with the charts' path before it."""

    name: str
    filename: str
    data: bytes


class Rendered(NamedTuple):
    """A rendered chart. manifests and hooks are in install order. files: every rendered file but the notes."""

    manifests: list[Manifest]
    hooks: list[Hook]
    notes: str
    crds: list[Crd]
    files: dict[str, str]

    def text(self, *, include_crds: bool = False) -> str:
        """Return what helm stores as the release's manifest."""
        parts = []
        if include_crds:
            parts = [source(crd.filename, crd.data.decode("utf-8", "surrogateescape")) for crd in self.crds]
        parts += [source(manifest.name, manifest.content) for manifest in self.manifests]
        return "".join(parts)


def source(name: str, content: str) -> str:
    """Return a document with the comment that says where it comes from."""
    return f"---\n# Source: {name}\n{content}\n"
