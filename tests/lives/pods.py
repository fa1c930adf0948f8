# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pods and what runs them, with every list that Kubernetes merges by a key, as Hypothesis strategies."""

from __future__ import annotations

from typing import Any, Callable

from hypothesis import strategies as st

Body = dict[str, Any]
Strategy = st.SearchStrategy[Any]

WORDS = st.sampled_from(["", "one", "two", "true", "1", "a: b", "x\ny"])
TEXTS = st.one_of(WORDS, st.just("{{ .Values.text }}"), st.just("{{ .Chart.Version }}"))
NUMBERS = st.one_of(st.integers(1, 3), st.just("@{{ .Values.n }}@"))
KEYS = st.sampled_from(["a", "b", "tls.crt", "with-dash"])
LABELS = st.dictionaries(st.sampled_from(["tier", "example.com/part.of"]), st.sampled_from(["x", "y"]), max_size=2)


def listed(elements: Strategy, *, key: Callable[[Any], Any], most: int = 3) -> Strategy:
    """A list of which no two elements have the same key."""
    return st.lists(elements, max_size=most, unique_by=key)


def some(**fields: Strategy) -> Strategy:
    """A mapping in which any of the fields may be missing."""
    return st.fixed_dictionaries({}, optional=fields)


def an_object(api_version: str, kind: str, name: str, rest: Strategy) -> Strategy:
    """An object of a name, its labels drawn, with what rest draws."""

    def made(labels: dict[str, str], keep: bool, body: Body) -> Body:
        metadata: Body = {"name": name, **({"labels": labels} if labels else {})}
        if keep:
            metadata["annotations"] = {"helm.sh/resource-policy": "keep"}
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **body}

    kept = st.sampled_from([False, False, False, True]) if kind == "PersistentVolumeClaim" else st.just(False)
    return st.builds(made, LABELS, kept, rest)


# Lists with merge keys, each as its kind has it.
_PORTS = listed(
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
SERVICE_PORTS = st.lists(
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
_ENV = listed(
    st.builds(lambda name, value: {"name": name, "value": value}, st.sampled_from(["A", "B", "C"]), TEXTS),
    key=lambda item: item["name"],
)
_RESOURCES = some(
    limits=st.dictionaries(
        st.sampled_from(["cpu", "memory"]), st.sampled_from(["1", "1000m", "0.5", "1024Mi", "1Gi"]), max_size=2
    )
)


_MAP: Body = {"configMap": {"name": "config-a", "optional": True}}
_VOLUMES = listed(
    st.builds(
        lambda name, source: {"name": name, **source},
        st.sampled_from(["v", "w"]),
        st.sampled_from(
            [
                {"emptyDir": {}},
                {"emptyDir": {"medium": "Memory"}},
                {"configMap": {"name": "config-a", "optional": True}},
            ]
        ),
    ),
    key=lambda volume: volume["name"],
)
_SPREADS = listed(
    st.builds(
        lambda when, skew: {"topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": when, "maxSkew": skew},
        st.sampled_from(["DoNotSchedule", "ScheduleAnyway"]),
        st.integers(1, 2),
    ),
    key=lambda spread: spread["whenUnsatisfiable"],
)
_POD_LISTS = {
    "tolerations": st.lists(
        st.sampled_from([{"key": "a", "operator": "Exists"}, {"key": "b", "value": "x"}]), max_size=2
    ),
    "imagePullSecrets": listed(st.builds(lambda name: {"name": name}, st.sampled_from(["r1", "r2"])), key=str),
    "hostAliases": listed(
        st.builds(
            lambda ip, host: {"ip": ip, "hostnames": [host]},
            st.sampled_from(["10.0.0.1", "10.0.0.2"]),
            st.sampled_from(["h1", "h2"]),
        ),
        key=lambda alias: alias["ip"],
    ),
    "topologySpreadConstraints": _SPREADS,
}


@st.composite
def _containers(draw: st.DrawFn, names: list[str], volumes: list[Body]) -> list[Body]:
    mounts = (
        listed(
            st.builds(
                lambda path, volume: {"mountPath": path, "name": volume},
                st.sampled_from(["/a", "/b"]),
                st.sampled_from([volume["name"] for volume in volumes]),
            ),
            key=lambda mount: mount["mountPath"],
        )
        if volumes
        else st.just([])
    )
    lists = some(env=_ENV, ports=_PORTS, resources=_RESOURCES, args=st.lists(WORDS, max_size=2), volumeMounts=mounts)
    images = st.sampled_from(["example.com/web:1", "example.com/web:2"])
    return [{"name": name, "image": draw(images), **draw(lists)} for name in names]


@st.composite
def pod(draw: st.DrawFn, restart: str = "") -> Body:
    """A pod's spec."""
    names = draw(st.lists(st.sampled_from(["main", "side"]), min_size=1, max_size=2, unique=True))
    volumes = draw(_VOLUMES)
    spec: Body = {"containers": draw(_containers(names, volumes)), **({"volumes": volumes} if volumes else {})}
    first = draw(st.lists(st.sampled_from(["first", "second"]), max_size=2, unique=True))
    if first and names == ["main"]:
        spec["initContainers"] = draw(_containers(first, volumes))
    if restart:
        spec["restartPolicy"] = restart
    return {**spec, **draw(some(**_POD_LISTS))}


def template(spec: Strategy, label: str) -> Strategy:
    """A pod's template."""
    return st.builds(
        lambda labels, body: {"metadata": {"labels": {"app": label, **labels}}, "spec": body}, LABELS, spec
    )


def workload(kind: str, name: str, **more: Strategy) -> Strategy:
    """A workload; its selector, which nobody can change, is one of two."""

    def made(label: str, fields: Body, template: Body) -> Body:
        template = {**template, "metadata": {"labels": {**template["metadata"]["labels"], "app": label}}}
        return {"spec": {"selector": {"matchLabels": {"app": label}}, "template": template, **fields}}

    labels = st.sampled_from([name, name, name, f"{name}-other"])
    return an_object("apps/v1", kind, name, st.builds(made, labels, some(**more), template(pod(), name)))
