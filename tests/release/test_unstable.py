# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts that render differently each time, what a post-renderer makes of them, and releases that begin again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    HookFailed,
    RequestError,
    TemplateError,
)

from .conftest import MakeChart
from .harness import Releases
from .texts import config, hook_job

RANDOM = """file: "user=x pass={{ randAlphaNum 20 }}"
  at: "{{ now | date "2006-01-02T15:04:05" }}"
  text: "{{ .Values.text }}\""""


def random_chart(make_chart: MakeChart, name: str = "small") -> Path:
    body = config().replace('text: "{{ .Values.text }}"', RANDOM)
    hook = hook_job("web-{{ randAlphaNum 5 | lower }}", "post-upgrade")
    return make_chart(name, a=body, hook=hook)


def test_random_values_are_no_change_on_their_own(releases: Releases, make_chart: MakeChart) -> None:
    chart = random_chart(make_chart)
    releases.apply(chart=chart, values={"text": "one"})
    first = releases.get("configmap", "web-a")["data"]
    again = releases.apply(chart=chart, values={"text": "one"})
    assert (again.changed, again.reason, releases.writes()) == (False, [], [])
    releases.apply(chart=chart, values={"text": "two"})
    second = releases.get("configmap", "web-a")["data"]
    assert second["text"] == "two" and second["file"] != first["file"]


def test_random_values_may_be_kept_through_upgrades(releases: Releases, make_chart: MakeChart) -> None:
    chart = random_chart(make_chart)
    releases.apply(chart=chart, values={"text": "one"})
    first = releases.get("configmap", "web-a")["data"]
    predicted = releases.apply(chart=chart, values={"text": "two"}, unstable="keep", check=True)
    assert [entry["after"].count(first["file"]) for entry in predicted.diff] == [1]
    releases.apply(chart=chart, values={"text": "two"}, unstable="keep")
    assert releases.get("configmap", "web-a")["data"] == {**first, "text": "two"}
    manifest = releases.helm("get", "manifest", "web")
    assert yaml.load(manifest, Loader=yaml.BaseLoader)["data"] == {**first, "text": "two"}
    assert releases.apply(chart=chart, values={"text": "two"}, unstable="keep").changed is False


def test_random_values_may_be_applied_as_helm_does(releases: Releases, make_chart: MakeChart) -> None:
    chart = random_chart(make_chart)
    releases.apply(chart=chart)
    again = releases.apply(chart=chart, unstable="apply")
    assert (again.changed, again.reason) == (True, ["manifest", "hooks"])


LOOKED_UP = """apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-made
data:
{{- with (lookup "v1" "Secret" .Release.Namespace (printf "%s-made" .Release.Name)) }}
  password: {{ .data.password }}
{{- else }}
  password: {{ randAlphaNum 20 | b64enc | quote }}
{{- end }}
"""
CHECKSUM = """text: "{{ .Values.text }}"
  checksum: {{ include (print $.Template.BasePath "/made.yaml") . | sha256sum | quote }}"""


def test_a_password_that_is_looked_up_the_second_time_is_no_change(releases: Releases, make_chart: MakeChart) -> None:
    """What is quoted at first and looked up later gives another checksum: as kube-prometheus-stack's."""
    body = config().replace('text: "{{ .Values.text }}"', CHECKSUM)
    chart = make_chart("made", a=body, made=LOOKED_UP)
    releases.apply(chart=chart, values={"text": "one"})
    first = releases.get("secret", "web-made")["data"]
    checksum = releases.get("configmap", "web-a")["data"]["checksum"]
    again = releases.apply(chart=chart, values={"text": "one"})
    assert (again.changed, again.reason, releases.writes()) == (False, [], [])
    predicted = releases.apply(chart=chart, values={"text": "two"}, check=True)
    done = releases.apply(chart=chart, values={"text": "two"})
    assert predicted.changes == done.changes and done.reason == predicted.reason == ["values", "manifest"]
    assert releases.get("secret", "web-made")["data"] == first
    assert releases.get("configmap", "web-a")["data"]["checksum"] != checksum, "the template sees the secret now"
    assert releases.apply(chart=chart, values={"text": "two"}).changed is False


def test_what_a_foreign_object_says_is_a_change(releases: Releases, make_chart: MakeChart) -> None:
    seen = '{{ dig "data" "at" "" (lookup "v1" "ConfigMap" .Release.Namespace "elsewhere") }}'
    chart = make_chart("seen", a=config().replace("{{ .Values.text }}", seen))
    releases.apply(chart=chart)
    releases.kubectl("-n", releases.namespace, "create", "configmap", "elsewhere", "--from-literal=at=there")
    again = releases.apply(chart=chart)
    assert (again.changed, again.reason) == (True, ["manifest"])
    assert releases.apply(chart=chart).changed is False


def test_failed_release_is_installed_anew_on_request(releases: Releases, make_chart: MakeChart) -> None:
    broken = make_chart("broken", a=config(), b=config("web-b"), hook=hook_job("web-job", "post-install", pod="fail"))
    with pytest.raises(HookFailed):
        releases.apply(chart=broken)
    fixed = make_chart("fixed", a=config(), hook=hook_job("web-job", "post-install"))
    predicted = releases.apply(chart=fixed, replace=True, check=True)
    done = releases.apply(chart=fixed, replace=True)
    assert predicted.changes == done.changes and done.reason == ["created"]
    assert [(entry["event"], entry["phase"]) for entry in done.hooks] == [("post-install", "Succeeded")]
    assert done.release is not None and (done.release["revision"], done.release["status"]) == (2, "deployed")
    assert releases.record(1)["info"]["status"] == "failed"
    assert "configmap/web-b" not in releases.names()
    assert releases.record(2)["info"]["first_deployed"] == releases.record(2)["info"]["last_deployed"]
    assert releases.apply(chart=fixed, replace=True).changed is False


def renderer(tmp_path: Path, body: str) -> list[str]:
    """A post-renderer: body has the documents in docs, and may change them."""
    script = tmp_path / "renderer.py"
    script.write_text(
        f"import sys, yaml\ndocs = list(yaml.safe_load_all(sys.stdin))\n{body}\nyaml.safe_dump_all(docs, sys.stdout)\n"
    )
    return [sys.executable, str(script)]


def test_manifests_and_hooks_go_through_the_post_renderer(
    releases: Releases, make_chart: MakeChart, tmp_path: Path
) -> None:
    chart = make_chart(a=config(text="one"), hook=hook_job("web-job", "pre-install"))
    argv = renderer(tmp_path, "for doc in docs: doc['metadata'].setdefault('labels', {})['seen'] = 'yes'")
    releases.apply(chart=chart, post_renderer=argv)
    assert releases.get("configmap", "web-a")["metadata"]["labels"]["seen"] == "yes"
    assert releases.get("configmap", "web-a")["metadata"].get("annotations", {}).keys() == {
        "meta.helm.sh/release-name", "meta.helm.sh/release-namespace",
    }  # fmt: skip
    assert releases.get("job", "web-job")["metadata"]["labels"]["seen"] == "yes"
    assert "# Source: small/templates/a.yaml" in releases.record(1)["manifest"]
    assert releases.apply(chart=chart, post_renderer=argv).changed is False
    assert releases.apply(chart=chart).reason == ["manifest", "hooks"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [("sys.exit('no such overlay')", "exit status 1: no such overlay"), ("docs = []", "produced empty output")],
    ids=["fails", "says-nothing"],
)
def test_failing_post_renderer(
    releases: Releases, make_chart: MakeChart, tmp_path: Path, body: str, problem: str
) -> None:
    with pytest.raises(TemplateError, match="error while running post render on files: ") as caught:
        releases.apply(chart=make_chart(a=config()), post_renderer=renderer(tmp_path, body))
    assert problem in caught.value.problem and releases.writes() == []


def test_post_renderer_that_is_not_there(releases: Releases, make_chart: MakeChart) -> None:
    with pytest.raises(RequestError, match="unable to run it"):
        releases.apply(chart=make_chart(a=config()), post_renderer=["/nowhere/kustomize"])


def test_templates_resolve_host_names_only_when_allowed(releases: Releases, make_chart: MakeChart) -> None:
    chart = make_chart(a=config(text='"{{ getHostByName "localhost" }}"'))
    releases.apply(chart=chart)
    assert releases.get("configmap", "web-a")["data"]["text"] == ""
    releases.apply(chart=chart, enable_dns=True)
    assert releases.get("configmap", "web-a")["data"]["text"] in ("127.0.0.1", "::1")
