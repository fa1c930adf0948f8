# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping secrets out of results: what is secret in a task's parameters, and results with it masked."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any, Iterator, Mapping
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from .task import Task

MASK = "********"
_KUBECONFIG_SECRETS = (
    "token",
    "password",
    "client-key-data",
    "id-token",
    "refresh-token",
    "client-secret",
    "access-token",
)
_URL_OPTIONS = ("chart", "chart_repo_url", "url", "proxy", "host", "values_files", "sql_connection")
_LONG_ENOUGH = 4  # digits: masking every 3 would hide revisions and ports
_KEYWORD_PASSWORD = re.compile(r"""\b(?:ssl)?password\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))""")  # of libpq
_PATH_STEP = re.compile(r"[^.\[\]]+")


def secrets_of(params: Mapping[str, Any]) -> set[str]:
    """Return the texts in params that may appear in no output, for AnsibleModule's no_log_values.

    Those at sensitive_paths in values and set_values, a kubeconfig's credentials, passwords in URLs.
    """
    found: set[str] = set()
    paths = params.get("sensitive_paths") or []
    values = params.get("values")
    if isinstance(values, Mapping):
        found.update(_at_paths(values, paths))
    for item in params.get("set_values") or []:
        found.update(_in_set(str((item or {}).get("value") or ""), paths))
    found.update(_in_kubeconfig(params.get("kubeconfig")))
    for name in _URL_OPTIONS:
        option = params.get(name)
        for text in option if isinstance(option, list) else [option]:
            found.update(_in_url(text))
    for quoted, word in _KEYWORD_PASSWORD.findall(str(params.get("sql_connection") or "")):
        found.update((quoted or word, re.sub(r"\\(.)", r"\1", quoted or word)))
    found.discard("")
    return found


def secrets_in_configs(configs: list[dict[str, Any]], params: Mapping[str, Any]) -> set[str]:
    """Return the secret texts in the values that a task's sources make together: of files, and of the last revision."""
    found = {text for config in configs for text in _at_paths(config, params.get("sensitive_paths") or [])}
    found.discard("")
    return found


def secrets_in_result(result: Mapping[str, Any], params: Mapping[str, Any]) -> set[str]:
    """Return the secret texts that came with values files or from the release's record."""
    found: set[str] = set()
    for release in _releases(result):
        for key in ("release_values", "all_values"):
            if isinstance(release.get(key), Mapping):
                found.update(_at_paths(release[key], params.get("sensitive_paths") or []))
    found.discard("")
    return found


def result(result: dict[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return result with the values at sensitive_paths masked, whatever their type."""
    paths = params.get("sensitive_paths") or []
    if not paths:
        return result
    masked = dict(result)
    for key in ("release", "status"):
        if isinstance(masked.get(key), Mapping):
            masked[key] = _masked_release(masked[key], paths)
    if isinstance(masked.get("releases"), list):
        masked["releases"] = [_masked_release(release, paths) for release in masked["releases"]]
    return masked


def _masked_release(release: Mapping[str, Any], paths: list[str]) -> dict[str, Any]:
    masked = dict(release)
    for key in ("release_values", "all_values"):
        for path in paths:
            masked[key] = _masked(masked.get(key), _PATH_STEP.findall(path))
        if key not in release:
            del masked[key]
    return masked


def _masked(value: Any, steps: list[str]) -> Any:
    if not steps:
        return value if value is None else MASK
    head, rest = steps[0], steps[1:]
    if isinstance(value, Mapping) and head in value:
        return {key: _masked(item, rest) if key == head else item for key, item in value.items()}
    if isinstance(value, list) and head.isdigit() and int(head) < len(value):
        return [_masked(item, rest) if index == int(head) else item for index, item in enumerate(value)]
    if isinstance(value, list) and head == "*":
        return [_masked(item, rest) for item in value]
    return value


def _releases(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for release in [result.get("release"), *(result.get("releases") or [])]:
        if isinstance(release, Mapping):
            yield release


def _at_paths(values: Mapping[str, Any], paths: list[str]) -> Iterator[str]:
    for path in paths:
        yield from _leaves(_find(values, _PATH_STEP.findall(path)))


def _find(value: Any, steps: list[str]) -> Any:
    for position, step in enumerate(steps):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step == "*":
            return [_find(item, steps[position + 1 :]) for item in value]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _leaves(value: Any) -> Iterator[str]:
    """Yield every text below value, and as Kubernetes would keep it in a Secret."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str) or (value not in (None, True, False) and len(str(value)) >= _LONG_ENOUGH):
        text = str(value)
        yield text
        yield base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")


def _in_set(text: str, paths: list[str]) -> Iterator[str]:
    for path in paths:
        for found in re.finditer(rf"(?:^|,){re.escape(path)}(?:[.\[][^=]*)?=((?:[^,\\]|\\.)*)", text):
            yield from _leaves(found.group(1))
            yield from _leaves(re.sub(r"\\(.)", r"\1", found.group(1)))


def _in_kubeconfig(kubeconfig: Any) -> Iterator[str]:
    if isinstance(kubeconfig, Mapping):
        for key, item in kubeconfig.items():
            if str(key) in _KUBECONFIG_SECRETS and isinstance(item, str):
                yield from _leaves(item)
            elif str(key) == "env" and isinstance(item, list):  # of an exec plugin: often a token
                yield from _leaves([entry.get("value") for entry in item if isinstance(entry, Mapping)])
            else:
                yield from _in_kubeconfig(item)
    elif isinstance(kubeconfig, list):
        for item in kubeconfig:
            yield from _in_kubeconfig(item)


def _in_url(text: Any) -> Iterator[str]:
    if not isinstance(text, str) or "://" not in text or "@" not in text:
        return
    password = urlsplit(text).password
    if password:
        yield password
        yield unquote(password)


def schema_paths(schema: Any, prefix: str = "") -> Iterator[str]:
    """Yield the paths of the values that a JSON Schema marks as secret: writeOnly, or of the format password."""
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    for name, found in properties.items() if isinstance(properties, Mapping) else ():
        if isinstance(found, Mapping):
            path = f"{prefix}{name}"
            if found.get("writeOnly") is True or found.get("format") == "password":
                yield path
            else:
                yield from schema_paths(found, f"{path}.")


def mark_schemas(chart: Any, task: Task) -> Any:
    """Return chart, after what its schemas mark as secret joined the task's sensitive_paths."""
    for found in chart.walk():
        if found.schema:
            mark_schema(found.schema, "".join(f"{name}." for name in found.path.split("/charts/")[1:]), task.params)
    task.chart_read = True
    return chart


def hide_values(params: dict[str, Any]) -> None:
    """Mask in params all that may be secret, whatever its type: before a chart was read nobody knows what is."""
    for name in ("values", "release_values", "set_values", "values_set"):
        if params.get(name) not in (None, {}, []):
            params[name] = MASK
    if isinstance(params.get("kubeconfig"), Mapping):
        params["kubeconfig"] = MASK
    for name in _URL_OPTIONS:
        if "@" in str(params.get(name) or ""):
            params[name] = MASK


def mark_schema(text: bytes, prefix: str, params: Mapping[str, Any]) -> None:
    """Add what a schema marks as secret to the task's sensitive_paths. prefix: where its values stand."""
    try:
        schema = json.loads(text or b"{}")
    except ValueError:
        return  # the chart's validation says so, in helm's words
    params["sensitive_paths"].extend(schema_paths(schema, prefix))
