# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered files become manifests and hooks: split, read, sorted (Go: release/v1/util manifest*.go, kind_sorter.go)."""

from __future__ import annotations

import posixpath
import re
from typing import Any, Callable, Mapping, Sequence, TypeVar

from ..base import memory
from ..base.errors import HelmError, TemplateError
from ..codecs.yaml import codec as yaml_codec
from ..golang.space import SPACE
from . import hooks
from .model import Head, Hook, Manifest

_SEPARATOR = re.compile(r"(?m)^---[ \t]*")
# What Go's unicode.IsSpace takes for white space

INSTALL_ORDER: tuple[str, ...] = (
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
)
# Not the reverse: validation goes before mutation, so that webhooks do not stand in the way.
UNINSTALL_ORDER: tuple[str, ...] = (
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
    "APIService",
    "Ingress",
    "IngressClass",
    "Service",
    "CronJob",
    "Job",
    "StatefulSet",
    "HorizontalPodAutoscaler",
    "Deployment",
    "ReplicaSet",
    "ReplicationController",
    "Pod",
    "DaemonSet",
    "RoleBindingList",
    "RoleBinding",
    "RoleList",
    "Role",
    "ClusterRoleBindingList",
    "ClusterRoleBinding",
    "ClusterRoleList",
    "ClusterRole",
    "CustomResourceDefinition",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "StorageClass",
    "ConfigMap",
    "SecretList",
    "Secret",
    "ServiceAccount",
    "PodDisruptionBudget",
    "PodSecurityPolicy",
    "LimitRange",
    "ResourceQuota",
    "NetworkPolicy",
    "Namespace",
    "PriorityClass",
)

T = TypeVar("T")
_METADATA = r"""struct { Name string "json:\"name\""; Annotations map[string]string "json:\"annotations\"" }"""


class ManifestError(TemplateError):
    """A rendered file holds what is no manifest. files: everything that was rendered, for a look at it."""

    def __init__(self, problem: str, *, template: str, files: Mapping[str, str]) -> None:
        super().__init__(problem, template=template)
        self.files = files


def split(text: str) -> list[str]:
    """Return the documents of a file, each without the white space before it, empty ones dropped."""
    documents = _SEPARATOR.split(text.lstrip(SPACE))
    return [document.lstrip(SPACE) for document in documents if document.strip(SPACE)]


def sort(files: Mapping[str, str], order: Sequence[str] = INSTALL_ORDER) -> tuple[list[Hook], list[Manifest]]:
    """Return (hooks, manifests) of rendered files, each sorted by kind, then as found. files: path -> text.

    Partials ("_helpers.tpl") and empty files do not count. ManifestError for what is no YAML object.
    """
    found_hooks: list[Hook] = []
    found: list[Manifest] = []
    for name in sorted(files):
        text = files[name]
        if posixpath.basename(name).startswith("_") or not text.strip(SPACE):
            continue
        for content in split(text):
            try:
                head = read_head(content)
            except HelmError as error:
                problem = f"YAML parse error on {name}: {error.problem}"
                raise ManifestError(problem, template=name, files=files) from error
            if hooks.HOOK not in head.annotations:
                found.append(Manifest(name, content, head))
                continue
            hook = hooks.from_head(head, name, content)
            if hook is not None:
                found_hooks.append(hook)
    return sort_by_kind(found_hooks, _hook_kind, order), sort_by_kind(found, _manifest_kind, order)


def _hook_kind(hook: Hook) -> str:
    return hook.kind


def _manifest_kind(manifest: Manifest) -> str:
    return manifest.head.kind


def sort_by_kind(items: Sequence[T], kind: Callable[[T], str], order: Sequence[str] = INSTALL_ORDER) -> list[T]:
    """Return items in the given order of kinds, unknown kinds last by their names; equal ones stay as they are."""
    places = {name: at for at, name in enumerate(order)}
    last = len(places)

    def place(item: T) -> tuple[int, str]:
        name = kind(item)
        at = places.get(name, last)
        return at, name if at == last else ""

    return sorted(items, key=place)


@memory.remembered(1024)  # most documents are the same when a task renders its chart again
def read_head(content: str) -> Head:
    """Return what sorting needs of a document, not to be changed. HelmError with Go's text for what does not fit
    util.SimpleHead."""
    document = yaml_codec.load_typed(content)
    if document is None:
        return Head()
    if not isinstance(document, dict):
        raise _misfit(document, "value of type util.SimpleHead")
    head = Head()
    for key in sorted(document):
        value = document[key]
        name = key.lower()
        if value is None:
            continue
        if name == "apiversion":
            head.api_version = _text(value, ".apiVersion")
        elif name == "kind":
            head.kind = _text(value, ".kind")
        elif name == "metadata":
            _read_metadata(value, head)
    return head


def _read_metadata(metadata: Any, head: Head) -> None:
    if not isinstance(metadata, dict):
        raise _misfit(metadata, f"struct field .metadata of type {_METADATA}")
    for field in sorted(metadata):
        value = metadata[field]
        name = field.lower()
        if value is None:
            continue
        if name == "name":
            head.name = _text(value, ".metadata.name")
        elif name == "annotations":
            if not isinstance(value, dict):
                raise _misfit(value, "struct field .metadata.annotations of type map[string]string")
            for key, text in value.items():
                head.annotations[key] = "" if text is None else _text(text, f".metadata.annotations.{key}")


def _text(value: Any, field: str) -> str:
    """A scalar as the string that sigs.k8s.io/yaml makes of it where Go wants one."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        raise _misfit(value, f"struct field {field} of type string")
    return yaml_codec.scalar_text(value)


def _misfit(value: Any, target: str) -> HelmError:
    kinds = {dict: "object", list: "array", str: "string", bool: "bool"}
    kind = kinds.get(type(value), "number")
    return HelmError(f"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go {target}")
