# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that others fill in, and fields of others whose names have dots: left, told, taken, or in conflict."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any, Iterator, Optional

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Conflict

from .conftest import MakeChart
from .harness import Releases, actions
from .raw import BOTH, BOTH_IDS, SERVER, Object, Raw, config

BUNDLE = base64.b64encode(b"theirs").decode()
OTHER = base64.b64encode(b"of the chart").decode()
PLACEHOLDERS: list[Optional[str]] = [None, "", "Cg==", OTHER]
_names = iter(lambda: f"injected-{secrets.token_hex(5)}.example.com", "")


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def both(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Iterator[Raw]:
    """Releases by both methods, uninstalled afterwards: some have objects of the cluster."""
    found = Raw(releases, make_chart, **request.param)
    yield found
    releases.uninstall()


def fill(raw: Raw, kind: str, name: str, path: str, value: Any = BUNDLE, manager: str = "kube-webhook-certgen") -> None:
    """Have someone set a field, by its JSON pointer."""
    patch = json.dumps([{"op": "add", "path": path, "value": value}])
    raw.kubectl("patch", kind, name, "--type=json", "-p", patch, "--field-manager", manager)


def bundled(bundle: Optional[str]) -> dict[str, str]:
    return {} if bundle is None else {"caBundle": bundle}


def webhooks(name: str, bundle: Optional[str], kind: str = "ValidatingWebhookConfiguration", **more: Any) -> Object:
    """Webhooks that are asked about nothing, the second one has a real bundle."""

    def webhook(number: int, bundle: Optional[str]) -> Object:
        return {
            "name": f"w{number}.example.com", "sideEffects": "None", "admissionReviewVersions": ["v1"],
            "clientConfig": {"service": {"name": "s", "namespace": "nowhere"}, **bundled(bundle)},
            "namespaceSelector": {"matchLabels": {"nobody": name}}, **more,
        }  # fmt: skip

    hooks = [webhook(1, bundle), webhook(2, OTHER)]
    return {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": kind, "metadata": {"name": name}, "webhooks": hooks
    }  # fmt: skip


def definition(name: str, bundle: Optional[str]) -> Object:
    """A CRD that is converted by a webhook."""
    client = {"service": {"name": "s", "namespace": "nowhere"}, **bundled(bundle)}
    schema = {"openAPIV3Schema": {"type": "object"}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": f"parts.{name}"},
        "spec": {
            "group": name, "scope": "Namespaced", "names": {"plural": "parts", "singular": "part", "kind": "Part"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
            "conversion": {
                "strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v1"], "clientConfig": client}
            },
        },
    }  # fmt: skip


def drift_of(raw: Raw) -> dict[str, tuple[str, list[str]]]:
    """What info tells of the release web: name -> (action, fields)."""
    (release,) = raw.releases.info("web", fields=["drift"]).releases
    return {entry["name"]: (entry["action"], entry["fields"]) for entry in release["drift"]}


BUNDLE_AT = "/webhooks/0/clientConfig/caBundle"


@pytest.mark.parametrize("kind", ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"])
def test_bundles_of_webhooks_stay_until_the_charts_own_changes(both: Raw, kind: str) -> None:
    for placeholder in PLACEHOLDERS:
        name = next(_names)
        both.run(webhooks(name, placeholder, kind))
        fill(both, kind, name, BUNDLE_AT)

        def live(name: str = name) -> Any:
            return both.get(kind, name)["webhooks"][0]["clientConfig"].get("caBundle")

        for options in ({}, {"check": True}, {"drift": "warn"}):
            done = both.run(webhooks(name, placeholder, kind), **options)
            assert (done.changed, actions(done), live()) == (False, [], BUNDLE), (placeholder, options)
        told = {} if placeholder is None else {name: ("unchanged", [BUNDLE_AT])}
        assert drift_of(both) == told
        changed = both.run(webhooks(name, placeholder, kind, timeoutSeconds=7))  # something else changes
        assert (actions(changed), live()) == ([("update", name)], BUNDLE), placeholder
        assert both.run(webhooks(name, placeholder, kind, timeoutSeconds=7)).changed is False
        new = webhooks(name, base64.b64encode(b"new").decode(), kind, timeoutSeconds=7)
        if both.method == SERVER:
            if placeholder is not None:
                taken = both.run(webhooks(name, placeholder, kind, timeoutSeconds=7), force_conflicts=True)
                assert actions(taken) == [("update", name)] and live() == (placeholder or None)
                fill(both, kind, name, BUNDLE_AT)
            with pytest.raises(Conflict) as caught:
                both.run(new)
            ((field, manager),) = [(fact["field"], fact["manager"]) for fact in caught.value.facts["conflicts"]]
            assert (field, manager) == (
                '.webhooks[name="w1.example.com"].clientConfig.caBundle', "kube-webhook-certgen"
            )  # fmt: skip
            both.run(new, force_conflicts=True)
        else:
            both.run(new)  # the client's merge knows no conflicts, as in helm
        assert live() == base64.b64encode(b"new").decode()
        both.run(webhooks(name, None, kind))  # as in helm, what the chart has no more goes with it
        assert live() is None


def test_bundles_of_conversions_and_of_api_services(both: Raw) -> None:
    path = "jsonpath={.clusters[0].cluster.certificate-authority-data}"
    real = both.kubectl("config", "view", "--raw", "-o", path)  # the server looks whether it is a certificate
    twice = base64.b64encode(base64.b64decode(real) * 2).decode()
    for placeholder in (None, "", real):
        name, other = next(_names), next(_names)
        service = {
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": f"v1.{other}"},
            "spec": {
                "group": other, "version": "v1", "groupPriorityMinimum": 1, "versionPriority": 1,
                "service": {"name": "s", "namespace": both.releases.namespace}, **bundled(placeholder),
            },
        }  # fmt: skip
        both.run(definition(name, placeholder), service)
        fill(both, "crd", f"parts.{name}", "/spec/conversion/webhook/clientConfig/caBundle", twice, "cainjector")
        fill(both, "apiservice", f"v1.{other}", "/spec/caBundle", twice, "cainjector")
        assert both.run(definition(name, placeholder), service).changed is False, placeholder
        assert both.get("apiservice", f"v1.{other}")["spec"]["caBundle"] == twice
        webhook = both.get("crd", f"parts.{name}")["spec"]["conversion"]["webhook"]
        assert webhook["clientConfig"]["caBundle"] == twice
        both.releases.uninstall()  # an API that is away must not be in anybody's way
    both.run(config(a="1"))


def test_a_bundle_whose_placeholder_leaves_the_chart_stays(both: Raw) -> None:
    name = next(_names)
    both.run(webhooks(name, ""))
    fill(both, "validatingwebhookconfiguration", name, BUNDLE_AT)
    both.run(webhooks(name, None))
    assert both.get("validatingwebhookconfiguration", name)["webhooks"][0]["clientConfig"]["caBundle"] == BUNDLE


def filled_objects() -> list[tuple[Object, str, Any]]:
    """Objects that leave something blank, where that is, and what a controller puts there."""
    tls = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "tls"}}
    annotated = {**config(a="1"), "metadata": {"name": "cm", "annotations": {"example.com/state.of": ""}}}
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "sa"}, "imagePullSecrets": []}
    claim: Object = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "pvc"}}
    claim["spec"] = {
        "volumeName": "", "storageClassName": "none", "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
    }  # fmt: skip
    return [
        ({**tls, "type": "kubernetes.io/tls", "data": {"tls.crt": "", "tls.key": ""}}, "/data/tls.crt", BUNDLE),
        ({**tls, "metadata": {"name": "more"}, "data": {}}, "/data", {"a.b": BUNDLE}),
        (annotated, "/metadata/annotations/example.com~1state.of", "ready"),
        (account, "/imagePullSecrets", [{"name": "registry"}]),
        (claim, "", None),
    ]


def test_what_a_chart_leaves_blank_is_a_controllers(both: Raw) -> None:
    cases = filled_objects()
    bodies = [body for body, _path, _value in cases]
    both.run(*bodies)
    both.kubectl("wait", "--for=jsonpath={.status.phase}=Bound", "pvc/pvc", "--timeout=60s")  # which fills volumeName
    for body, path, value in cases[:-1]:
        fill(both, body["kind"].lower(), body["metadata"]["name"], path, value, "a-controller")
    before = [both.get(body["kind"].lower(), body["metadata"]["name"]) for body in bodies]
    assert both.run(*bodies).changed is False
    after = [both.get(body["kind"].lower(), body["metadata"]["name"]) for body in bodies]
    assert [one["metadata"]["resourceVersion"] for one in after] == [
        one["metadata"]["resourceVersion"] for one in before
    ]


def test_what_a_person_changes_with_kubectl_is_put_back(both: Raw) -> None:
    body = config(**{"empty": "", "a.b": "1", "tls.crt": "x"})
    both.run(body)
    for key in ("empty", "a.b", "tls.crt"):
        both.kubectl("patch", "configmap", "cm", "--type=merge", "-p", json.dumps({"data": {key: "by hand"}}))
    assert drift_of(both) == {"cm": ("update", ["/data/a.b", "/data/empty", "/data/tls.crt"])}
    assert both.run(body).reason == ["drift"]
    assert both.get("configmap", "cm")["data"] == body["data"]


def test_names_with_dots_and_slashes_of_another_manager(both: Raw) -> None:
    keys = ("tls.crt", "a.b.c", "plain")
    body = config(**dict.fromkeys(keys, "chart"))
    body["metadata"]["annotations"] = {"example.com/a.b": "chart", "a.b.c/d-e": "chart"}
    body["metadata"]["labels"] = {"app.kubernetes.io/part.of": "chart"}
    both.run(body)
    pointers = [f"/data/{key}" for key in keys]
    pointers += ["/metadata/annotations/example.com~1a.b", "/metadata/annotations/a.b.c~1d-e"]
    pointers += ["/metadata/labels/app.kubernetes.io~1part.of"]
    for pointer in pointers:
        fill(both, "configmap", "cm", pointer, "theirs", "kubectl-edit")
    assert both.run(body, drift="ignore").changed is False
    assert drift_of(both) == {"cm": ("update", sorted(pointers))}
    done = both.run(body)
    assert (done.reason, actions(done)) == (["drift"], [("update", "cm")])
    live = both.get("configmap", "cm")
    assert set(live["data"].values()) == {"chart"}
    assert live["metadata"]["annotations"]["example.com/a.b"] == "chart"
    assert live["metadata"]["labels"]["app.kubernetes.io/part.of"] == "chart"
    assert both.run(body).changed is False


def test_a_name_with_a_dot_that_the_chart_adds_is_a_conflict_as_any_other(
    releases: Releases, make_chart: MakeChart
) -> None:
    raw = Raw(releases, make_chart, **SERVER)
    raw.run(config(a="1"))
    fill(raw, "configmap", "cm", "/data/tls.crt", "theirs", "robot")
    more = config(**{"a": "1", "tls.crt": "chart"})
    with pytest.raises(Conflict) as caught:
        raw.run(more)
    assert [fact["field"] for fact in caught.value.facts["conflicts"]] == [".data.tls.crt"]
    raw.run(more, force_conflicts=True)
    assert raw.get("configmap", "cm")["data"]["tls.crt"] == "chart"
