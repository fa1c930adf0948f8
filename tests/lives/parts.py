# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that random charts are made of, as Hypothesis strategies: a slot of a chart is one object's place in it.

An object is its body. A text in it may be a template; "@TEMPLATE@" stands for what is to have no quotes around it.
"""

from __future__ import annotations

from typing import Any, Callable

from hypothesis import strategies as st

Body = dict[str, Any]
Strategy = st.SearchStrategy[Any]

CANARY = "canary-in-a-secret"  # what must show in no result
VALUES_CANARY = "canary-in-values"
FAILS = "fail"  # what a pod does: the simulated kubelet's word

_WORDS = st.sampled_from(["", "one", "two", "true", "1", "a: b", "x\ny"])
_TEXTS = st.one_of(_WORDS, st.just("{{ .Values.text }}"), st.just("{{ .Chart.Version }}"))
_NUMBERS = st.one_of(st.integers(1, 3), st.just("@{{ .Values.n }}@"))
_KEYS = st.sampled_from(["a", "b", "tls.crt", "with-dash"])
_LABELS = st.dictionaries(st.sampled_from(["tier", "example.com/part.of"]), st.sampled_from(["x", "y"]), max_size=2)


def _listed(elements: Strategy, *, key: Callable[[Any], Any], most: int = 3) -> Strategy:
    return st.lists(elements, max_size=most, unique_by=key)


def _some(**fields: Strategy) -> Strategy:
    """A mapping in which any of the fields may be missing."""
    return st.fixed_dictionaries({}, optional=fields)


def _object(api_version: str, kind: str, name: str, rest: Strategy) -> Strategy:
    def made(labels: dict[str, str], keep: bool, body: Body) -> Body:
        metadata: Body = {"name": name, **({"labels": labels} if labels else {})}
        if keep:
            metadata["annotations"] = {"helm.sh/resource-policy": "keep"}
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **body}

    kept = st.sampled_from([False, False, False, True]) if kind == "PersistentVolumeClaim" else st.just(False)
    return st.builds(made, _LABELS, kept, rest)


# Lists with merge keys, each as its kind has it.
_PORTS = _listed(
    st.builds(
        lambda port, protocol, named: {
            "containerPort": port,
            **({"protocol": protocol} if protocol else {}),
            **({"name": f"p{port}{(protocol or 'tcp').lower()}"} if named else {}),
        },
        st.sampled_from([53, 80]),
        st.sampled_from(["", "TCP", "UDP"]),
        st.booleans(),
    ),
    key=lambda port: (port["containerPort"], port.get("protocol") or "TCP"),
)
_SERVICE_PORTS = st.lists(
    st.builds(
        lambda port, protocol: {
            "name": f"p{port}{(protocol or 'tcp').lower()}",
            "port": port,
            **({"protocol": protocol} if protocol else {}),
        },
        st.sampled_from([53, 80]),
        st.sampled_from(["", "TCP", "UDP"]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda port: (port["port"], port.get("protocol") or "TCP"),
)
_ENV = _listed(
    st.builds(lambda name, value: {"name": name, "value": value}, st.sampled_from(["A", "B", "C"]), _TEXTS),
    key=lambda item: item["name"],
)
_RESOURCES = _some(
    limits=st.dictionaries(
        st.sampled_from(["cpu", "memory"]), st.sampled_from(["1", "1000m", "0.5", "1024Mi", "1Gi"]), max_size=2
    )
)


@st.composite
def _pod(draw: st.DrawFn, restart: str = "") -> Body:
    names = draw(st.lists(st.sampled_from(["main", "side"]), min_size=1, max_size=2, unique=True))
    containers = []
    for name in names:
        container = {"name": name, "image": draw(st.sampled_from(["example.com/web:1", "example.com/web:2"]))}
        container.update(draw(_some(env=_ENV, ports=_PORTS, resources=_RESOURCES, args=st.lists(_WORDS, max_size=2))))
        containers.append(container)
    spec: Body = {"containers": containers}
    if restart:
        spec["restartPolicy"] = restart
    tolerated = st.sampled_from([{"key": "a", "operator": "Exists"}, {"key": "b", "value": "x"}])
    tolerations = st.lists(tolerated, max_size=2)
    pulls = _listed(st.builds(lambda name: {"name": name}, st.sampled_from(["r1", "r2"])), key=str)
    aliases = _listed(
        st.builds(lambda ip, host: {"ip": ip, "hostnames": [host]}, st.sampled_from(["10.0.0.1", "10.0.0.2"]),
                  st.sampled_from(["h1", "h2"])),
        key=lambda alias: alias["ip"],
    )  # fmt: skip
    spec.update(draw(_some(tolerations=tolerations, imagePullSecrets=pulls, hostAliases=aliases)))
    return spec


def _template(spec: Strategy, label: str) -> Strategy:
    return st.builds(
        lambda labels, body: {"metadata": {"labels": {"app": label, **labels}}, "spec": body}, _LABELS, spec
    )


def _workload(kind: str, name: str, **more: Strategy) -> Strategy:
    """A workload; its selector, which nobody can change, is one of two."""

    def made(label: str, fields: Body, template: Body) -> Body:
        template = {**template, "metadata": {"labels": {**template["metadata"]["labels"], "app": label}}}
        return {"spec": {"selector": {"matchLabels": {"app": label}}, "template": template, **fields}}

    labels = st.sampled_from([name, name, name, f"{name}-other"])
    return _object("apps/v1", kind, name, st.builds(made, labels, _some(**more), _template(_pod(), name)))


def _data(values: Strategy, least: int = 0) -> Strategy:
    return st.dictionaries(_KEYS, values, min_size=least, max_size=3)


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
_SERVICE = st.builds(lambda ports: {"spec": {"selector": {"app": "web"}, "ports": ports}}, _SERVICE_PORTS)
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
_JOB = _template(_pod("Never"), "job").map(lambda template: {"spec": {"backoffLimit": 0, "template": template}})
_CRON = st.builds(
    lambda schedule, template: {
        "spec": {"schedule": schedule, "suspend": True, "jobTemplate": {"spec": {"template": template}}}
    },
    st.sampled_from(["0 0 * * *", "0 1 * * *"]),
    _template(_pod("Never"), "cron"),
)  # fmt: skip
_BUDGET = st.sampled_from([1, "50%"]).map(
    lambda least: {"spec": {"minAvailable": least, "selector": {"matchLabels": {"app": "web"}}}}
)
_LIST = st.lists(_data(_TEXTS, 1), min_size=1, max_size=2).map(
    lambda found: {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"listed-{number}"}, "data": data}
            for number, data in enumerate(found)
        ],
    }
)
_TYPED_LIST = st.lists(_data(_TEXTS, 1), min_size=1, max_size=2).map(
    lambda found: {
        "apiVersion": "v1",
        "kind": "ConfigMapList",
        "items": [{"metadata": {"name": f"typed-{number}"}, "data": data} for number, data in enumerate(found)],
    }
)
_ODD = st.sampled_from([{}, {"data": {}}, {"data": {"a": "x"}, "binaryData": {}}, {"data": None}])
_ACCOUNT = _some(
    imagePullSecrets=_listed(st.builds(lambda name: {"name": name}, st.sampled_from(["r1", "r2"])), key=str)
)
_GADGET = st.builds(
    lambda size, items: {"spec": {"size": size, "items": items}},
    _NUMBERS,
    st.lists(st.builds(lambda name, port: {"name": name, "port": port}, _WORDS, st.sampled_from([53, 80])), max_size=2),
)

GROUP = "GROUP.lives.example.com"  # GROUP: each life's own

SLOTS: dict[str, Strategy] = {
    "config-a": _object("v1", "ConfigMap", "config-a", st.builds(lambda data: {"data": data}, _data(_TEXTS))),
    "config-b": _object("v1", "ConfigMap", "config-b", st.builds(lambda data: {"data": data}, _data(_TEXTS))),
    "web": _workload("Deployment", "web", replicas=_NUMBERS),
    "service": _object("v1", "Service", "web", _SERVICE),
    "secret": _object("v1", "Secret", "secret", _SECRET),
    "random": _object("v1", "Secret", "random", _RANDOM),
    "looking": _object("v1", "ConfigMap", "looking", _LOOKUP),
    "scaler": _object("autoscaling/v2", "HorizontalPodAutoscaler", "web", _SCALER),
    "account": _object("v1", "ServiceAccount", "account", _ACCOUNT),
    "role": _object("rbac.authorization.k8s.io/v1", "Role", "role", st.builds(lambda rules: {"rules": rules}, _RULES)),
    "binding": _object("rbac.authorization.k8s.io/v1", "RoleBinding", "binding", _BINDING),
    "policy": _object("networking.k8s.io/v1", "NetworkPolicy", "policy", _POLICY),
    "ingress": _object("networking.k8s.io/v1", "Ingress", "ingress", _INGRESS),
    "budget": _object("policy/v1", "PodDisruptionBudget", "budget", _BUDGET),
    "claim": _object("v1", "PersistentVolumeClaim", "claim", _CLAIM),
    "job": _object("batch/v1", "Job", "job", _JOB),
    "cron": _object("batch/v1", "CronJob", "cron", _CRON),
    "set": _workload("StatefulSet", "set", replicas=_NUMBERS, serviceName=st.just("web")),
    "daemon": _workload("DaemonSet", "daemon"),
    "list": _LIST,
    "typed": _TYPED_LIST,
    "odd": _object("v1", "ConfigMap", "odd", _ODD),
    "twin": _object("v1", "ConfigMap", "config-a", st.builds(lambda data: {"data": data}, _data(_TEXTS))),
    "gadget": _object(f"{GROUP}/v1", "Gadget", "gadget", _GADGET),
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

    return st.builds(made, st.sampled_from(_EVENTS), st.sampled_from(_POLICIES), st.integers(-1, 1), _data(_TEXTS, 1))


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
    "sub": _object("v1", "ConfigMap", "sub", st.builds(lambda data: {"data": data}, _data(_TEXTS)))
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
