# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The charts of the releases that are worked on side by side."""

from __future__ import annotations

import json
import os
from pathlib import Path

CONFIG = """apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}-NAME"}
data: {text: {{ .Values.text | quote }}, revision: "{{ .Chart.Version }}"}
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}-app"}
spec:
  replicas: {{ .Values.replicas | default 1 }}
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}"}, annotations: {text: {{ .Values.text | quote }}POD}}
    spec: {containers: [{name: web, image: "example.com/web:1"}]}
"""
HOOK = """apiVersion: batch/v1
kind: Job
metadata:
  name: "{{ .Release.Name }}-hook-NAME"
  annotations: {helm.sh/hook: "EVENTS", helm.sh/hook-output-log-policy: hook-succeeded, helm.sh/hook-weight: "WEIGHT"}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {POD}}
    spec: {restartPolicy: Never, containers: [{name: run, image: example.com/run}]}
"""
SECRET = """apiVersion: v1
kind: Secret
metadata: {name: "{{ .Release.Name }}-key"}
stringData: {password: {{ randAlphaNum 20 | quote }}, fixed: {{ .Values.text | quote }}}
"""
DEEP = """{{- define "deep" -}}
{{- if gt (int .n) 0 }}{{ include "deep" (dict "n" (sub (int .n) 1)) }}{{ else }}end{{ end -}}
{{- end -}}
apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}-deep"}
data: {text: '{{ include "deep" (dict "n" 900) }}', tpl: {{ tpl .Values.template . | quote }}}
"""
LOOKUP = """apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}-seen"}
data:
  found: {{ (lookup "v1" "ConfigMap" .Release.Namespace "kube-root-ca.crt").metadata.name | quote }}
  none: {{ lookup "v1" "ConfigMap" .Release.Namespace "nothing" | toJson | quote }}
  version: {{ .Capabilities.KubeVersion.Version }}
"""
SCHEMA = json.dumps({"type": "object", "properties": {"replicas": {"type": "integer", "maximum": 3}}})


def hook(name: str, events: str, *, weight: int = 0, pod: str = "") -> str:
    text = HOOK.replace("NAME", name).replace("EVENTS", events).replace("WEIGHT", str(weight))
    return text.replace("{POD}", f"{{native.helm.test/pod: {pod}}}" if pod else "{}")


def app(pod: str = "") -> str:
    return DEPLOYMENT.replace("POD", f", native.helm.test/pod: {pod}" if pod else "")


def config(name: str) -> str:
    return CONFIG.replace("NAME", name)


# A chart's files by its name.
CHARTS: dict[str, dict[str, str]] = {
    "plain": {"templates/a.yaml": config("a"), "templates/b.yaml": config("b")},
    "app": {"templates/app.yaml": app(), "values.schema.json": SCHEMA},
    "hooks": {
        "templates/a.yaml": config("a"),
        "templates/first.yaml": hook("first", "pre-install,pre-upgrade", weight=-1),
        "templates/second.yaml": hook("second", "pre-install,post-upgrade"),
        "templates/last.yaml": hook("last", "pre-delete"),
    },
    "random": {"templates/secret.yaml": SECRET, "templates/a.yaml": config("a")},
    "deep": {"templates/deep.yaml": DEEP, "values.yaml": "template: '{{ .Release.Name }}-{{ .Values.text }}'\n"},
    "seen": {"templates/seen.yaml": LOOKUP, "templates/a.yaml": config("a")},
    "late": {"templates/app.yaml": app("never-ready"), "templates/a.yaml": config("a")},
    "broken": {"templates/a.yaml": config("a"), "templates/job.yaml": hook("bad", "pre-upgrade", pod="fail")},
    "parent": {
        "Chart.yaml": "apiVersion: v2\nname: parent\nversion: 1.0.0\ndependencies:\n"
        "- {name: child, version: 1.0.0, condition: child.enabled}\n",
        "templates/a.yaml": config("a"),
        "charts/child/Chart.yaml": "apiVersion: v2\nname: child\nversion: 1.0.0\n",
        "charts/child/values.yaml": "text: of the child\n",
        "charts/child/templates/b.yaml": config("child"),
    },
}


def write_charts(folder: Path) -> None:
    """Write the charts below folder; their files' times are those of a day of 2026, which records keep."""
    for name, files in CHARTS.items():
        texts = {"Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n", "values.yaml": "{}\n", **files}
        for path, text in texts.items():
            place = folder / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
            os.utime(place, (1767225600, 1767225600))
