# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person reads when a task fails: msg and nothing else. `pytest -s -k printed` prints all of the texts.

Each situation is made on the real API server, or with real parts.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from pathlib import Path
from typing import Any, Iterator

import loopback
import pytest
import yaml
from authority import Authority
from cluster_fixture import create_namespace
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hostile.webhook import Webhook
from ports import closed_port

from .test_bad_input import filled, kubeconfig, write_chart

RAW = "{{ range .Values.m }}---\n{{ toYaml . }}\n{{ end }}"
SCHEMA = {"properties": {"replicas": {"type": "integer", "minimum": 1}}, "required": ["host"]}
HOOK = """apiVersion: batch/v1
kind: Job
metadata:
  name: "{{ .Release.Name }}-migrate"
  annotations: {helm.sh/hook: pre-install}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {native.helm.test/pod: fail, native.helm.test/exit-code: "3"}}
    spec:
      restartPolicy: Never
      containers: [{name: failing, image: registry.invalid/migrate}]
"""
TEMPLATE = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.deep.er | quote }}\n"


def chart(name: str, **more: str) -> dict[str, str]:
    files = {"Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n", "values.yaml": "{}\n"}
    return {**files, **{path.replace("__", "/").replace("_dot_", "."): text for path, text in more.items()}}


CHARTS = {
    "raw": chart("raw", templates__all_dot_yaml=RAW),
    "strict": {**chart("strict", templates__all_dot_yaml=RAW), "values.schema.json": json.dumps(SCHEMA)},
    "broken": chart("broken", templates__config_dot_yaml=TEMPLATE),
    "hooked": chart("hooked", templates__migrate_dot_yaml=HOOK),
}


def web(mode: str = "", *, container: str = "app", code: str = "", **spec: Any) -> dict[str, Any]:
    notes = {"native.helm.test/pod": mode, "native.helm.test/exit-code": code}
    requests = spec.pop("requests", None)
    one = {"name": container, "image": "registry.invalid/shop:1.2", **({"resources": requests} if requests else {})}
    template = {
        "metadata": {"labels": {"app": "shop"}, "annotations": {key: text for key, text in notes.items() if text}},
        "spec": {"containers": [one], **spec},
    }
    body = {"selector": {"matchLabels": {"app": "shop"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop"}, "spec": body}


def config(**labels: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop", "labels": labels}}


CLAIM = {
    "apiVersion": "v1", "kind": "PersistentVolumeClaim",
    "metadata": {"name": "data", "annotations": {"native.helm.test/claim": "pending"}},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}  # fmt: skip
QUOTA = {
    "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "small"},
    "spec": {"hard": {"requests.cpu": "1", "count/configmaps": "1"}},
}  # fmt: skip
GREEDY = {"requests": {"cpu": "4"}}

# a situation: its options over a good task's, and what its message must hold
CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "wrong image name": (
        {"values": {"m": [web("image-pull")]}},
        [
            "Waiting for the objects of release {namespace}/shop to get ready: it is not ready after 5s, the timeout:",
            "Deployment {namespace}/shop: Available: 0/1; pod shop-",
            ': container app: ImagePullBackOff: Back-off pulling image "registry.invalid/shop:1.2"',
            "Check the image's name and tag, that the nodes reach its registry, and imagePullSecrets.",
            "Release shop is at revision 1 now, failed.",
        ],
    ),
    "crash loop": (
        {"values": {"m": [web("fail", container="failing", code="7")]}},
        [
            'container failing: CrashLoopBackOff, exit code 7, restarted 3 times; last log line: "crashed"',
            "Mend what the container's log tells.",
        ],
    ),
    "no node fits": (
        {"values": {"m": [web(nodeSelector={"disk": "nvme"})]}},
        ["Unschedulable: 0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector", "nodeSelector"],
    ),
    "PVC without class": (
        {"values": {"m": [CLAIM]}},
        [
            "PersistentVolumeClaim {namespace}/data: PVC is not Bound. phase: Pending; Pending, no storage class: ",
            "FailedBinding: no persistent volumes available for this claim and no storage class is set",
            "Set the claim's storageClassName",
        ],
    ),
    "quota exceeded": (
        {"namespace": "{quota}", "values": {"m": [web(requests=GREEDY)]}},
        [
            "Deployment {quota}/shop: ",
            "FailedCreate: pods",
            "exceeded quota: small, requested: requests.cpu=4, used: requests.cpu=0, limited: requests.cpu=1",
            "Ask for more quota, or let the chart ask for less.",
        ],
    ),
    "quota exceeded by an object": (
        {"namespace": "{quota}", "values": {"m": [config()]}},
        ["ConfigMap {quota}/shop", "exceeded quota: small, requested: count/configmaps=1", "Raise the"],
    ),
    "webhook denies": (
        {"namespace": "{guarded}", "values": {"m": [config(**{"hostile.example.com/never": "yes"})]}},
        [
            "ConfigMap {guarded}/shop",
            'admission webhook "deny.hostile.example.com" denied the request: this is never allowed here',
            "Do what the admission webhook asks for",
        ],
    ),
    "namespace terminating": (
        {"namespace": "{terminating}", "values": {"m": [config()]}},
        [
            "it refuses 2:\nConfigMap {terminating}/shop, Secret {terminating}/sh.helm.release.v1.shop.v1: ",
            "unable to create new content in namespace {terminating} because it is being terminated\n",
            "Wait until the namespace is gone",
        ],
    ),
    "expired token": (
        {"kubeconfig": "{folder}/expired"},
        [
            "the release {namespace}/shop: Unauthorized: {server} does not know \"one\", who asked to ",
            'Check the token of user "one" in the kubeconfig {folder}/expired (context "one"): it expired at 20',
        ],
    ),
    "wrong CA": (
        {"kubeconfig": "{folder}/mistrusting"},
        [
            "{server}: Kubernetes cluster unreachable: its certificate is not trusted: ",
            "Set ca_cert to the authority's certificate; trusted now is certificate-authority-data of ",
            'cluster "one" in the kubeconfig {folder}/mistrusting (context "one").',
        ],
    ),
    "registry down": (
        {"chart": "oci://127.0.0.1:{closed}/charts/shop", "chart_version": "1.0.0", "plain_http": True},
        ["127.0.0.1:{closed}", "connection refused", "check the address"],
    ),
    "chart version not there": (
        {"chart": "raw", "chart_repo_url": "{repository}", "chart_version": "9.9.9"},
        ["raw", "9.9.9", "{repository}", "1.0.0"],
    ),
    "schema violation": (
        {"chart": "{folder}/strict", "values": {"replicas": 0}},
        [
            "values don't meet the specifications of the schema(s) in the following chart(s):",
            "- at '': missing property 'host'",
            "- at '/replicas': minimum: got 0, want 1",
        ],
    ),
    "template error": (
        {"chart": "{folder}/broken"},
        [
            "Rendering the chart broken: broken/templates/config.yaml:4:18",
            "<.Values.deep.er>",
            "nil pointer evaluating interface {}.er\nGive the values that the template wants",
        ],
    ),
    "hook job failed": (
        {"chart": "{folder}/hooked"},
        [
            "Running the pre-install hooks Job shop-migrate (hooked/templates/migrate.yaml): ",
            "it is not done, and waiting longer does not help:\nJob {namespace}/shop-migrate: Job Failed. failed: 1/1",
            "container failing: exit code 3",
            "BackoffLimitExceeded: Job has reached the specified backoff limit",
            "its log ended:\n  started\n  error: cannot reach the database\n  giving up",
            "Release shop is at revision 1 now, failed.",
        ],
    ),
    "two objects refused": (
        {"values": {"m": [
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "Not_A_Name"}, "spec": {"ports": []}},
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"a": ["c4n4ry"]}},
        ]}},
        [
            "Asking the API server about all of it: it refuses 2:",
            "Secret {namespace}/s: failed to create typed patch object",
            'Service {namespace}/Not_A_Name: Service "Not_A_Name" is invalid: [metadata.name: Invalid value',
            "Give the field the type that the server wants",
        ],
    ),
    "kind not served": (
        {"values": {"m": [{"apiVersion": "example.com/v9", "kind": "Nothing", "metadata": {"name": "a"}}]}},
        [
            "Reading the objects of raw/templates/all.yaml: ",
            'no matches for kind "Nothing" in version "example.com/v9". Install what brings this kind first',
        ],
    ),
    "forbidden": (
        {"kubeconfig": "{folder}/restricted"},
        [
            "Listing Secret {namespace}: ",
            'User "system:serviceaccount:{namespace}:restricted" cannot list resource "secrets" in ',
            'Let a role allow "system:serviceaccount:{namespace}:restricted" to list secrets in ',
            ' in namespace "{namespace}" on {server}',
            'the token of user "one" in the kubeconfig {folder}/restricted (context "one")',
        ],
    ),
    "no cluster": (
        {"kubeconfig": "{folder}/closed"},
        [
            "Kubernetes cluster unreachable: connection refused",
            'which cluster "one" in the kubeconfig {folder}/closed (context "one") names',
        ],
    ),
    "proxy down": (
        {"proxy": "http://127.0.0.1:{closed}", "no_proxy": "example.com"},
        ["the proxy http://127.0.0.1:{closed}: connection refused", "Check the option proxy."],
    ),
}  # fmt: skip
MORE = (
    "quota exceeded by an object", "two objects refused", "kind not served", "forbidden", "no cluster", "proxy down",
)  # fmt: skip
FOURTEEN = [case for case in CASES if case not in MORE]


def expired_token(cluster: Any) -> str:
    """Return a token that the API server's own key signed, and that has expired: its service accounts' key is that of
    the test cluster's administrator."""
    config = yaml.safe_load(cluster.kubectl("config", "view", "--raw"))
    key = serialization.load_pem_private_key(base64.b64decode(config["users"][0]["user"]["client-key-data"]), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    fresh = cluster.kubectl("create", "token", "default", "-n", "default").strip()
    head, claims, _unused = fresh.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    told.update(iat=int(time.time()) - 7200, nbf=int(time.time()) - 7200, exp=int(time.time()) - 3600)
    text = f"{head}.{base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip('=')}"
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@pytest.fixture(scope="module")
def place(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the cases' options stand for."""
    folder = tmp_path_factory.mktemp("messages")
    for name, files in CHARTS.items():
        write_chart(folder / name, files)
    suffix = secrets.token_hex(4)
    found = {word: f"msg-{word}-{suffix}" for word in ("namespace", "quota", "guarded", "terminating")}
    for namespace in found.values():
        create_namespace(cluster.kubeconfig, namespace)
    cluster.kubectl("apply", "-n", found["quota"], "-f", "-", stdin=json.dumps(QUOTA))
    held = {**config(), "metadata": {"name": "held", "finalizers": ["example.com/held"]}}
    cluster.kubectl("apply", "-n", found["terminating"], "-f", "-", stdin=json.dumps(held))
    cluster.kubectl("delete", "namespace", found["terminating"], "--wait=false")
    cluster.kubectl("-n", found["namespace"], "create", "serviceaccount", "restricted")
    token = cluster.kubectl("-n", found["namespace"], "create", "token", "restricted").strip()
    kubeconfig(folder / "expired", cluster, expired_token(cluster))
    kubeconfig(folder / "restricted", cluster, token)
    kubeconfig(folder / "closed", cluster, "any", f"https://127.0.0.1:{closed_port()}")
    mistrusting = json.loads(Path(kubeconfig(folder / "mistrusting", cluster, token)).read_text())
    entry = mistrusting["clusters"][0]["cluster"]
    entry["certificate-authority-data"] = base64.b64encode(Authority("another").ca).decode()
    (folder / "mistrusting").write_text(json.dumps(mistrusting))
    (folder / "pages").mkdir()
    pages = loopback.files(folder / "pages")
    cluster.helm("package", str(folder / "raw"), "-d", str(folder / "pages"))
    cluster.helm("repo", "index", str(folder / "pages"))
    try:
        with Webhook(folder) as webhook:
            hook = json.dumps(webhook.configuration("deny", found["guarded"], resources=("configmaps",)))
            cluster.kubectl("apply", "-f", "-", stdin=hook)
            more = {"folder": str(folder), "repository": pages.url, "server": entry["server"]}
            yield {**found, **more, "closed": str(closed_port())}
    finally:
        pages.stop()
        cluster.kubectl("delete", "validatingwebhookconfiguration", f"deny.{found['guarded']}", "--ignore-not-found")
        free = '{"metadata":{"finalizers":null}}'
        cluster.kubectl("patch", "configmap", "held", "-n", found["terminating"], "--type=merge", "-p", free)
        cluster.kubectl("delete", "namespace", *found.values(), "--wait=false", "--ignore-not-found")


@pytest.fixture(scope="module")
def results(play: Any, place: dict[str, str], cluster: Any) -> dict[str, dict[str, Any]]:
    """Each situation's result, all of them of one playbook."""
    good = {
        "name": "shop", "namespace": "{namespace}", "chart": "{folder}/raw", "wait": True, "timeout": "5s",
        "kubeconfig": cluster.kubeconfig,
    }  # fmt: skip
    tasks: list[dict[str, Any]] = []
    for options, _unused in CASES.values():
        task = filled({**good, **options}, place)
        tasks.append({"native.helm.helm_release": task})
        same = {key: task[key] for key in ("name", "namespace")}
        tasks.append({"native.helm.helm_release": {**same, "kubeconfig": cluster.kubeconfig, "state": "absent"}})
    return dict(zip(CASES, play(tasks)[::2]))


@pytest.mark.parametrize("case", CASES)
def test_message(results: dict[str, dict[str, Any]], place: dict[str, str], case: str) -> None:
    result = results[case]
    assert result.get("failed"), result
    for part in CASES[case][1]:
        assert filled(part, place) in result["msg"], result["msg"]
    assert "Traceback" not in result["msg"] and "which is a bug" not in result["msg"]
    assert len(result["msg"].split("\n")) <= 14


def test_messages_printed(results: dict[str, dict[str, Any]], place: dict[str, str]) -> None:
    """The texts, for people: without what differs from run to run."""
    shown = []
    for case in CASES:
        text = results[case]["msg"]
        for word, stands_for in place.items():
            text = text.replace(stands_for, {"folder": "/work", "namespace": "shop"}.get(word, word))
        shown.append(f"### {case}\n{text}\n")
    print("\n" + "\n".join(shown))
    assert len(FOURTEEN) == 14 and all(re.search(r"^### ", text) for text in shown)


def test_no_token_in_any_message(results: dict[str, dict[str, Any]], place: dict[str, str]) -> None:
    for name in ("expired", "restricted"):
        token = json.loads(Path(place["folder"], name).read_text())["users"][0]["user"]["token"]
        assert token not in str(results) and token.split(".")[2] not in str(results)
    assert "c4n4ry" not in results["two objects refused"]["msg"]
