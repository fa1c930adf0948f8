# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_chart's task as a request to its action."""

from __future__ import annotations

from typing import Any

from ..base.errors import RequestError
from .task import Task

_METADATA = {  # option -> Chart.yaml's own name
    "name": "name",
    "chart_api_version": "apiVersion",
    "version": "version",
    "app_version": "appVersion",
    "description": "description",
    "type": "type",
    "kube_version": "kubeVersion",
    "home": "home",
    "sources": "sources",
    "keywords": "keywords",
    "maintainers": "maintainers",
    "icon": "icon",
    "annotations": "annotations",
}
_DEPENDENCY = ("name", "version", "repository", "condition", "tags", "import-values", "alias")
_ONLY_PRESENT = (*(name for name in _METADATA if name not in ("version", "app_version")), "files", "starter")
_LINT = {"": "", "false": "", "no": "", "true": "lint", "yes": "lint", "strict": "strict"}


def apply(task: Task) -> dict[str, Any]:
    """Do helm_chart."""
    from ..actions import chart

    params = task.params
    state = params["state"]
    if params["junit"] and (state != "packaged" or not _LINT[task.text("lint").lower()]):
        raise _bad("junit", "it goes with lint", "package the chart with lint: true or strict, or leave junit out")
    if state != "present":
        _refuse([name for name in _ONLY_PRESENT if params[name] is not None], state)
    if state not in ("present", "packaged"):
        _refuse([name for name in ("values", "bump") if params[name] is not None], state)
    if state in ("pulled", "pushed"):
        return _transfer(task)
    if state == "absent":
        return chart.remove(params["path"], check=task.check)
    if state == "packaged" and not params["junit"]:
        return _package(task)
    if state == "packaged":
        from . import junit

        return junit.around(task, _package, junit.of_lint)
    return chart.keep(_wanted(task), task.env, task.environ)


def _package(task: Task) -> dict[str, Any]:
    from ..actions import packaging
    from ..asked import inputs

    params = task.params
    task.env.load_schema = inputs.schema_loader(params, task.env, task.environ, check=task.check)
    request = packaging.PackageRequest(
        path=params["path"],
        dest=task.text("dest") or ".",
        version="" if _bump(params) else task.text("version"),
        bump=_bump(params),
        app_version=task.text("app_version"),
        dependencies=_policy(params["dependencies"]),
        lint=_LINT[task.text("lint").lower()],
        values=params["values"] or {},
        key=_signing_key(params),
        keyring=task.text("keyring"),
        passphrase=task.text("passphrase"),
        source=inputs.chart_source({**params, "chart": params["path"], "verify": "false"}),
        check=task.check,
    )
    return packaging.package(request, task.env, task.environ)


def _signing_key(params: dict[str, Any]) -> str:
    if params["sign"] and not params["key"]:
        raise _bad("sign", "it needs the key to sign with", "name its identity with key")
    return str(params["key"]) if params["sign"] else ""


def _transfer(task: Task) -> dict[str, Any]:
    from ..actions import transfer
    from ..asked import inputs

    params = task.params
    if params["state"] == "pulled":
        request = transfer.PullRequest(
            source=inputs.chart_source(params),
            charts_only=bool(params.get("charts_only")),  # asked for by a drop-in module only
            dest=task.text("dest") or ".",
            untar=params["untar"],
            force=params["force"],
            check=task.check,
        )
        return transfer.pull(request, task.env, task.environ)
    pushed = transfer.PushRequest(
        path=params["path"],
        url=params["chart_repo_url"],
        credentials=inputs.chart_credentials(params),
        force=params["force"],
        check=task.check,
    )
    return transfer.push(pushed, task.env, task.environ)


def _wanted(task: Task) -> Any:
    from ..actions import chart

    params = task.params
    metadata = {key: params[option] for option, key in _METADATA.items() if params[option] is not None}
    bump = _bump(params)
    if bump:
        del metadata["version"]
    if "maintainers" in metadata:
        metadata["maintainers"] = [_given(maintainer) for maintainer in metadata["maintainers"]]
    if params["dependencies"] is not None:
        metadata["dependencies"] = [_dependency(entry) for entry in params["dependencies"]]
    return chart.ChartRequest(
        path=params["path"],
        metadata=metadata,
        values=params["values"] or {},
        files={str(path): _content(path, content) for path, content in (params["files"] or {}).items()},
        starter=task.text("starter"),
        bump=bump,
        check=task.check,
    )


def _given(mapping: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if value is not None}


def _dependency(entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict) or not entry.get("name"):
        raise _bad("dependencies", f"{entry!r} is no dependency", "give mappings with at least name and version")
    unknown = sorted(set(entry) - set(_DEPENDENCY))
    if unknown:
        keys = ", ".join(_DEPENDENCY)
        raise _bad("dependencies", f"{unknown[0]!r} is no key of a dependency", f"the keys are {keys}")
    return entry


def _bump(params: dict[str, Any]) -> str:
    """Return which part of the chart's version is raised, "" for none."""
    if params["version"] == "bump":
        return str(params["bump"] or "patch")
    if params["bump"]:
        raise _bad("bump", "it has no meaning without version=bump", "add version=bump, or leave it out")
    return ""


def _policy(given: Any) -> str:
    if given in (None, [], ["check"]):
        return "check"
    if given in (["build"], ["update"]):
        return str(given[0])
    raise _bad("dependencies", f"{given!r} is not understood with state=packaged", "give check, build or update")


def _content(path: Any, content: Any) -> Any:
    if content is None or isinstance(content, str):
        return content
    hint = "Ansible made it a structure; give it as a block, or through to_nice_yaml"
    raise _bad("files", f"the content of {path} is not a text", hint)


def _refuse(names: list[str], state: str) -> None:
    if names:
        raise _bad(names[0], f"it has no meaning with state={state}", "leave it out, or use state=present")


def _bad(option: str, problem: str, hint: str) -> RequestError:
    return RequestError(problem, doing="reading the option", subject=option, hint=hint)
