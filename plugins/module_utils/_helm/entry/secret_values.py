# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that stand at secret paths: learned, and masked in results; loaded where there are such paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Iterator, Mapping

from ..base.mask import MASK
from ..base.secret_forms import leaves
from ..base.secrets import Path
from . import value_paths

if TYPE_CHECKING:
    from .task import Task


def learn(task: Task) -> None:
    """Tell the task's secrets what stands at its secret paths in its parameters, and in the values of all sources."""
    params, secrets = task.params, task.env.secrets
    for path in secrets.paths:
        for values in (params.get("values"), *secrets.configs):
            secrets.add_leaves(list(value_paths.found(values, path)))
    for item in params.get("set_values") or ():
        secrets.add(*_in_set(item, secrets.paths))


def learn_from_result(result: Mapping[str, Any], task: Task) -> None:
    """Tell the task's secrets what came with the release's record; warn of a path at which nothing is."""
    for values in _values_of(result):
        for path in task.env.secrets.paths:
            task.env.secrets.add_leaves(list(value_paths.found(values, path)))
    if not result.get("failed") and task.params.get("sensitive_paths"):
        _warn_of_the_unmatched(result, task)


def _warn_of_the_unmatched(result: Mapping[str, Any], task: Task) -> None:
    """Warn of those of sensitive_paths that name no value: it is a mistake in writing, and something may be shown."""
    from ..releases import masking

    secrets = task.env.secrets
    trees = [masking.set_tree(item) for item in task.params.get("set_values") or ()]
    values = [tree for tree in (task.params.get("values"), *secrets.configs, *trees, *_values_of(result)) if tree]
    for text in task.params["sensitive_paths"] if values or secrets.chart_read else ():
        path = value_paths.parse(text)
        if not any(True for tree in values for _value in value_paths.found(tree, path)):
            near = value_paths.nearest(path, values)
            task.env.warn(
                f"sensitive_paths: nothing in the values is at {text!r}, so that nothing is masked for it. "
                + (f"The path that looks most like it is {near!r}." if near else "Correct the path, or leave it out.")
            )


def _values_of(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for release in [result.get("release"), *(result.get("releases") or [])]:
        for key in ("release_values", "all_values"):
            if isinstance(release, Mapping) and isinstance(release.get(key), Mapping):
                yield release[key]


def _in_set(item: Mapping[str, Any], paths: list[Path]) -> Iterator[str]:
    """Yield what an item of set_values sets at paths; of one that helm's grammar does not understand, all of it."""
    from ..releases import masking

    tree = masking.set_tree(item)
    if tree is None:
        value = str(item.get("value") or "")
        yield from re.split(r"[,={}\n]", value)[1:] if "=" in value else [value]
        yield value.partition("=")[2]
        return
    for path in paths:
        for value in value_paths.found(tree, path):
            yield from leaves(value)


def result(result: Mapping[str, Any], paths: list[Path]) -> dict[str, Any]:
    """Return result with the values at paths masked, whatever their type."""
    shown = dict(result)
    for key in ("release", "status"):
        if isinstance(shown.get(key), Mapping):
            shown[key] = _masked_release(shown[key], paths)
    if isinstance(shown.get("releases"), list):
        shown["releases"] = [_masked_release(release, paths) for release in shown["releases"]]
    return shown


def _masked_release(release: Mapping[str, Any], paths: list[Path]) -> dict[str, Any]:
    shown = dict(release)
    for key in ("release_values", "all_values", "values"):
        values = shown.get(key)
        if isinstance(values, Mapping) and set(values) == {"current", "declared"}:  # of helm in check mode
            shown[key] = {
                "current": _masked_release({key: values["current"]}, paths)[key],
                "declared": _masked_release(values["declared"], paths),
            }
        for path in paths if key in shown else ():
            shown[key] = value_paths.masked(shown[key], path)
    return shown


def sets_secret(items: Any, paths: list[Path]) -> bool:
    """Return whether set_values sets something at paths, or may do."""
    return any(True for item in items or () for _secret in _in_set(item, paths))


def hide(params: dict[str, Any], paths: list[Path]) -> None:
    """Mask what stands at paths in a module's parameters."""
    for name in ("values", "release_values"):
        for path in paths if isinstance(params.get(name), Mapping) else ():
            params[name] = value_paths.masked(params[name], path)
    if isinstance(params.get("set_values"), list):
        params["set_values"] = [_masked_set(item, paths) for item in params["set_values"]]


def _masked_set(item: Any, paths: list[Path]) -> Any:
    if not isinstance(item, Mapping) or not any(True for _secret in _in_set(item, paths)):
        return item
    key = str(item.get("value") or "").partition("=")[0]
    return {**item, "value": f"{key}={MASK}"}
