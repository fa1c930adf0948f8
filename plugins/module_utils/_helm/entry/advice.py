# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failure does not say itself, by its kind: what was being done, to what, and what to do about it.

Where an error is raised, more is often known, and said. What is here stands for all that is not: no message is without
its three parts.
"""

from __future__ import annotations

import errno
from typing import Any, Mapping, Optional

from ..base.errors import ChartError, HelmError, KubeError, TemplateError

# An error's class: what was being done, and what to do. Where the first is "", it is what the module does.
_KINDS = {
    "ParseError": ("rendering the chart", "correct the template"),
    "ExecError": ("rendering the chart", "give the values that the template wants, or correct the template"),
    "LimitError": (
        "rendering the chart",
        "correct the template; the limit keeps charts from using up the memory and the time of this host",
    ),
    "ManifestError": (
        "rendering the chart",
        "correct the template, or the value that it puts there; texts may want quote, and blocks nindent",
    ),
    "TemplateError": ("rendering the chart", "correct the template"),
    "ValuesError": ("reading the values", "correct the values"),
    "ChartError": ("reading the chart", "correct the chart, or take another version of it"),
    "FetchError": ("", "check the address, and that this host reaches it"),
    "RequestError": ("reading the task's options", "correct the option"),
    "NotFound": ("", "check its name and its namespace; where it was deleted meanwhile, run the task again"),
    "Conflict": ("", "someone else was quicker: run the task again"),
    "Forbidden": ("", "let a role of this user allow it, or use another user"),
    "Unauthorized": ("", "check the token, certificate or login of the user"),
    "Invalid": ("", "correct the object in the chart's templates, or the values that it is made of"),
    "KubeError": ("", "see whether the API server is well, and run the task again"),
    "ReleaseError": ("", "look at the release with helm_release_info"),
    "HookFailed": ("", "look at the hook's objects and at their logs, then run the task again"),
    "WaitTimeout": ("", "look at the objects that failed_objects names; give them more time with timeout"),
    "YamlError": ("", "correct the YAML"),
    "NumberError": ("", "write a number that a float can hold"),
    "JsonError": ("", "correct the JSON"),
    "HelmError": ("", "correct what it names, and run the task again"),
}

# What the operating system refuses, and what to do.
_ABSENT = "check the path: it is one of the host that the task runs on"
_DENIED = "let the task's user do that there, or run the task as another user (become)"
_FULL = "make room there"
_SYSTEM = {
    errno.ENOENT: _ABSENT,
    errno.ENOTDIR: "check the path: a part of it is no folder",
    errno.EISDIR: "name a file: this is a folder",
    errno.EEXIST: "give another path: something else is there",
    errno.ENOTEMPTY: "give another path: something else is there",
    errno.ELOOP: "check the path: its symbolic links lead in a circle",
    errno.ENAMETOOLONG: "give a shorter path",
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: "give another path: this one's file system is read-only",
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
}

_OF_CHARTS = (TemplateError, ChartError)


def completed(error: HelmError, module: str, params: Mapping[str, Any]) -> HelmError:
    """Return error with all of its parts: what it does not say itself is said of its kind, or of the module's task."""
    doing, hint = next(_KINDS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in _KINDS)
    if not error.doing:
        same = error.restated(error.problem)
        same.told = error.told
        if isinstance(error, _OF_CHARTS):
            subject = getattr(error, "template", "").partition("/")[0] or str(params.get("chart") or params.get("path"))
        else:
            subject = "" if doing else _subject(module, params)
        same.doing = doing or _doing(module, params)
        same.subject = subject if not error.subject or error.subject in error.problem else error.subject
        error = same
    error.hint = error.hint or _of_system(error) or _of_status(error) or hint
    return error


def _of_system(error: BaseException) -> str:
    """What to do about the operating system's refusal that led to error, "" where none did."""
    cause: Optional[BaseException] = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__
    return "" if cause is None else _SYSTEM.get(cause.errno or 0, "")


def _of_status(error: HelmError) -> str:
    """What to do about an answer of the API server that is no verdict."""
    if isinstance(error, KubeError) and (error.status == 429 or error.status >= 500):
        return "the API server, or what stands before it, is not well: look after it, and run the task again"
    return ""


# What each module does

_STATES = {
    ("helm_release", "present"): "installing or upgrading the release",
    ("helm_release", "absent"): "uninstalling the release",
    ("helm_releases", ""): "installing or upgrading the releases",
    ("helm_rollback", ""): "rolling back the release",
    ("helm_release_info", ""): "reading the release",
    ("helm_template", ""): "rendering the chart",
    ("helm_chart_info", ""): "reading the chart",
    ("helm_chart", "present"): "writing the chart",
    ("helm_chart", "absent"): "removing the chart",
    ("helm_chart", "packaged"): "packaging the chart",
    ("helm_chart", "pulled"): "pulling the chart",
    ("helm_chart", "pushed"): "pushing the chart",
    ("helm_repo", "present"): "adding the repository",
    ("helm_repo", "absent"): "removing the repository",
    ("helm_repo", "indexed"): "indexing the folder",
    ("helm_pull", ""): "pulling the chart",
    ("helm_plugin", "present"): "going on without the plugin",
    ("helm_plugin", "latest"): "going on without the plugin",
    ("helm_plugin", "absent"): "going on without the plugin",
    ("helm_plugin_info", ""): "looking for plugins",
    ("helm_registry_auth", "present"): "logging in to the registry",
    ("helm_registry_auth", "absent"): "logging out of the registry",
    ("helm_repository", ""): "changing the list of repositories",
}
_SUBJECTS = {
    "helm_template": ("chart",),
    "helm_chart_info": ("chart",),
    "helm_chart": ("path", "chart"),
    "helm_repo": ("name", "path", "url"),
    "helm_pull": ("chart_ref",),
    "helm_registry_auth": ("host",),
    "helm_repository": ("repo_name",),
}


_DROP_INS = {"helm": "helm_release", "helm_info": "helm_release_info"}  # whose work each one does


def _doing(module: str, params: Mapping[str, Any]) -> str:
    state = params.get("state") or (params.get("release_state") if module == "helm" else "")
    return _STATES.get((_DROP_INS.get(module, module), str(state or ""))) or "running the task"


def _subject(module: str, params: Mapping[str, Any]) -> str:
    """What the module works on: a release with its namespace, a chart, a repository."""
    found = next((str(params[key]) for key in _SUBJECTS.get(module, ()) if params.get(key)), "")
    parts = (params.get(name) or params.get(f"release_{name}") for name in ("namespace", "name"))
    return found or "/".join(str(part) for part in parts if part)
