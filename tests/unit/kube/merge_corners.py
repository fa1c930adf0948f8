# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merges that chance rarely makes; make_expected_merge.py asks Kubernetes' own libraries about them, too."""

from __future__ import annotations

from typing import Any, Iterator, Optional

Object = dict[str, Any]


def deployment(**spec: Any) -> Object:
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": spec}


def pod(**spec: Any) -> Object:
    return deployment(template={"spec": spec})


def budget(**spec: Any) -> Object:
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "x"}, "spec": spec}


def finalizers(*names: Any) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x", "finalizers": list(names)}}


def service(**spec: Any) -> Object:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": spec}


def named(*names: Any, **more: Any) -> list[Object]:
    return [{"name": name, **more} for name in names]


ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}
RECREATE = {"type": "Recreate"}


def corners() -> Iterator[tuple[Object, Object, Optional[Object]]]:
    """(original, modified, current), None for current where it is as original."""
    # a field that wants all its keys
    yield deployment(strategy=RECREATE), deployment(strategy=RECREATE), deployment(strategy={**RECREATE, **ROLLING})
    for live in ({"maxSurge": 1}, None, {}):
        yield (
            deployment(strategy=RECREATE),
            deployment(strategy=RECREATE),
            deployment(strategy={**RECREATE, "rollingUpdate": live}),
        )
    yield deployment(strategy=RECREATE), deployment(strategy=ROLLING), None
    yield deployment(strategy=ROLLING), deployment(strategy={**ROLLING, "rollingUpdate": None}), None
    yield deployment(strategy=ROLLING), deployment(strategy={}), None
    yield deployment(strategy=ROLLING), deployment(), deployment(strategy=RECREATE)
    secret, claimed = {"secret": {"secretName": "s"}}, {"persistentVolumeClaim": {"claimName": "c"}}
    for volume in (secret, claimed, {"secret": {"secretName": "t"}}):
        for live in (secret, {**secret, **claimed}, claimed):
            yield pod(volumes=named("v", **secret)), pod(volumes=named("v", **volume)), pod(volumes=named("v", **live))
    # a mapping that is replaced as a whole
    for new in ({"matchLabels": {"a": "2"}}, {"matchLabels": {"b": "1"}}, {"matchLabels": {"a": "1"}}, {}):
        for live in ({"matchLabels": {"a": "1"}}, {"matchLabels": {"a": "1", "c": "3"}}):
            yield budget(selector={"matchLabels": {"a": "1"}}), budget(selector=new), budget(selector=live)
            yield budget(), budget(selector=new), budget(selector=live)
            yield budget(selector=new), budget(), budget(selector=live)
    volume = {"persistentVolumeClaim": {"claimName": "c"}}
    yield pod(volumes=named("v", **volume)), pod(volumes=named("v", emptyDir={})), None
    # lists of scalars
    for old, new in (
        (("a", "b"), ("b", "a")), (("a",), ("a", "a")), (("a", "b", "c"), ("c", "d")),
        (("b", "c", "a"), ()), ((), ("b", "a")), ((10, 9, 1), (9, 100, 10)), ((10, 9, 1), (8,)),
        ((9, 10, 1), (1, 10, 9)), ((9, 10, 1), (1, 9, 10)),
        ((True, False), (False, True)), ((True,), (False,)), ((False, True), (True,)), ((1.5, 1.25), (10.5, 9.5)),
    ):  # fmt: skip
        yield finalizers(*old), finalizers(*new), None
        yield finalizers(*old), finalizers(*new), finalizers()
        yield finalizers(*old), finalizers(*new), finalizers(*new, *old[:1])
    # lists of mappings: what is added, changed, moved and removed at once
    for old, new, live in (
        ("a", "b", "a"), ("b", "a", "b"), ("abc", "cb", "abc"), ("abc", "cdb", "xabc"), ("ab", "dcba", "ab"),
        ("abc", "", "abc"), ("", "ba", ""), ("ba", "ab", "ba"), ("ab", "ab", "ba"), ("cab", "bd", "zcaby"),
        ("b", "b", ""), ("ab", "b", "b"), ("a", "a", "ba"), ("ab", "cb", ""), ("abc", "dca", "b"),
    ):  # fmt: skip
        original, modified, current = (
            pod(containers=named(*names, image=image)) for names, image in ((old, "1"), (new, "2"), (live, "1"))
        )
        yield original, modified, current
        yield original, pod(containers=named(*new, image="1")), current
        yield original, modified, None
    inner = {"env": named("A", "B", value="1")}
    for env in (
        named("B", value="2"),
        named("C", value="1"),
        named("B", "A", value="1"),
        [],
        named("A", "C", value="2"),
    ):
        yield pod(containers=named("b", "a", **inner)), pod(containers=named("c", "a", env=env)), None
        yield pod(containers=named("b", "a", **inner)), pod(containers=named("a", "b", env=env)), None
    for keys in ((10, 9, 1), (1, 9, 10)):
        ports = [{"port": port} for port in keys]
        yield service(ports=ports), service(ports=[*ports[1:], {"port": 100, "name": "x"}]), None
        yield service(ports=ports), service(ports=[{**port, "name": "n"} for port in ports]), None
    # lists that are replaced
    for new in (
        [{"key": "k", "value": "2"}], [{"key": "k", "value": "1"}], [{"key": "k", "value": "1", "effect": "e"}],
        [{"value": "1", "key": "k"}], [{"key": "k"}], [],
    ):  # fmt: skip
        yield pod(tolerations=[{"key": "k", "value": "1"}]), pod(tolerations=new), None
    # a directive is no field
    directed = {"$patch": "replace", **RECREATE}
    yield deployment(strategy=directed, replicas=1), deployment(strategy=directed, replicas=2), None
    yield deployment(strategy=directed), deployment(strategy={**directed, **ROLLING}), None
    # an element that comes back without what was in it
    mounts = [{"mountPath": "/b", "name": "v"}]
    yield (
        pod(containers=named("c", volumeMounts=mounts)),
        pod(containers=named("c", volumeMounts=[], image="2")),
        pod(containers=named("other")),
    )
    # a key that is null is <nil> to Go where keys are put in order
    for keys in ((None, "A", "Z"), ("Z", "A", None)):
        yield pod(containers=named("c", env=named(*keys))), pod(containers=named("c", env=[])), None
        yield pod(containers=named("c", env=named(*keys))), pod(containers=named("c", env=named("A", value="1"))), None
    # kinds of values
    values: tuple[Any, ...] = (1, 1.0, True, "1", None, {}, [], {"a": 1}, [1])
    for old in values:
        for new in values:
            yield deployment(paused=old), deployment(paused=new), None
            yield deployment(), deployment(paused=new), deployment(paused=old)
            yield deployment(paused=old), deployment(), deployment(paused=new)


def cases() -> list[Object]:
    """The corners in make_expected_merge.py's form."""
    return [
        {"original": original, "modified": modified, "current": original if current is None else current}
        for original, modified, current in corners()
    ]
