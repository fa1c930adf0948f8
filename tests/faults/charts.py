# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chart whose life is disturbed: hooks of every event, a CRD and its resource, several kinds, what is to be kept.

Two versions: the second changes, adds and removes objects.
"""

from __future__ import annotations

import shutil
from pathlib import Path

KIND = "Gadget"


def write(folder: Path, *, version: int, group: str) -> Path:
    """Write the chart and return its folder. group: of its custom resource."""
    place = folder / f"v{version}"
    shutil.rmtree(place, ignore_errors=True)
    texts = {
        "Chart.yaml": f"apiVersion: v2\nname: disturbed\nversion: {version}.0.0\n",
        "values.yaml": "{}\n",
        "crds/gadget.yaml": crd(group),
        "templates/objects.yaml": objects(version, group),
        "templates/hooks.yaml": "---\n".join(hooks(version)),
    }
    for path, text in texts.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, encoding="utf-8")
    return place


def crd(group: str) -> str:
    return f"""apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: gadgets.{group}}}
spec:
  group: {group}
  scope: Namespaced
  names: {{kind: {KIND}, listKind: {KIND}List, plural: gadgets, singular: gadget}}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {{type: object, x-kubernetes-preserve-unknown-fields: true}}
"""


def objects(version: int, group: str) -> str:
    own = "b" if version == 1 else "c"
    return f"""apiVersion: v1
kind: ServiceAccount
metadata: {{name: web}}
---
apiVersion: v1
kind: Secret
metadata: {{name: web}}
stringData: {{password: "word-{version}"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: web-a}}
data: {{version: "{version}"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: web-{own}}}
data: {{own: "{own}"}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: web
  annotations: {{helm.sh/resource-policy: keep}}
spec:
  accessModes: [ReadWriteOnce]
  resources: {{requests: {{storage: 1Gi}}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {{name: "{{{{ .Release.Namespace }}}}"}}
rules:
- {{apiGroups: [""], resources: [configmaps], verbs: [get]}}
---
apiVersion: v1
kind: Service
metadata: {{name: web}}
spec:
  selector: {{app: web}}
  ports: [{{name: http, port: {80 + version}}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      serviceAccountName: web
      containers: [{{name: web, image: "example.com/web:{version}"}}]
---
apiVersion: {group}/v1
kind: {KIND}
metadata: {{name: web}}
spec: {{size: {version}}}
"""


def hooks(version: int) -> list[str]:
    """A Job before, a ConfigMap after each event; those of the removal leave nothing."""
    texts = []
    for event in ("install", "upgrade", "rollback", "delete"):
        policy = "before-hook-creation,hook-succeeded" if event == "delete" else "before-hook-creation"
        texts.append(_hook("batch/v1", "Job", f"pre-{event}", policy, _JOB))
        texts.append(_hook("v1", "ConfigMap", f"post-{event}", policy, f'data: {{version: "{version}"}}\n'))
    return texts


_JOB = """spec:
  backoffLimit: 0
  template:
    metadata: {}
    spec:
      restartPolicy: Never
      containers: [{name: run, image: example.com/run}]
"""


def _hook(api_version: str, kind: str, event: str, policy: str, rest: str) -> str:
    return f"""apiVersion: {api_version}
kind: {kind}
metadata:
  name: web-{event}
  annotations:
    helm.sh/hook: {event}
    helm.sh/hook-delete-policy: {policy}
{rest}"""
