# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster can do, as templates see it: .Capabilities."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..base.errors import HelmError, HelmsRequestError
from ..golang.types import GoStruct, TypedList, go_function

HELM_VERSION = "v4.3.1"

# client-go's scheme as helm 4.3.1 was built with it, in the order of Scheme.PrioritizedVersionsAllGroups. Groups only:
# without a cluster, Has "apps/v1/Deployment" is false.
_KNOWN_VERSIONS = """
v1 admissionregistration.k8s.io/v1,v1alpha1,v1beta1 internal.apiserver.k8s.io/v1alpha1 apps/v1,v1beta1,v1beta2
authentication.k8s.io/v1,v1alpha1,v1beta1 authorization.k8s.io/v1,v1beta1 autoscaling/v1,v2 batch/v1,v1beta1
certificates.k8s.io/v1,v1beta1,v1alpha1 coordination.k8s.io/v1alpha2,v1beta1,v1 discovery.k8s.io/v1,v1beta1
events.k8s.io/v1,v1beta1 extensions/v1beta1 flowcontrol.apiserver.k8s.io/v1,v1beta1,v1beta2,v1beta3
lifecycle.k8s.io/v1alpha1 networking.k8s.io/v1,v1beta1 node.k8s.io/v1,v1alpha1,v1beta1 policy/v1,v1beta1
rbac.authorization.k8s.io/v1,v1beta1,v1alpha1 resource.k8s.io/v1,v1beta2,v1beta1,v1alpha3
scheduling.k8s.io/v1alpha3,v1beta1,v1 storage.k8s.io/v1beta1,v1,v1alpha1 storagemigration.k8s.io/v1,v1beta1
apiextensions.k8s.io/v1beta1,v1
"""

_VERSION = r"[ \t\n\v\f\r]*v?([0-9]+(?:\.[0-9]+)*)(.*)"


class KubeVersion(NamedTuple):
    """A version of Kubernetes. version: as the server says it; normalized: its numbers only, for constraints."""

    version: str
    major: str
    minor: str
    normalized: str = ""

    @classmethod
    def parse(cls, text: str) -> KubeVersion:
        """Return the version that text names ("1.33", "v1.33.4-gke.1245000"). RequestError with helm's text."""
        numbers = _numbers(text)
        full = text if text.startswith("v") else f"v{text}"
        return cls(full, numbers[0], numbers[1], "v" + ".".join(numbers))

    def __str__(self) -> str:
        return self.normalized or self.version


def _numbers(text: str) -> list[str]:
    """The numbers that a version begins with (Go: apimachinery util/version, ParseGeneric)."""
    from ..golang.quoting import quote

    match = re.fullmatch(_VERSION, text, re.DOTALL)
    if match is None:
        raise _bad_version(text, f"could not parse {quote(text)} as version")
    parts = match[1].split(".")
    if len(parts) < 2:
        raise _bad_version(text, f"illegal version string {quote(text)}")
    if parts[0].startswith("0") and parts[0] != "0":
        raise _bad_version(text, f"illegal zero-prefixed version component {quote(parts[0])} in {quote(text)}")
    return [str(int(part)) for part in parts]


def _bad_version(text: str, problem: str) -> HelmError:
    return HelmsRequestError(f"invalid kube version '{text}': {problem}", doing="reading kube_version", hint="as 1.33")


class HelmBuild(NamedTuple):
    """.Capabilities.HelmVersion: the build of helm whose behaviour this is."""

    version: str = HELM_VERSION
    git_commit: str = "c0d08d0d6d9424d4a14febb5e8a3e51b0dd00dff"
    git_tree_state: str = "clean"
    go_version: str = "go1.27.2"
    kube_client_version: str = "v1.37"


class Capabilities:
    """kube_version; api_versions: what .Capabilities.APIVersions.Has is true for; helm_version."""

    def __init__(self, kube_version: KubeVersion, api_versions: list[str]) -> None:
        self.kube_version = kube_version
        self.api_versions = api_versions
        self.helm_version = HelmBuild()

    @classmethod
    def default(cls) -> Capabilities:
        """Return what helm 4.3.1 takes for granted without a cluster."""
        versions = []
        for group in _KNOWN_VERSIONS.split():
            name, _slash, names = group.rpartition("/")
            versions += [f"{name}/{version}" if name else version for version in names.split(",")]
        return cls(KubeVersion("v1.37.0", "1", "37", "v1.37.0"), versions)

    def as_go(self) -> GoStruct:
        """Return the object that templates see."""
        kube, build = self.kube_version, self.helm_version
        version = _KubeVersion(
            "common.KubeVersion",
            {"Version": kube.version, "normalizedVersion": str(kube), "Major": kube.major, "Minor": kube.minor},
            {"String": go_function()(lambda: str(kube)), "GitVersion": go_function()(lambda: kube.version)},
        )
        names = {
            "Version": build.version,
            "GitCommit": build.git_commit,
            "GitTreeState": build.git_tree_state,
            "GoVersion": build.go_version,
            "KubeClientVersion": build.kube_client_version,
        }
        fields = {
            "KubeVersion": version,
            "APIVersions": VersionSet(self.api_versions),
            "HelmVersion": _BuildInfo("version.BuildInfo", names, {}),
        }
        return GoStruct("*common.Capabilities", fields, {})


class _KubeVersion(GoStruct):
    """common.KubeVersion, whose methods are a pointer's."""

    __slots__ = ()
    by_pointer = True


class _BuildInfo(GoStruct):
    """version.BuildInfo with the names that it has in JSON."""

    __slots__ = ()
    json_names = {
        "Version": "version",
        "GitCommit": "git_commit",
        "GitTreeState": "git_tree_state",
        "GoVersion": "go_version",
        "KubeClientVersion": "kube_client_version",
    }


class VersionSet(TypedList):
    """common.VersionSet: a list with the method Has."""

    __slots__ = ("methods",)

    def __init__(self, versions: list[str]) -> None:
        super().__init__("common.VersionSet", versions)
        offered = frozenset(versions)

        @go_function("string")
        def has(version: str) -> bool:
            return version in offered

        self.methods = {"Has": has}
