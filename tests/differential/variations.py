# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of "helm template" that lead a chart elsewhere: features switched, values of wrong types, other clusters."""

from __future__ import annotations

import json
import random
import tarfile
from pathlib import Path
from typing import Any, Iterator

import yaml

KUBE_VERSIONS = ("1.16", "v1.20.15", "1.22.4", "v1.25.3+k3s1", "1.29.1-gke.100", "v1.31.0", "1.35.2")
API_VERSIONS = (
    "monitoring.coreos.com/v1",
    "monitoring.coreos.com/v1/ServiceMonitor,cert-manager.io/v1,cert-manager.io/v1/Certificate",
    "route.openshift.io/v1,security.openshift.io/v1,project.openshift.io/v1,apps.openshift.io/v1",
    "policy/v1beta1,policy/v1beta1/PodSecurityPolicy,networking.k8s.io/v1beta1,extensions/v1beta1/Ingress",
    "gateway.networking.k8s.io/v1,gateway.networking.k8s.io/v1/HTTPRoute,autoscaling.k8s.io/v1/VerticalPodAutoscaler",
)
WRONG = (
    "null",
    "true",
    "0",
    "text",
    "12345678",
    '""',
    "[]",
    "{}",
    '{"a":"b"}',
    '["a"]',
    "1.5",
    '"{{ .Release.Name }}"',
)


def of(chart: Path, *, times: int, seed: int) -> list[tuple[str, ...]]:
    """Option lists for a chart: the same for the same seed."""
    choice = random.Random(f"{seed} {chart.name}")
    values = _values(chart)
    found: list[tuple[str, ...]] = [
        ("--include-crds", "--is-upgrade", "--kube-version", choice.choice(KUBE_VERSIONS)),
        ("--api-versions", choice.choice(API_VERSIONS), "--render-subchart-notes"),
    ]
    switches = [(path, value) for path, value in _leaves(values) if isinstance(value, bool)]
    for number in range(times if switches else 0):
        share = max(1, len(switches) // (1 + number))
        chosen = choice.sample(switches, share)
        found.append(_settings([(path, "false" if value else "true") for path, value in chosen]))
    every = [path for path, _value in _nodes(values)]
    for number in range(times if every else 0):
        chosen_paths = choice.sample(every, min(len(every), 1 + number))
        found.append(_settings([(path, choice.choice(WRONG)) for path in chosen_paths]))
    return found


def _values(chart: Path) -> Any:
    """A chart's values.yaml; {} where it has none that can be read here."""
    text = b""
    if chart.is_dir():
        file = chart / "values.yaml"
        text = file.read_bytes() if file.is_file() else b""
    else:
        with tarfile.open(chart) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.name.count("/") == 1 else None
                if content and member.name.endswith("/values.yaml"):
                    text = content.read()
    try:
        return yaml.load(text, yaml.CSafeLoader) or {}
    except (yaml.YAMLError, ValueError):  # helm has its own view of it, which the chart's plain case asks for
        return {}


def _nodes(values: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every path below a table with what is there."""
    for key, value in values.items() if isinstance(values, dict) else ():
        yield (*path, str(key)), value
        yield from _nodes(value, (*path, str(key)))


def _leaves(values: Any) -> list[tuple[tuple[str, ...], Any]]:
    return [(path, value) for path, value in _nodes(values) if not isinstance(value, dict)]


def _settings(chosen: list[tuple[tuple[str, ...], str]]) -> tuple[str, ...]:
    """--set where its grammar has the value, else --set-json."""
    found: list[str] = []
    for path, value in chosen:
        name = ".".join(_escaped(key) for key in path)
        try:
            json.loads(value)
        except ValueError:
            found += ["--set", f"{name}={value}"]
        else:
            found += ["--set-json" if value[0] in '"[{' else "--set", f"{name}={value}"]
    return tuple(found)


def _escaped(key: str) -> str:
    return "".join("\\" + character if character in ".,=[\\" else character for character in key)
