# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fields of Kubernetes' own kinds are merged: made by tests/unit/kube/make_patch_schema.py, not by hand.

SHAPES: type -> field -> (type inside, strategy, merge key). "*X" is a mapping whose values are of type X.
KINDS: apiVersion -> kind -> type. PLAIN: apiVersion -> kinds of which only the metadata has rules (type Object).
"""

from __future__ import annotations

SHAPES = {
    "CSINode": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("CSINodeSpec", "", ""),
    },
    "CSINodeSpec": {
        "drivers": ("", "merge", "name"),
    },
    "ComponentStatus": {
        "conditions": ("", "merge", "type"),
        "metadata": ("ObjectMeta", "", ""),
    },
    "Container": {
        "env": ("", "merge", "name"),
        "ports": ("", "merge", "containerPort"),
        "volumeDevices": ("", "merge", "devicePath"),
        "volumeMounts": ("", "merge", "mountPath"),
    },
    "CronJob": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("CronJobSpec", "", ""),
    },
    "CronJobSpec": {
        "jobTemplate": ("Job", "", ""),
    },
    "DaemonSet": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("DaemonSetSpec", "", ""),
    },
    "DaemonSetSpec": {
        "template": ("Pod", "", ""),
    },
    "Deployment": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("DeploymentSpec", "", ""),
    },
    "DeploymentSpec": {
        "strategy": ("", "retainKeys", ""),
        "template": ("Pod", "", ""),
    },
    "EphemeralVolumeSource": {
        "volumeClaimTemplate": ("Object", "", ""),
    },
    "Job": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("JobSpec", "", ""),
    },
    "JobSchedulingConfiguration": {
        "resourceClaims": ("", "merge", "name"),
    },
    "JobSpec": {
        "scheduling": ("JobSchedulingConfiguration", "", ""),
        "template": ("Pod", "", ""),
    },
    "MutatingAdmissionPolicy": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("MutatingWebhook", "", ""),
    },
    "MutatingWebhook": {
        "matchConditions": ("", "merge", "name"),
    },
    "MutatingWebhookConfiguration": {
        "metadata": ("ObjectMeta", "", ""),
        "webhooks": ("MutatingWebhook", "merge", "name"),
    },
    "Node": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("NodeSpec", "", ""),
    },
    "NodeSpec": {
        "podCIDRs": ("", "merge", ""),
    },
    "Object": {
        "metadata": ("ObjectMeta", "", ""),
    },
    "ObjectMeta": {
        "finalizers": ("", "merge", ""),
        "ownerReferences": ("", "merge", "uid"),
    },
    "Pod": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("PodSpec", "", ""),
    },
    "PodDisruptionBudget": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("PodDisruptionBudgetSpec", "", ""),
    },
    "PodDisruptionBudgetSpec": {
        "selector": ("", "replace", ""),
    },
    "PodGroup": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("PodGroupSpec", "", ""),
    },
    "PodGroupSpec": {
        "resourceClaims": ("", "merge,retainKeys", "name"),
    },
    "PodSpec": {
        "containers": ("Container", "merge", "name"),
        "ephemeralContainers": ("Container", "merge", "name"),
        "evictionResponders": ("", "merge", "name"),
        "hostAliases": ("", "merge", "ip"),
        "imagePullSecrets": ("", "merge", "name"),
        "initContainers": ("Container", "merge", "name"),
        "resourceClaims": ("", "merge,retainKeys", "name"),
        "schedulingGates": ("", "merge", "name"),
        "topologySpreadConstraints": ("", "merge", "topologyKey"),
        "volumes": ("Volume", "merge,retainKeys", "name"),
    },
    "PodTemplate": {
        "metadata": ("ObjectMeta", "", ""),
        "template": ("Pod", "", ""),
    },
    "ResourceClaimTemplate": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("Object", "", ""),
    },
    "Service": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("ServiceSpec", "", ""),
    },
    "ServiceAccount": {
        "metadata": ("ObjectMeta", "", ""),
        "secrets": ("", "merge", "name"),
    },
    "ServiceSpec": {
        "ports": ("", "merge", "port"),
    },
    "ValidatingAdmissionPolicy": {
        "metadata": ("ObjectMeta", "", ""),
        "spec": ("ValidatingAdmissionPolicySpec", "", ""),
    },
    "ValidatingAdmissionPolicySpec": {
        "matchConditions": ("", "merge", "name"),
        "variables": ("", "merge", "name"),
    },
    "Volume": {
        "ephemeral": ("EphemeralVolumeSource", "", ""),
    },
}

KINDS = {
    "admissionregistration.k8s.io/v1": {
        "MutatingAdmissionPolicy": "MutatingAdmissionPolicy",
        "MutatingWebhookConfiguration": "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy": "ValidatingAdmissionPolicy",
        "ValidatingWebhookConfiguration": "MutatingWebhookConfiguration",
    },
    "admissionregistration.k8s.io/v1alpha1": {
        "MutatingAdmissionPolicy": "MutatingAdmissionPolicy",
        "ValidatingAdmissionPolicy": "ValidatingAdmissionPolicy",
    },
    "admissionregistration.k8s.io/v1beta1": {
        "MutatingAdmissionPolicy": "MutatingAdmissionPolicy",
        "MutatingWebhookConfiguration": "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy": "ValidatingAdmissionPolicy",
        "ValidatingWebhookConfiguration": "MutatingWebhookConfiguration",
    },
    "apps/v1": {
        "DaemonSet": "DaemonSet",
        "Deployment": "Deployment",
        "ReplicaSet": "DaemonSet",
        "StatefulSet": "DaemonSet",
    },
    "apps/v1beta1": {
        "Deployment": "Deployment",
        "StatefulSet": "DaemonSet",
    },
    "apps/v1beta2": {
        "DaemonSet": "DaemonSet",
        "Deployment": "Deployment",
        "ReplicaSet": "DaemonSet",
        "StatefulSet": "DaemonSet",
    },
    "batch/v1": {
        "CronJob": "CronJob",
        "Job": "Job",
    },
    "batch/v1beta1": {
        "CronJob": "CronJob",
    },
    "extensions/v1beta1": {
        "DaemonSet": "DaemonSet",
        "Deployment": "Deployment",
        "ReplicaSet": "DaemonSet",
    },
    "policy/v1": {
        "PodDisruptionBudget": "PodDisruptionBudget",
    },
    "resource.k8s.io/v1": {
        "ResourceClaimTemplate": "ResourceClaimTemplate",
    },
    "resource.k8s.io/v1beta1": {
        "ResourceClaimTemplate": "ResourceClaimTemplate",
    },
    "resource.k8s.io/v1beta2": {
        "ResourceClaimTemplate": "ResourceClaimTemplate",
    },
    "scheduling.k8s.io/v1alpha3": {
        "PodGroup": "PodGroup",
    },
    "scheduling.k8s.io/v1beta1": {
        "PodGroup": "PodGroup",
    },
    "storage.k8s.io/v1": {
        "CSINode": "CSINode",
    },
    "storage.k8s.io/v1beta1": {
        "CSINode": "CSINode",
    },
    "v1": {
        "ComponentStatus": "ComponentStatus",
        "Node": "Node",
        "Pod": "Pod",
        "PodTemplate": "PodTemplate",
        "ReplicationController": "DaemonSet",
        "Service": "Service",
        "ServiceAccount": "ServiceAccount",
    },
}

PLAIN = {
    "admissionregistration.k8s.io/v1": "MutatingAdmissionPolicyBinding ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1alpha1": "MutatingAdmissionPolicyBinding ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/v1beta1": "MutatingAdmissionPolicyBinding ValidatingAdmissionPolicyBinding",
    "apiextensions.k8s.io/v1": "CustomResourceDefinition",
    "apps/v1": "ControllerRevision",
    "apps/v1beta1": "ControllerRevision Scale",
    "apps/v1beta2": "ControllerRevision Scale",
    "authentication.k8s.io/v1": "SelfSubjectReview TokenRequest TokenReview",
    "authentication.k8s.io/v1alpha1": "SelfSubjectReview",
    "authentication.k8s.io/v1beta1": "SelfSubjectReview TokenReview",
    "authorization.k8s.io/v1": "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview"
    " SubjectAccessReview",
    "authorization.k8s.io/v1beta1": "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview"
    " SubjectAccessReview",
    "autoscaling/v1": "HorizontalPodAutoscaler Scale",
    "autoscaling/v2": "HorizontalPodAutoscaler",
    "certificates.k8s.io/v1": "CertificateSigningRequest ClusterTrustBundle PodCertificateRequest",
    "certificates.k8s.io/v1alpha1": "ClusterTrustBundle",
    "certificates.k8s.io/v1beta1": "CertificateSigningRequest ClusterTrustBundle PodCertificateRequest",
    "coordination.k8s.io/v1": "Lease",
    "coordination.k8s.io/v1alpha2": "LeaseCandidate",
    "coordination.k8s.io/v1beta1": "Lease LeaseCandidate",
    "discovery.k8s.io/v1": "EndpointSlice",
    "discovery.k8s.io/v1beta1": "EndpointSlice",
    "events.k8s.io/v1": "Event",
    "events.k8s.io/v1beta1": "Event",
    "extensions/v1beta1": "Ingress NetworkPolicy Scale",
    "flowcontrol.apiserver.k8s.io/v1": "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1beta1": "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1beta2": "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1beta3": "FlowSchema PriorityLevelConfiguration",
    "internal.apiserver.k8s.io/v1alpha1": "StorageVersion",
    "lifecycle.k8s.io/v1alpha1": "Eviction EvictionRequest",
    "networking.k8s.io/v1": "IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR",
    "networking.k8s.io/v1beta1": "IPAddress Ingress IngressClass ServiceCIDR",
    "node.k8s.io/v1": "RuntimeClass",
    "node.k8s.io/v1alpha1": "RuntimeClass",
    "node.k8s.io/v1beta1": "RuntimeClass",
    "policy/v1": "Eviction",
    "policy/v1beta1": "Eviction PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1": "ClusterRole ClusterRoleBinding Role RoleBinding",
    "rbac.authorization.k8s.io/v1alpha1": "ClusterRole ClusterRoleBinding Role RoleBinding",
    "rbac.authorization.k8s.io/v1beta1": "ClusterRole ClusterRoleBinding Role RoleBinding",
    "resource.k8s.io/v1": "DeviceClass DeviceTaintRule ResourceClaim ResourceSlice",
    "resource.k8s.io/v1alpha3": "DeviceTaintRule ResourcePoolStatusRequest",
    "resource.k8s.io/v1beta1": "DeviceClass ResourceClaim ResourceSlice",
    "resource.k8s.io/v1beta2": "DeviceClass DeviceTaintRule ResourceClaim ResourceSlice",
    "scheduling.k8s.io/v1": "PriorityClass",
    "scheduling.k8s.io/v1alpha3": "CompositePodGroup Workload",
    "scheduling.k8s.io/v1beta1": "PriorityClass Workload",
    "storage.k8s.io/v1": "CSIDriver CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
    "storage.k8s.io/v1alpha1": "CSIStorageCapacity VolumeAttachment VolumeAttributesClass",
    "storage.k8s.io/v1beta1": "CSIDriver CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
    "storagemigration.k8s.io/v1": "StorageVersionMigration",
    "storagemigration.k8s.io/v1beta1": "StorageVersionMigration",
    "v1": "Binding ConfigMap Endpoints Event LimitRange Namespace PersistentVolume PersistentVolumeClaim"
    " RangeAllocation ResourceQuota Secret",
}
