# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a chart renders is shaped: where images stand, registries, targets, and what is wrong with an option."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import RequestError
from ansible_collections.native.helm.plugins.module_utils._helm.content.shaping import spots
from ansible_collections.native.helm.plugins.module_utils._helm.content.shaping.shaping import Shaper
from ansible_collections.native.helm.plugins.module_utils._helm.render.model import Crd

Object = dict[str, Any]
SHA = f"sha256:{'a' * 64}"


def shaped(*objects: Object, crds: tuple[Crd, ...] = (), **given: Any) -> list[Object]:
    text = "---\n".join(yaml.safe_dump(item) for item in objects)
    made = Shaper(given, "shop").files({"chart/templates/a.yaml": text}, crds)
    return list(yaml.safe_load_all(made.get("chart/templates/a.yaml", "")))


def thing(kind: str, spec: Object, api_version: str = "v1", **metadata: Any) -> Object:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "x", **metadata}, "spec": spec}


def pod(image: str = "nginx:1") -> Object:
    return {"containers": [{"name": "a", "image": image}]}


EVERYWHERE = {
    "containers": [{"name": "a", "image": "a:1"}],
    "initContainers": [{"name": "b", "image": "b:1"}],
    "ephemeralContainers": [{"name": "c", "image": "c:1"}],
    "volumes": [{"name": "v", "image": {"reference": "d:1"}}, {"name": "w", "emptyDir": {}}],
}
TEMPLATE = {"template": {"spec": EVERYWHERE}}


@pytest.mark.parametrize(
    "item",
    [
        thing("Pod", EVERYWHERE),
        thing("ReplicationController", TEMPLATE),
        {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "x"}, **TEMPLATE},
        *(thing(kind, TEMPLATE, "apps/v1") for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")),
        thing("Job", TEMPLATE, "batch/v1"),
        thing("CronJob", {"jobTemplate": {"spec": TEMPLATE}}, "batch/v1"),
        thing("Rollout", TEMPLATE, "argoproj.io/v1alpha1"),
        {"apiVersion": "v1", "kind": "List", "items": [thing("Pod", EVERYWHERE)]},
        {"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "x"}, "spec": EVERYWHERE}]},
    ],
    ids=lambda item: item["kind"],
)
def test_every_image_of_every_kind(item: Object) -> None:
    mirror = {"docker.io": "mirror.example.com/hub"}
    assert spots.of([item]) == ["a:1", "b:1", "c:1", "d:1"]
    wanted = [f"mirror.example.com/hub/library/{name}:1" for name in "abcd"]
    assert spots.of(shaped(item, registries=mirror)) == wanted


def test_what_looks_like_an_image_in_a_definition_is_none() -> None:
    schema = thing("CustomResourceDefinition", {"containers": [{"image": "nginx"}]}, "apiextensions.k8s.io/v1")
    assert spots.of([schema]) == []
    assert shaped(schema, images=[{"name": "nginx", "new_tag": "2"}]) == [schema]


def test_an_image_that_is_no_text_is_left() -> None:
    odd = thing("Pod", {"containers": [{"name": "a", "image": None}, {"name": "b", "image": {"x": 1}}, {"name": "c"}]})
    assert spots.of([odd]) == []
    assert shaped(odd, registries={"docker.io": "m.example.com"}) == [odd]


def test_fields_of_custom_resources_by_their_paths() -> None:
    shop = thing(
        "Shop", {"image": "nginx:1", "side": [{"image": "redis:7"}, {}], "more": ["a:1", "b:1"]}, "example.com/v1"
    )
    paths = [
        {"path": "spec/image", "kind": "Shop", "group": "example.com"},
        {"path": "spec/side[]/image", "kind": "Shop"},
        {"path": "spec/more", "kind": "Shop"},
        {"path": "spec/image", "kind": "Other"},
    ]
    found = shaped(shop, {**shop, "kind": "Unlisted"}, registries={"docker.io": "m.example.com/hub"}, image_paths=paths)
    assert found[0]["spec"] == {
        "image": "m.example.com/hub/library/nginx:1",
        "side": [{"image": "m.example.com/hub/library/redis:7"}, {}],
        "more": ["m.example.com/hub/library/a:1", "m.example.com/hub/library/b:1"],
    }
    assert found[1]["spec"] == shop["spec"]
    places = spots.places_of(paths)
    assert spots.of([shop], places) == ["a:1", "b:1", "nginx:1", "redis:7"]


@pytest.mark.parametrize(
    ("image", "registries", "wanted"),
    [
        ("nginx", {"docker.io": "m.example.com"}, "m.example.com/library/nginx"),
        ("nginx:1", {"index.docker.io": "m.example.com/hub/"}, "m.example.com/hub/library/nginx:1"),
        ("team/app:1", {"docker.io": "m.example.com:5000"}, "m.example.com:5000/team/app:1"),
        (f"docker.io/team/app:1@{SHA}", {"docker.io": "m.example.com"}, f"m.example.com/team/app:1@{SHA}"),
        ("quay.io/a/b:1", {"docker.io": "m.example.com"}, "quay.io/a/b:1"),
        (
            "quay.io/a/b:1",
            {"quay.io": "m.example.com/quay", "quay.io/a": "m.example.com/team"},
            "m.example.com/team/b:1",
        ),
        ("quay.io/ab/c:1", {"quay.io/a": "m.example.com/team"}, "quay.io/ab/c:1"),
        ("r.local:5000/a:1", {"r.local:5000": "m.example.com"}, "m.example.com/a:1"),
        ("r.local/a:1", {"r.local:5000": "m.example.com"}, "r.local/a:1"),
        ("a/b:1", {"docker.io": "quay.io", "quay.io": "m.example.com"}, "quay.io/a/b:1"),
        ("not an image", {"docker.io": "m.example.com"}, "not an image"),
        ("${IMAGE}", {"docker.io": "m.example.com"}, "${IMAGE}"),
    ],
)
def test_registries(image: str, registries: dict[str, str], wanted: str) -> None:
    assert spots.of(shaped(thing("Pod", pod(image)), registries=registries)) == [wanted]


@pytest.mark.parametrize("image", ["nginx", "library/nginx", "docker.io/nginx", "index.docker.io/library/nginx"])
@pytest.mark.parametrize("name", ["nginx", "docker.io/library/nginx"])
def test_short_names_are_understood(image: str, name: str) -> None:
    found = shaped(thing("Pod", pod(image)), images=[{"name": name, "new_tag": "2"}])
    assert spots.of(found) == [f"{image}:2"]


def test_patches_come_first_then_images_then_registries() -> None:
    given = {
        "patches": [
            {"target": {"kind": "Pod"}, "patch": {"spec": {"containers": [{"name": "a", "image": "redis:6"}]}}}
        ],
        "images": [{"name": "redis", "new_tag": "7"}],
        "registries": {"docker.io": "m.example.com"},
    }
    assert spots.of(shaped(thing("Pod", pod()), **given)) == ["m.example.com/library/redis:7"]


def test_a_patch_as_text() -> None:
    text = "- op: add\n  path: /metadata/labels\n  value: {a: b}\n"
    found = shaped(thing("Pod", pod()), patches=[{"target": {"kind": "Pod"}, "patch": text}])
    assert found[0]["metadata"]["labels"] == {"a": "b"}


def test_an_object_without_a_namespace_is_in_the_releases() -> None:
    note = {"metadata": {"annotations": {"a": "b"}}}
    for place, kind, hits in (("shop", "Pod", 1), ("default", "Pod", 0), ("shop", "ClusterRole", 0)):
        patch = {"target": {"namespace": place}, "patch": note, "optional": True}
        found = shaped(thing(kind, {}), patches=[patch])
        assert ("annotations" in found[0]["metadata"]) == bool(hits)


CRD = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "shops.example.com"},
    "spec": {"group": "example.com"},
}
FILE = Crd("crds/shop.yaml", "chart/crds/shop.yaml", f"# kept\n{yaml.safe_dump(CRD)}".encode())


def test_definitions_in_crds_are_patched_and_others_stay_to_the_byte() -> None:
    other = FILE._replace(data=FILE.data.replace(b"shops", b"carts"))
    patch = {
        "target": {"kind": "CustomResourceDefinition", "name": "shops.*"},
        "patch": {"metadata": {"labels": {"a": "b"}}},
    }
    shaper = Shaper({"patches": [patch]}, "shop")
    assert shaper.files({}, [FILE, other]) == {}
    found = shaper.crds([FILE, other])
    assert yaml.safe_load(found[0].data)["metadata"] == {"name": "shops.example.com", "labels": {"a": "b"}}
    assert found[1] is other


def test_a_definition_is_deleted() -> None:
    patch = {"target": {"kind": "CustomResourceDefinition"}, "patch": {"$patch": "delete"}}
    assert Shaper({"patches": [patch]}, "shop").crds([FILE]) == []


NOTE = {"metadata": {"annotations": {"a": "b"}}}


def patch_of(content: Any, **target: str) -> Object:
    """The option patches with one entry."""
    return {"patches": [{"target": target, "patch": content}]}


def operation(**fields: Any) -> Object:
    """The option patches with one JSON patch of the Pod, of one operation."""
    return patch_of([fields], kind="Pod")


POD = "patches[0] (kind Pod)"


@pytest.mark.parametrize(
    ("given", "subject", "problem"),
    [
        (patch_of(NOTE, kind="Po"), "patches[0] (kind Po)", "the chart renders no object"),
        (
            {"patches": [{"patch": NOTE, "target": {}}, {"target": {"kind": "Pod", "name": "y"}, "patch": NOTE}]},
            "patches[1] (kind Pod, name y)",
            "the chart renders no object",
        ),
        (patch_of(NOTE, name="x("), "patches[0]", "name is no regular expression: error parsing"),
        (patch_of(NOTE, label_selector="a in b"), "patches[0]", "label_selector: unable to parse"),
        ({"patches": [{"patch": NOTE}]}, "patches[0]", "it has no target, and the patch does not say"),
        (patch_of([]), "patches[0]", "neither a mapping nor a list"),
        (operation(op="add", path="spec", value=1), "patches[0]", "operation 0: path is 'spec', no JSON pointer"),
        (operation(op="add", path="/spec"), "patches[0]", "operation 0: add has no value"),
        (operation(op="move", path="/spec"), "patches[0]", "operation 0: from is None"),
        (operation(op="replace", path="/spec/no", value=1), POD, "Pod x: operation 0, replace /spec/no: there is no"),
        (operation(op="remove", path="/kind"), POD, "Pod x: what it leaves has no apiVersion, kind or metadata.name"),
        ({"images": [{"name": "nginx:1", "new_tag": "2"}]}, "images[0] (nginx:1)", "'nginx:1' is no name of an image"),
        ({"images": [{"name": "ng.*x", "new_tag": "2"}]}, "images[0] (ng.*x)", "'ng.*x' is no name of an image"),
        ({"images": [{"name": "a", "new_tag": "2:3"}]}, "images[0] (a)", "new_tag '2:3' is no tag"),
        ({"images": [{"name": "a", "digest": "sha256:1"}]}, "images[0] (a)", "digest 'sha256:1' is none"),
        ({"registries": {"docker.io": "https://m"}}, "registries[docker.io]", "'https://m' is no registry"),
        ({"registries": {"docker.io": None}}, "registries[docker.io]", "None is no registry"),
        ({"image_paths": [{"path": "spec//image"}]}, "image_paths[0]", "path 'spec//image' is none"),
    ],
)
def test_what_is_wrong_names_the_entry(given: dict[str, Any], subject: str, problem: str) -> None:
    with pytest.raises(RequestError, match=re.escape(problem)) as caught:
        shaped(thing("Pod", pod()), **given)
    assert caught.value.subject == subject
    assert caught.value.doing
    assert caught.value.hint


def test_an_optional_patch_may_find_nothing() -> None:
    patch = {"target": {"kind": "Po"}, "patch": NOTE, "optional": True}
    assert shaped(thing("Pod", pod()), patches=[patch]) == [thing("Pod", pod())]


def test_no_message_shows_what_a_patch_says() -> None:
    patch = {"target": {"kind": "Pod"}, "patch": {"spec": {"containers": {"password": "hunter2"}}}}
    with pytest.raises(RequestError) as caught:
        shaped(thing("Pod", pod()), patches=[patch])
    assert "hunter2" not in f"{caught.value} {caught.value.subject} {caught.value.hint}"


def test_an_alias_in_a_template_is_two_values_to_a_patch() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, labels: &l {a: b}, annotations: *l}\n"
    patch = {"target": {}, "patch": [{"op": "add", "path": "/metadata/labels/c", "value": "d"}]}
    made = Shaper({"patches": [patch]}, "shop").files({"a.yaml": text}, [])
    assert yaml.safe_load(made["a.yaml"])["metadata"]["annotations"] == {"a": "b"}
