# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of small objects for charts."""

from __future__ import annotations

import textwrap


def config(name: str = "{{ .Release.Name }}-a", text: str = '"{{ .Values.text }}"', more: str = "") -> str:
    """A ConfigMap. more: further lines of its metadata."""
    lines = "".join(f"  {line}\n" for line in textwrap.dedent(more).splitlines())
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n{lines}data:\n  text: {text}\n"


def annotated(**annotations: str) -> str:
    """The annotations part of a metadata, for config's more: names with __ for / and _ for -."""
    lines = [f'  {name.replace("__", "/").replace("_", "-")}: "{value}"' for name, value in annotations.items()]
    return "annotations:\n" + "\n".join(lines) + "\n"


BEFORE = "before-hook-creation"


def hook_job(name: str, event: str, *, pod: str = "", policy: str = BEFORE, container: str = "run") -> str:
    """A Job as a hook of events. pod: what its pod does in the test cluster ("fail", "run"), "" for success."""
    what = f"\n      annotations: {{native.helm.test/pod: {pod}}}" if pod else ""
    return f"""apiVersion: batch/v1
kind: Job
metadata:
  name: {name}
  annotations:
    helm.sh/hook: {event}
    helm.sh/hook-delete-policy: {policy}
spec:
  backoffLimit: 0
  template:
    metadata:{what or " {}"}
    spec:
      restartPolicy: Never
      containers: [{{name: {container}, image: example.com/run}}]
"""


def deployment(name: str = "{{ .Release.Name }}", *, pod: str = "", replicas: str = "1", label: str = "web") -> str:
    """A Deployment. pod: what its pods do in the test cluster ("never-ready"), "" for Ready."""
    what = f"\n      annotations: {{native.helm.test/pod: '{pod}'}}" if pod else ""
    return f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  replicas: {replicas}
  selector:
    matchLabels: {{app: {label}}}
  template:
    metadata:
      labels: {{app: {label}}}{what}
    spec:
      containers: [{{name: failing, image: "example.com/web:1"}}]
"""
