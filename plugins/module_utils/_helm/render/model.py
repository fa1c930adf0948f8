# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into a rendering and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Optional


@dataclass
class ReleaseFacts:
    """What templates see as .Release."""

    name: str
    namespace: str
    revision: int = 1
    is_install: bool = True
    is_upgrade: bool = False


@dataclass
class Options:
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


@dataclass
class Head:
    """What is read of a manifest to sort it. metadata: its name and annotations, both strings only."""

    api_version: str = ""
    kind: str = ""
    name: str = ""
    annotations: dict[str, str] = field(default_factory=dict)

    @property
    def metadata(self) -> dict[str, Any]:
        """The name and the annotations as the manifest has them."""
        return {"name": self.name, "annotations": self.annotations}


@dataclass
class Manifest:
    """One document of a rendered file. name: the file's path ("web/templates/a.yaml"). content: the document's text."""

    name: str
    content: str
    head: Head


@dataclass
class Hook:
    """A manifest with the annotation helm.sh/hook. events, delete_policies, output_log_policies: Helm's own words."""

    name: str
    kind: str
    path: str
    manifest: str
    events: list[str] = field(default_factory=list)
    weight: int = 0
    delete_policies: list[str] = field(default_factory=list)
    output_log_policies: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Crd:
    """A file of a chart's crds/ folder. name: its path in its chart, filename: with the charts' path before it."""

    name: str
    filename: str
    data: bytes


@dataclass
class Rendered:
    """A rendered chart. manifests and hooks are in install order. files: every rendered file but the notes."""

    manifests: list[Manifest] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    notes: str = ""
    crds: list[Crd] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

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
