# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping secrets out of results: what is secret in a task's parameters, and results with it masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Iterator, Mapping

from ..base.inline import is_content
from ..base.mask import MASK

if TYPE_CHECKING:
    from ..base.secrets import Path
    from .task import Task

# Results that are somebody's documents: a short secret is masked in them only where it is a whole value.
DOCUMENTS = ("release_values", "all_values", "values", "metadata", "manifests", "manifest", "hooks")
# Parameters that may hold anything: the system's log is no place for them.
UNLOGGED = ("values", "release_values", "set_values", "annotations", "files", "patches", "post_renderer", "labels",
            "description", "drift_ignore", "releases", "defaults", "plan")  # fmt: skip
_URL_OPTIONS = ("chart", "chart_ref", "chart_repo_url", "url", "repo_url", "proxy", "host", "values_files",
                "sql_connection", "path", "dest")  # fmt: skip
_KEYWORD_PASSWORD = re.compile(r"""\b(?:ssl)?password\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))""")  # of libpq


def secrets_of(params: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the texts in params that may appear in no output: a kubeconfig's credentials, passwords in URLs, those of
    the environment's proxies too, what patches set in Secrets."""
    if isinstance(params.get("kubeconfig"), Mapping) or is_content(params.get("kubeconfig")):
        from . import kubeconfig_secrets

        yield from kubeconfig_secrets.secrets(params["kubeconfig"])
    urls = [text for name in _URL_OPTIONS for text in _texts(params.get(name))]
    urls += [text for name, text in environ.items() if name.lower().endswith(("_proxy", "_host", "_url"))]
    if params.get("update_sources"):
        from . import info_specs

        urls += info_specs.urls(params)
    urls = [text for text in urls if "://" in text]
    if urls:
        from ..base import secret_parts

        for text in urls:
            yield from secret_parts.in_url(text)
    for quoted, word in _KEYWORD_PASSWORD.findall(str(params.get("sql_connection") or "")):
        yield from (quoted or word, re.sub(r"\\(.)", r"\1", quoted or word))
    if params.get("patches") and params.get("show_secrets") is not True:
        from . import patch_secrets

        yield from patch_secrets.secrets(params["patches"])
    if "releases" in params:
        from . import entries

        yield from entries.secrets(params, secrets_of)


def _texts(option: Any) -> list[str]:
    return [text for text in (option if isinstance(option, list) else [option]) if isinstance(text, str)]


def learn(task: Task) -> None:
    """Tell the task's secrets what is known by now to be secret: the chart's schema, files and records bring more."""
    task.env.secrets.add(*secrets_of(task.params, task.environ))
    if task.env.secrets.paths:
        from . import secret_values

        secret_values.learn(task)


def learn_from_result(result: Mapping[str, Any], task: Task) -> None:
    """Tell the task's secrets what came with the release's record."""
    if task.env.secrets.paths:
        from . import secret_values

        secret_values.learn_from_result(result, task)


def result(result: dict[str, Any], paths: list[Path]) -> dict[str, Any]:
    """Return result with the values at paths masked, whatever their type."""
    if not paths:
        return result
    from . import secret_values

    return secret_values.result(result, paths)


def invocation(params: Mapping[str, Any], paths: list[Path], *, known: bool) -> dict[str, Any]:
    """Return a module's parameters as a result may show them.

    known: whether all that is secret in the values is known; else all of them are masked, since nobody knows what is.
    """
    shown = dict(params)
    if "releases" in shown:
        from . import entries

        shown.update(entries.shown(shown, lambda entry: invocation(entry, [], known=False)))
    if is_content(shown.get("kubeconfig")):
        shown["kubeconfig"] = MASK
    if shown.get("patches"):
        from . import patch_secrets

        shown["patches"] = patch_secrets.shown(shown["patches"])
    plan = shown.get("plan")
    if isinstance(plan, Mapping) and isinstance(plan.get("apply"), Mapping):  # long, and the result has its id
        shown["plan"] = {**plan, "apply": {"id": plan["apply"].get("id")}}
    if not known:
        for name in ("values", "release_values", "set_values", "values_set"):
            if shown.get(name) not in (None, {}, []):
                shown[name] = MASK
        for name in _URL_OPTIONS:
            if "@" in str(shown.get(name) or ""):
                shown[name] = MASK
    elif paths:
        from . import secret_values

        secret_values.hide(shown, paths)
    return shown
