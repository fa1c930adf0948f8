# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered files as the one stream that a post-renderer gets, and back (Go: action.go, annotateAndMerge,
splitAndDeannotate).

Every document says in an annotation which file it comes from. The documents are written anew: comments and the order of
keys are not kept.
"""

from __future__ import annotations

import posixpath
from typing import Any, Mapping

from ..base.errors import HelmError, TemplateError
from ..codecs.yaml import codec as yaml_codec
from ..golang.space import SPACE
from . import manifests

FILE_NAME = "postrenderer.helm.sh/postrender-filename"

SEPARATOR = "---\n"

_LISTS = ("List", "ResourceList")


def objects(files: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Return (file, object) of all that the files hold, lists opened. TemplateError for what is no YAML."""
    return [
        (name, body)
        for name in sorted(files)
        if not posixpath.basename(name).startswith("_") and files[name].strip(SPACE)
        for text in manifests.split(files[name])
        for body in _bodies(text, f"error merging manifests: parsing {name}: ")
    ]


def merged(files: Mapping[str, str]) -> str:
    """Return the files' documents as one stream. TemplateError for what is no YAML."""
    texts = []
    for name, body in objects(files):
        metadata = {**(body.get("metadata") or {})}
        metadata["annotations"] = {**(metadata.get("annotations") or {}), FILE_NAME: name}
        texts.append(yaml_codec.dump({**body, "metadata": metadata}))
    return SEPARATOR.join(texts)


def split(stream: str) -> dict[str, str]:
    """Return path -> text of a stream that a post-renderer gave. Documents that name no file get names of their own."""
    found: dict[str, list[str]] = {}
    at = 0
    for text in manifests.split(stream):
        for body in _bodies(text, "error while parsing post rendered output: error parsing YAML: "):
            metadata = {**(body.get("metadata") or {})}
            annotations = {**(metadata.get("annotations") or {})}
            name = str(annotations.pop(FILE_NAME, "") or f"generated-by-postrender-{at}.yaml")
            metadata.pop("annotations", None)
            if annotations:
                metadata["annotations"] = annotations
            found.setdefault(name, []).append(yaml_codec.dump({**body, "metadata": metadata}))
            at += 1
    return {name: SEPARATOR.join(texts) for name, texts in found.items()}


def _bodies(text: str, problem: str) -> list[dict[str, Any]]:
    try:
        body = yaml_codec.load_objects(text)
    except HelmError as error:
        raise TemplateError(problem + error.problem) from error
    if body is None:
        return []
    if not isinstance(body, dict):
        raise TemplateError(f"{problem}a document is no mapping")
    items = body.get("items")
    if body.get("kind") in _LISTS and isinstance(items, list):
        return [item for item in items if isinstance(item, dict)]
    return [body]
