# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""stderr is the line that helm prints where a release fails on the cluster: namespaces, rights, other owners, hooks, time that is
up, and what is undone after it. What fails before that: test_helms_words.py."""

# ruff: noqa: E501 - a table has long lines

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

import pytest
from cluster_fixture import await_right

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling
from ansible_collections.native.helm.plugins.module_utils._helm.releases import info, testing
from ansible_collections.native.helm.plugins.module_utils._helm.releases.attempt import rollback, uninstall

from .harness import Releases, in_a_namespace, laid

HEAD = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}-map'}\ndata: {a: '{{ .Values.a }}'}\n"
JOB = """apiVersion: batch/v1
kind: Job
metadata: {name: "{{ .Release.Name }}-job", annotations: {HOOK}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {native.helm.test/pod: fail}}
    spec: {restartPolicy: Never, containers: [{name: failing, image: registry.invalid/migrate:{{ .Values.a }}}]}
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}-web"}
spec:
  selector: {matchLabels: {app: "{{ .Release.Name }}{{ .Values.a }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}{{ .Values.a }}"}, annotations: {native.helm.test/pod: never-ready}}
    spec: {containers: [{name: web, image: registry.invalid/web}]}
"""
NOBODY, NOWHERE = {"impersonate_user": "nobody"}, {"host": "https://127.0.0.1:9"}
SOON = requests.WaitOptions(wait=True, timeout=5.0)


def hook(event: str) -> str:
    return JOB.replace("HOOK", f"helm.sh/hook: {event}")


class Late(NamedTuple):
    """What helm is to do to a release NAME with CHART, and our options. template: the chart's. there: the release is, before that.
    first: what is done before, to helm's release and to ours: NAME."""

    command: str
    options: dict[str, Any] = {}
    template: str = MAP
    there: bool = False
    first: tuple[str, ...] = ()


INSTALL, UPGRADE = "install NAME CHART", "upgrade NAME CHART --set a=2"
OWNED = "create configmap NAME-map"
LATE: dict[str, Late] = {
    "no namespace": Late(INSTALL, {"namespace": "nowhere"}),
    "a namespace's name": Late(INSTALL + " --create-namespace", {"namespace": "Not_Valid", "create_namespace": True}),
    "a hook before the installation": Late(INSTALL, template=hook("pre-install")),
    "a hook after the installation": Late(INSTALL, template=hook("post-install")),
    "a hook before the upgrade": Late(UPGRADE, {"a": 2}, hook("pre-upgrade"), there=True),
    "a hook after the upgrade": Late(UPGRADE, {"a": 2}, hook("post-upgrade"), there=True),
    "an installation undone": Late(INSTALL + " --rollback-on-failure", {"atomic": True}, hook("post-install")),
    "an upgrade undone": Late(UPGRADE + " --rollback-on-failure", {"a": 2, "atomic": True}, hook("post-upgrade"), there=True),
    "an object of nobody": Late(INSTALL, first=(OWNED,)),
    "an object of another release": Late(INSTALL, first=(
        OWNED, "label configmap NAME-map app.kubernetes.io/managed-by=Helm",
        "annotate configmap NAME-map meta.helm.sh/release-name=other meta.helm.sh/release-namespace=other",
    )),
    "an object in the way of an upgrade": Late(UPGRADE, {"a": 2}, "{{ if eq (toString .Values.a) \"2\" }}" + MAP + "{{ end }}", there=True, first=(OWNED,)),
    "not ready in time": Late(INSTALL + " --wait --timeout 5s", {"waiting": SOON}, DEPLOYMENT),
    "not ready in time, undone": Late(INSTALL + " --rollback-on-failure --timeout 5s", {"waiting": SOON, "atomic": True}, DEPLOYMENT),
    "a selector that cannot change": Late(UPGRADE, {"a": 2}, DEPLOYMENT, there=True),
    "a selector that cannot change, merged": Late(UPGRADE + " --server-side=false", {"a": 2, "applying": requests.ApplyOptions("false")}, DEPLOYMENT, there=True),
    "no rights": Late("upgrade --install NAME CHART --kube-as-user nobody", {"connection": NOBODY}),
    "no server": Late(INSTALL + " --kube-apiserver https://127.0.0.1:9", {"connection": NOWHERE}),
    "a label of helm's": Late(INSTALL + " --labels name=a", {"labels": {"name": "a"}}),
    "a label of helm's, on an upgrade": Late(UPGRADE + " --labels a=b,owner=c", {"a": 2, "labels": {"a": "b", "owner": "c"}}, there=True),
    "a definition that is none": Late(INSTALL, template="crd"),
    "a pending one": Late(UPGRADE, {"a": 2, "pending": requests.PendingOptions("fail")}, there=True, first=("pending",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def place(cluster: Any) -> Iterator[Releases]:
    with in_a_namespace(cluster.kubeconfig) as found:
        yield found


def chart_of(folder: Path, template: str) -> Path:
    files = {"Chart.yaml": HEAD, "values.yaml": "a: 1\n", "templates/a.yaml": template}
    if template == "crd":
        files = {"Chart.yaml": HEAD, "crds/a.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n"}
    return laid(folder, files)


def prepare(place: Releases, name: str, done: Late, folder: Path) -> None:
    if done.there:
        place.helm("install", name, str(folder), "--no-hooks")
    for words in done.first:
        if words == "pending":
            place.leave(1, "pending-upgrade", name)
        else:
            place.kubectl(*words.replace("NAME", name).split(), "-n", place.namespace)


@pytest.mark.parametrize("case", LATE)
def test_stderr_is_helms_line(place: Releases, case: str, tmp_path: Path) -> None:
    done, folder = LATE[case], chart_of(tmp_path, LATE[case].template)
    names = [re.sub(r"\W+", "-", case).lower() + end for end in ("-t", "-o")]  # theirs, ours
    for name in names:
        prepare(place, name, done, folder)
    there = Releases(place.kubeconfig, done.options.get("namespace", place.namespace))
    said = there.helm_fails(*done.command.replace("NAME", names[0]).replace("CHART", str(folder)).split())
    options = {key: value for key, value in done.options.items() if key not in ("a", "namespace")}
    values = {"a": done.options["a"]} if "a" in done.options else {}
    with pytest.raises(HelmError) as caught:
        there.apply(names[1], folder, values=values, disable_hooks=False, **options)
    wanted = said[said.index("Error: ") :].rstrip("\n").replace(names[0], names[1])
    assert telling.failure(caught.value)["stderr"].rstrip("\n") == wanted


Acting = Callable[[str, requests.Context], object]
ACTIONS: dict[str, Acting] = {
    "uninstall web": lambda there, context: uninstall.uninstall(requests.UninstallRequest("web", there), context),
    "rollback web": lambda there, context: rollback.rollback(requests.RollbackRequest("web", there), context),
    "rollback web 3": lambda there, context: rollback.rollback(requests.RollbackRequest("web", there, "3"), context),
    "test web": lambda there, context: testing.run_tests(requests.TestRequest("web", there), context),
    "status web": lambda there, context: info.info(requests.InfoRequest("web", there), context),
    "list": lambda there, context: info.info(requests.InfoRequest("", there), context),
}


@pytest.mark.parametrize("command", ACTIONS)
@pytest.mark.parametrize(
    ("flags", "connection"), [("--kube-as-user nobody", NOBODY), ("--kube-apiserver https://127.0.0.1:9", NOWHERE)]
)
def test_records_that_cannot_be_read_are_helms_line(
    place: Releases, command: str, flags: str, connection: dict[str, str]
) -> None:
    said = place.helm_fails(*command.split(), *flags.split())
    context = place.context(**connection)
    context.client().transport.retry_for = 0
    with pytest.raises(HelmError) as caught:
        ACTIONS[command](place.namespace, context)
    assert telling.failure(caught.value)["stderr"] == said[said.index("Error: ") :].rstrip("\n")


def test_a_record_that_may_not_be_written(place: Releases, tmp_path: Path) -> None:
    words = ("--verb=get,list,create,patch", "--resource=configmaps", "-n", place.namespace)
    place.kubectl("create", "role", "maps", *words)
    place.kubectl("create", "role", "records", "--verb=get,list,update", "--resource=secrets", "-n", place.namespace)
    for role in ("maps", "records"):
        place.kubectl("create", "rolebinding", role, f"--role={role}", "--user=reader", "-n", place.namespace)
    await_right(place.kubeconfig, place.namespace, "reader", "create", "configmaps")
    await_right(place.kubeconfig, place.namespace, "reader", "update", "secrets")
    folder = chart_of(tmp_path, MAP)
    said = place.helm_fails("install", "unwritten", str(folder), "--kube-as-user", "reader")
    with pytest.raises(HelmError) as caught:
        place.apply("unwritten", folder, connection={"impersonate_user": "reader"})
    assert telling.failure(caught.value)["stderr"] == said[said.index("Error: ") :].rstrip("\n")
