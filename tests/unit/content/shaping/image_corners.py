# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Corner cases of images: names, registries, tags and digests, and the kinds of objects that run them."""

from __future__ import annotations

from typing import Any

from corners import ALL, CONFIG, CUSTOM, SERVICE, container, pod, sm, workload

Object = dict[str, Any]

DIGEST = f"sha256:{'0123456789abcdef' * 4}"
OTHER = f"sha256:{'f' * 64}"
_IMAGES = [
    "nginx", "nginx:1.25", f"nginx@{DIGEST}", f"nginx:1.25@{DIGEST}", "team/nginx:1", "quay.io/team/nginx:v1",
    "registry.local:5000/nginx:1", "registry.local:5000/team/nginx", "nginx-more:1", "docker.io/nginxinc/nginx:1",
]  # fmt: skip
MANY = workload(containers=[container(f"c{place}", image) for place, image in enumerate(_IMAGES)])

IMAGES: dict[str, list[Object]] = {
    "a new tag": [{"name": "nginx", "newTag": "2"}],
    "a new name": [{"name": "nginx", "newName": "mirror.example.com/nginx"}],
    "a new name and tag": [{"name": "nginx", "newName": "mirror.example.com/nginx", "newTag": "2"}],
    "a digest": [{"name": "nginx", "digest": OTHER}],
    "a tag and a digest": [{"name": "nginx", "newTag": "2", "digest": OTHER}],
    "a new name and digest": [{"name": "nginx", "newName": "other", "digest": OTHER}],
    "by its registry": [{"name": "quay.io/team/nginx", "newTag": "v2"}],
    "by its registry and port": [{"name": "registry.local:5000/nginx", "newName": "nginx"}],
    "by its team": [{"name": "team/nginx", "newTag": "v2"}],
    "to a registry with a port": [{"name": "nginx", "newName": "mirror.local:5000/hub/nginx"}],
    "one that no object runs": [{"name": "redis", "newTag": "7"}],
    "two images": [{"name": "nginx", "newTag": "2"}, {"name": "team/nginx", "newTag": "3"}],
    "one rule after the other": [{"name": "nginx", "newName": "other"}, {"name": "other", "newTag": "3"}],
    "the same image twice": [{"name": "nginx", "newTag": "2"}, {"name": "nginx", "newTag": "3"}],
    "nothing but a name": [{"name": "nginx"}],
}

KINDS = ("DaemonSet", "StatefulSet", "Job", "CronJob", "ReplicaSet")
WORKLOADS = [workload(kind, initContainers=[container("init", "nginx")]) for kind in KINDS]


def cases() -> list[Object]:
    """Return the cases: {id, objects, images}, one with patches before them."""
    found: list[Object] = [
        {"id": f"images: {name}", "objects": [MANY], "images": rules} for name, rules in IMAGES.items()
    ]
    rule = [{"name": "nginx", "newTag": "9"}]
    found += [
        {"id": f"images: {item['kind']}", "objects": [item], "images": rule}
        for item in (*WORKLOADS, CUSTOM, CONFIG, {"apiVersion": "v1", "kind": "List", "items": [MANY, SERVICE]})
    ]
    volume = workload(volumes=[{"name": "v", "image": {"reference": "nginx:1"}}])
    found.append({"id": "images: a volume", "objects": [volume], "images": rule})
    first = sm(pod({"containers": [container("app", "redis:7")]}))
    redis = [{"name": "redis", "newTag": "8"}]
    found.append({"id": "images: what a patch has set", "objects": ALL, "patches": [first], "images": redis})
    return found
