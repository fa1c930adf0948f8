# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that random charts are made of, as Hypothesis strategies: a slot of a chart is one object's place in it.

An object is its body. A text in it may be a template; "@TEMPLATE@" stands for what is to have no quotes around it.
"""

from __future__ import annotations

from hypothesis import strategies as st

from .pods import (
    KEYS,
    NUMBERS,
    SERVICE_PORTS,
    TEXTS,
    WORDS,
    Body,
    Strategy,
    an_object,
    listed,
    pod,
    some,
    template,
    workload,
)

CANARY = "canary-in-a-secret"  # what must show in no result
VALUES_CANARY = "canary-in-values"
FAILS = "fail"  # what a pod does: the simulated kubelet's word


def _data(values: Strategy, least: int = 0) -> Strategy:
    return st.dictionaries(KEYS, values, min_size=least, max_size=3)


_SECRET = st.one_of(
    st.builds(lambda data: {"stringData": data}, _data(st.sampled_from([CANARY, f"{CANARY}-2", "{{ .Values.text }}"]))),
    st.builds(lambda data: {"data": data}, _data(st.just("{{ .Values.secret | b64enc }}"))),
)
_RANDOM = st.just({"stringData": {"password": "{{ randAlphaNum 16 }}", "user": "{{ .Values.text }}"}})
_LOOKUP = st.just(
    {
        "data": {
            "kept": '{{ $own := lookup "v1" "ConfigMap" .Release.Namespace "looking" }}'
            '{{ dig "data" "kept" (randAlphaNum 8) $own }}',
            "text": "{{ .Values.text }}",
        }
    }
)
_SERVICE = st.builds(lambda ports: {"spec": {"selector": {"app": "web"}, "ports": ports}}, SERVICE_PORTS)
_RULES = st.lists(
    st.builds(
        lambda resource, verbs: {"apiGroups": [""], "resources": [resource], "verbs": verbs},
        st.sampled_from(["pods", "services"]),
        st.sampled_from([["get"], ["get", "list"]]),
    ),
    max_size=2,
)
_SUBJECTS = st.lists(st.sampled_from(["one", "two"]), unique=True, max_size=2).map(
    lambda names: [{"kind": "ServiceAccount", "name": name} for name in names]
)
_BINDING = st.builds(
    lambda subjects, role: {
        "subjects": subjects,
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": role},
    },
    _SUBJECTS,
    st.sampled_from(["role", "role", "role", "other"]),
)
_POLICY_PORTS = st.lists(st.sampled_from([{"port": 80}, {"port": 53, "protocol": "UDP"}]), max_size=2)
_POLICY = st.builds(
    lambda ports: {"spec": {"podSelector": {"matchLabels": {"app": "web"}}, "ingress": [{"ports": ports}]}},
    _POLICY_PORTS,
)
_INGRESS = st.lists(st.sampled_from(["a.example.com", "b.example.com"]), min_size=1, max_size=2, unique=True).map(
    lambda hosts: {
        "spec": {
            "rules": [
                {
                    "host": host,
                    "http": {
                        "paths": [
                            {
                                "path": "/",
                                "pathType": "Prefix",
                                "backend": {"service": {"name": "web", "port": {"number": 80}}},
                            }
                        ]
                    },
                }
                for host in hosts
            ]
        }
    }
)
_SCALER = st.integers(2, 4).map(
    lambda most: {
        "spec": {
            "minReplicas": 1,
            "maxReplicas": most + 5,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        }
    }
)
_CLAIM = st.sampled_from(["1Gi", "1024Mi", "2Gi"]).map(
    lambda size: {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}}
)
_JOB = template(pod("Never"), "job").map(lambda template: {"spec": {"backoffLimit": 0, "template": template}})
_CRON = st.builds(
    lambda schedule, template: {
        "spec": {"schedule": schedule, "suspend": True, "jobTemplate": {"spec": {"template": template}}}
    },
    st.sampled_from(["0 0 * * *", "0 1 * * *"]),
    template(pod("Never"), "cron"),
)  # fmt: skip
_BUDGET = st.sampled_from([1, "50%"]).map(
    lambda least: {"spec": {"minAvailable": least, "selector": {"matchLabels": {"app": "web"}}}}
)
_LIST = st.lists(_data(TEXTS, 1), min_size=1, max_size=2).map(
    lambda found: {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"listed-{number}"}, "data": data}
            for number, data in enumerate(found)
        ],
    }
)
_TYPED_LIST = st.lists(_data(TEXTS, 1), min_size=1, max_size=2).map(
    lambda found: {
        "apiVersion": "v1",
        "kind": "ConfigMapList",
        "items": [{"metadata": {"name": f"typed-{number}"}, "data": data} for number, data in enumerate(found)],
    }
)
_ODD = st.sampled_from([{}, {"data": {}}, {"data": {"a": "x"}, "binaryData": {}}, {"data": None}])
_ACCOUNT = some(
    imagePullSecrets=listed(st.builds(lambda name: {"name": name}, st.sampled_from(["r1", "r2"])), key=str),
    secrets=listed(st.builds(lambda name: {"name": name}, st.sampled_from(["s1", "s2"])), key=str),
)
_GADGET = st.builds(
    lambda size, items: {"spec": {"size": size, "items": items}},
    NUMBERS,
    st.lists(st.builds(lambda name, port: {"name": name, "port": port}, WORDS, st.sampled_from([53, 80])), max_size=2),
)

_CONDITIONS = listed(
    st.builds(
        lambda name, expression: {"name": name, "expression": expression},
        st.sampled_from(["a.b", "c.d", "e.f"]),
        st.sampled_from(["false", "1 > 2"]),
    ),
    key=lambda condition: condition["name"],
)


def _webhooks(conditions: list[list[Body]]) -> Body:
    """Webhooks that are asked about nothing."""
    return {
        "webhooks": [
            {
                "name": f"w{number}.example.com",
                "sideEffects": "None",
                "admissionReviewVersions": ["v1"],
                "clientConfig": {"service": {"name": "nobody", "namespace": "nowhere"}},
                "namespaceSelector": {"matchLabels": {"lives.example.com/nobody": "nothing"}},
                "matchConditions": found,
            }
            for number, found in enumerate(conditions)
        ]
    }


_WEBHOOKS = st.lists(_CONDITIONS, min_size=1, max_size=2).map(_webhooks)

GROUP = "GROUP.lives.example.com"  # GROUP: each life's own

SLOTS: dict[str, Strategy] = {
    "config-a": an_object("v1", "ConfigMap", "config-a", st.builds(lambda data: {"data": data}, _data(TEXTS))),
    "config-b": an_object("v1", "ConfigMap", "config-b", st.builds(lambda data: {"data": data}, _data(TEXTS))),
    "web": workload("Deployment", "web", replicas=NUMBERS),
    "service": an_object("v1", "Service", "web", _SERVICE),
    "secret": an_object("v1", "Secret", "secret", _SECRET),
    "random": an_object("v1", "Secret", "random", _RANDOM),
    "looking": an_object("v1", "ConfigMap", "looking", _LOOKUP),
    "scaler": an_object("autoscaling/v2", "HorizontalPodAutoscaler", "web", _SCALER),
    "account": an_object("v1", "ServiceAccount", "account", _ACCOUNT),
    "role": an_object("rbac.authorization.k8s.io/v1", "Role", "role", _RULES.map(lambda rules: {"rules": rules})),
    "binding": an_object("rbac.authorization.k8s.io/v1", "RoleBinding", "binding", _BINDING),
    "policy": an_object("networking.k8s.io/v1", "NetworkPolicy", "policy", _POLICY),
    "ingress": an_object("networking.k8s.io/v1", "Ingress", "ingress", _INGRESS),
    "budget": an_object("policy/v1", "PodDisruptionBudget", "budget", _BUDGET),
    "claim": an_object("v1", "PersistentVolumeClaim", "claim", _CLAIM),
    "job": an_object("batch/v1", "Job", "job", _JOB),
    "cron": an_object("batch/v1", "CronJob", "cron", _CRON),
    "set": workload("StatefulSet", "set", replicas=NUMBERS, serviceName=st.just("web")),
    "daemon": workload("DaemonSet", "daemon"),
    "list": _LIST,
    "typed": _TYPED_LIST,
    "odd": an_object("v1", "ConfigMap", "odd", _ODD),
    "twin": an_object("v1", "ConfigMap", "config-a", st.builds(lambda data: {"data": data}, _data(TEXTS))),
    "gadget": an_object(f"{GROUP}/v1", "Gadget", "gadget", _GADGET),
    "template": an_object("v1", "PodTemplate", "template", template(pod(), "t").map(lambda one: {"template": one})),
    "webhooks": an_object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", GROUP, _WEBHOOKS),
    "foreign": an_object("v1", "ConfigMap", "foreign", st.builds(lambda data: {"data": data}, _data(TEXTS))),
}  # fmt: skip

_EVENTS = ["pre-install", "post-install", "pre-upgrade", "post-upgrade", "pre-rollback", "post-delete",
           "post-install,post-upgrade"]  # fmt: skip
_POLICIES = ["", "before-hook-creation", "hook-succeeded", "before-hook-creation,hook-succeeded"]


def _hook(name: str) -> Strategy:
    def made(event: str, policy: str, weight: int, data: dict[str, str]) -> Body:
        annotations = {"helm.sh/hook": event, "helm.sh/hook-weight": str(weight)}
        if policy:
            annotations["helm.sh/hook-delete-policy"] = policy
        metadata = {"name": name, "annotations": annotations}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}

    return st.builds(made, st.sampled_from(_EVENTS), st.sampled_from(_POLICIES), st.integers(-1, 1), _data(TEXTS, 1))


def _job_hook(name: str) -> Strategy:
    """A Job that runs a second, or fails at once."""

    def made(event: str, policy: str, pod: str) -> Body:
        annotations = {"helm.sh/hook": event, **({"helm.sh/hook-delete-policy": policy} if policy else {})}
        container = {"name": "leaky", "image": "example.com/run"}
        template = {
            "metadata": {"annotations": {"native.helm.test/pod": pod} if pod else {}},
            "spec": {"restartPolicy": "Never", "containers": [container]},
        }
        metadata = {"name": name, "annotations": annotations}
        spec = {"backoffLimit": 0, "template": template}
        return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": spec}

    return st.builds(made, st.sampled_from(_EVENTS), st.sampled_from(_POLICIES), st.sampled_from(["", "", FAILS]))


HOOKS: dict[str, Strategy] = {
    "hook-a": _hook("hook-a"),
    "hook-b": _hook("hook-b"),
    "hook-job": _job_hook("hook-job"),
}
SUBCHART: dict[str, Strategy] = {
    "sub": an_object("v1", "ConfigMap", "sub", st.builds(lambda data: {"data": data}, _data(TEXTS))),
    "sub-service": an_object("v1", "Service", "sub", _SERVICE),
    "sub-secret": an_object("v1", "Secret", "sub", _SECRET),
    "sub-hook": _hook("sub-hook"),
}

DEFINITION: Body = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": f"gadgets.{GROUP}"},
    "spec": {
        "group": GROUP,
        "names": {"kind": "Gadget", "plural": "gadgets"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {"spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
                    }
                },
            }
        ],
    },
}
