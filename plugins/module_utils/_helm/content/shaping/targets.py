# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects a patch is for: by kind, name, namespace, labels and annotations, as kustomize selects them. Pure."""

from __future__ import annotations

import re
from typing import Any, Callable, Mapping, NamedTuple

from ...base.errors import HelmError
from ...base.patterns import lazy

Matches = Callable[[str], bool]

FIELDS = ("group", "version", "kind", "name", "namespace")
SELECTORS = ("label_selector", "annotation_selector")
_PLAIN = lazy(r"(?:[\w/|-]|\.[*+]?)*", re.ASCII)  # means the same to Python, and most are no more than names
# Objects of these kinds are in no namespace, whatever the release's is.
_OF_CLUSTER = frozenset(
    (
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterTrustBundle",
        "ComponentStatus",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PodSecurityPolicy",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "RuntimeClass",
        "ServiceCIDR",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    )
)


class Identity(NamedTuple):
    """What an object is known by. namespace: the release's where the object says none, "" for kinds without."""

    group: str
    version: str
    kind: str
    name: str
    namespace: str


def identity(body: Mapping[str, Any], namespace: str) -> Identity:
    """Return what an object is known by, in a release in namespace."""
    metadata = body.get("metadata") or {}
    group, _slash, version = str(body.get("apiVersion") or "").rpartition("/")
    kind = str(body.get("kind") or "")
    place = "" if kind in _OF_CLUSTER else str(metadata.get("namespace") or namespace)
    return Identity(group, version, kind, str(metadata.get("name") or ""), place)


class Target:
    """The objects that a patch is for. wanted: the target's fields, "" where all will do."""

    def __init__(self, wanted: Mapping[str, str], *, exact: bool = False) -> None:
        self._fields = {name: _matcher(name, wanted[name], exact=exact) for name in FIELDS if wanted.get(name)}
        self._selectors: dict[str, Callable[[dict[str, str]], bool]] = {}
        for name in SELECTORS:
            if wanted.get(name):
                self._selectors[name] = _selector(name, wanted[name])
        shown = {name: wanted[name] for name in (*FIELDS, *SELECTORS) if wanted.get(name)}
        self.text = ", ".join(f"{name} {value}" for name, value in shown.items()) or "all objects"

    def may_be(self, kind: str) -> bool:
        """Whether an object of that kind could be one of them."""
        return "kind" not in self._fields or self._fields["kind"](kind)

    def has(self, body: Mapping[str, Any], first: Identity, now: Identity) -> bool:
        """Whether an object is one of them. first, now: what it was known by before any patch, and is by now."""
        for name, matches in self._fields.items():
            known = [getattr(now, name)]
            if name in ("name", "namespace"):
                known.append(getattr(first, name))
            if not any(map(matches, known)):
                return False
        metadata = body.get("metadata") or {}
        for name, parts in (("label_selector", "labels"), ("annotation_selector", "annotations")):
            if name in self._selectors and not self._selectors[name](metadata.get(parts) or {}):
                return False
        return True


def _selector(name: str, text: str) -> Callable[[dict[str, str]], bool]:
    from ...release import selector

    try:
        return selector.parse(text)
    except HelmError as error:
        raise HelmError(f"{name}: {error.problem}") from error


def _matcher(name: str, pattern: str, *, exact: bool) -> Matches:
    """What tells whether a text is one that an anchored pattern describes."""
    if exact:
        return lambda text: text == pattern
    if _PLAIN.fullmatch(pattern):
        plain = re.compile(pattern)
        return lambda text: plain.fullmatch(text) is not None
    from ...golang import regexp

    try:
        compiled = regexp.compile_pattern(f"^(?:{pattern})$")
    except regexp.PatternError as error:
        raise HelmError(f"{name} is no regular expression: {error}") from error
    return lambda text: compiled.search(text.encode("utf-8", "surrogateescape")) is not None
