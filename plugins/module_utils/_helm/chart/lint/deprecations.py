# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kinds of which API versions Kubernetes has deprecated: what lint warns of, in the API server's own words."""

from __future__ import annotations

# API version, deprecated in v1.N, removed in v1.M, the API version to use instead, the kinds: KIND* is it and its list,
# OLD>NEW has another name there. As client-go v0.37 has them, which helm 4.3.1 is built with: what is deprecated later
# than v1.37, the version that helm takes a chart to be for, is no warning yet.
_ROWS = """\
admissionregistration.k8s.io/v1alpha1 29 32 - ValidatingAdmissionPolicy* ValidatingAdmissionPolicyBinding*
admissionregistration.k8s.io/v1alpha1 35 38 - MutatingAdmissionPolicy* MutatingAdmissionPolicyBinding*
admissionregistration.k8s.io/v1beta1 16 22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration*
admissionregistration.k8s.io/v1beta1 16 22 admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration*
admissionregistration.k8s.io/v1beta1 31 34 - ValidatingAdmissionPolicy* ValidatingAdmissionPolicyBinding*
admissionregistration.k8s.io/v1beta1 37 40 admissionregistration.k8s.io/v1 MutatingAdmissionPolicy*
admissionregistration.k8s.io/v1beta1 37 40 admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding*
apps/v1beta1 8 16 apps/v1 ControllerRevision* Deployment* DeploymentRollback StatefulSet*
apps/v1beta1 8 16 autoscaling/v1 Scale
apps/v1beta2 9 16 apps/v1 ControllerRevision* DaemonSet* Deployment* ReplicaSet* StatefulSet*
apps/v1beta2 9 16 autoscaling/v1 Scale
authentication.k8s.io/v1alpha1 29 32 - SelfSubjectReview
authentication.k8s.io/v1beta1 19 22 authentication.k8s.io/v1 TokenReview
authentication.k8s.io/v1beta1 30 33 - SelfSubjectReview
authorization.k8s.io/v1beta1 19 22 authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview
authorization.k8s.io/v1beta1 19 22 authorization.k8s.io/v1 SelfSubjectRulesReview SubjectAccessReview
batch/v1beta1 21 25 batch/v1 CronJob*
certificates.k8s.io/v1alpha1 34 37 - ClusterTrustBundle*
certificates.k8s.io/v1beta1 19 22 certificates.k8s.io/v1 CertificateSigningRequest*
certificates.k8s.io/v1beta1 37 40 certificates.k8s.io/v1 ClusterTrustBundle* PodCertificateRequest*
coordination.k8s.io/v1alpha2 35 38 - LeaseCandidate*
coordination.k8s.io/v1beta1 19 22 coordination.k8s.io/v1 Lease*
coordination.k8s.io/v1beta1 36 39 - LeaseCandidate*
discovery.k8s.io/v1beta1 21 25 discovery.k8s.io/v1 EndpointSlice EndpointSliceList>EndpointSlice
events.k8s.io/v1beta1 22 25 - Event*
extensions/v1beta1 2 16 - Scale
extensions/v1beta1 8 16 - DeploymentRollback
extensions/v1beta1 8 16 apps/v1 DaemonSet* Deployment* ReplicaSet*
extensions/v1beta1 9 16 networking.k8s.io/v1 NetworkPolicy*
extensions/v1beta1 14 22 networking.k8s.io/v1 Ingress*
flowcontrol.apiserver.k8s.io/v1beta1 23 26 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema*
flowcontrol.apiserver.k8s.io/v1beta1 23 26 flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration*
flowcontrol.apiserver.k8s.io/v1beta2 26 29 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema*
flowcontrol.apiserver.k8s.io/v1beta2 26 29 flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration*
flowcontrol.apiserver.k8s.io/v1beta3 29 32 flowcontrol.apiserver.k8s.io/v1 FlowSchema* PriorityLevelConfiguration*
networking.k8s.io/v1beta1 19 22 networking.k8s.io/v1 Ingress* IngressClass>IngressClassList IngressClassList
networking.k8s.io/v1beta1 34 37 - IPAddress* ServiceCIDR*
node.k8s.io/v1beta1 22 25 - RuntimeClass*
policy/v1beta1 21 25 policy/v1 PodDisruptionBudget*
policy/v1beta1 22 25 - Eviction
rbac.authorization.k8s.io/v1beta1 17 22 rbac.authorization.k8s.io/v1 ClusterRole* ClusterRoleBinding* Role*
rbac.authorization.k8s.io/v1beta1 17 22 rbac.authorization.k8s.io/v1 RoleBinding*
resource.k8s.io/v1alpha3 36 39 - DeviceTaintRule*
resource.k8s.io/v1beta1 35 38 - DeviceClass* ResourceClaim* ResourceClaimTemplate* ResourceSlice*
resource.k8s.io/v1beta2 36 39 - DeviceClass* ResourceClaim* ResourceClaimTemplate* ResourceSlice*
scheduling.k8s.io/v1beta1 14 22 scheduling.k8s.io/v1 PriorityClass*
storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1 VolumeAttachment*
storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1beta1 CSIStorageCapacity*
storage.k8s.io/v1alpha1 32 35 storage.k8s.io/v1 VolumeAttributesClass*
storage.k8s.io/v1beta1 17 22 storage.k8s.io/v1 CSINode CSINodeList>CSINode
storage.k8s.io/v1beta1 19 22 storage.k8s.io/v1 CSIDriver* StorageClass* VolumeAttachment*
storage.k8s.io/v1beta1 24 27 storage.k8s.io/v1 CSIStorageCapacity*
storage.k8s.io/v1beta1 34 37 storage.k8s.io/v1 VolumeAttributesClass*
storagemigration.k8s.io/v1beta1 37 40 storagemigration.k8s.io/v1 StorageVersionMigration*
v1 19 - - ComponentStatus*
v1 33 - discovery.k8s.io/v1 Endpoints>EndpointSlice EndpointsList>EndpointSliceList
"""


def deprecation(api_version: str, kind: str) -> str:
    """Return the warning about a kind of object, "" where it is not deprecated."""
    for row in _ROWS.splitlines():
        version, deprecated, removed, replacement, *kinds = row.split()
        if version != api_version:
            continue
        for name in kinds:
            old, _mark, new = name.rstrip("*").partition(">")
            if kind == old or (name.endswith("*") and kind == f"{old}List"):
                gone = f", unavailable in v1.{removed}+" if removed != "-" else ""
                instead = f"; use {replacement} {new or kind}" if replacement != "-" else ""
                return f"{version} {kind} is deprecated in v1.{deprecated}+{gone}{instead}"
    return ""
