# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's helm as helm_release."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from ..base.errors import HelmError, RequestError
from . import shell, texts
from .given import Given

_SAME = (
    "chart_repo_url", "chart_version", "dependency_update", "update_repo_cache", "disable_hook",
    "force", "purge", "wait", "wait_for_jobs", "atomic", "force_conflicts", "create_namespace", "replace", "skip_crds",
    "plain_http", "take_ownership", "skip_schema_validation", "cleanup_on_fail", "insecure_skip_tls_verify",
)  # fmt: skip
MISSING_ONLY = False  # dependency_update resolves every range anew
# Reasons for a new revision; what someone else changed in the cluster is none.
_NEW_REVISION = {"chart", "values", "manifest", "metadata"}
_LISTED = ("name", "namespace", "revision", "updated", "status", "chart", "app_version", "release_values")


def options(given: Given) -> dict[str, Any]:
    """Return helm_release's options. Raises RequestError."""
    params = given.params
    renderer = params["post_renderer"]
    return {
        **given.cluster(),
        **given.same(*_SAME),
        **given.renamed(
            name="release_name", namespace="release_namespace", state="release_state", values="release_values"
        ),
        "chart": shell.expanded(params["chart_ref"], given.environ),
        **_start(params),
        "server_side": "false" if params["force"] else params["server_side"] or "auto",
        "timeout": _timeout(params),
        "history_max": 10 if params["history_max"] is None else params["history_max"],
        "post_renderer": [shell.expanded(renderer, given.environ)] if renderer else [],
        "values_files": [shell.expanded(file, given.environ) for file in params["values_files"]],
        "set_values": shell.set_values(params["set_values"], given.environ),
        "uninstalled_is_gone": True,
    }  # fmt: skip


def _start(params: Mapping[str, Any]) -> dict[str, bool]:
    """What an upgrade starts from. Helm looks at its three flags in this order, and at the first one that is true
    only; reset_values is true unless the task says otherwise. Go: action/upgrade.go, reuseValues."""
    reset = params["reset_values"]
    reuse = not reset and bool(params["reuse_values"])
    return {
        "reset_values": reset,
        "reuse_values": reuse,
        "reset_then_reuse_values": not (reset or reuse) and params["reset_then_reuse_values"],
    }


def _timeout(params: Mapping[str, Any]) -> str:
    """wait_timeout counts where there is a wait; a removal always takes it."""
    waits = params["wait"] or params["release_state"] == "absent"
    return str((params["wait_timeout"] if waits else None) or params["timeout"] or "5m")


def warn(given: Given) -> None:
    """Warn of options that another one makes useless."""
    params = given.params
    if params["release_state"] == "absent":
        return
    asked = [name for name in ("reuse_values", "reset_then_reuse_values") if params[name]]
    reason = ""
    if params["replace"]:
        reason = "replace begins the release from nothing"
    elif params["reset_values"]:
        reason = "reset_values is true, which is its default: set it to false"
    elif len(asked) == 2:
        asked, reason = asked[1:], "reuse_values is true"
    for name in asked if reason else ():
        given.warn(f"{name} has no effect: {reason}.")


def refusal(given: Given) -> Optional[RequestError]:
    """Return why the peer would refuse to do anything with these options, None where it would not. Where nothing is to
    be done, it has no objection."""
    params = given.params
    problem, hint = "", "leave one of the two out"
    if params["release_state"] == "absent":
        problem = "replace is not applicable when state is absent" if params["replace"] else ""
    elif params["replace"] and params["cleanup_on_fail"]:
        problem = "cleanup_on_fail is for upgrades, and cannot be used with replace=true"
    elif params["force_conflicts"] and params["server_side"] == "false":
        problem = "force_conflicts needs server-side apply, and cannot be used with server_side=false"
    elif params["replace"]:
        from . import helm_failures

        return helm_failures.in_use(params["release_name"], command(given, hidden=True))
    if not problem:
        return None
    return RequestError(problem, doing="reading the options", subject=params["release_name"], hint=hint)


def is_refused(given: Given, result: Mapping[str, Any]) -> bool:
    """Whether refusal() is to be told, from what a look in check mode found."""
    taken = given.params["replace"] and given.params["release_state"] == "present"
    if not taken or given.params["cleanup_on_fail"]:
        return bool(result["changed"])
    reasons = set(result["reason"])
    return bool(reasons & _NEW_REVISION) and not reasons & {"created", "recovered"}


def answer(given: Given, result: dict[str, Any]) -> dict[str, Any]:
    """Return helm_release's result with the peer's keys besides; what helm prints is said()'s."""
    status = None if result["status"] is None else {**result["status"], "values": result["status"]["release_values"]}
    found = {**result, "status": status, "stdout": "", "stderr": "", "rc": 0}
    made = "created" in result["reason"]
    found["command"] = command(given, created=made) if result["changed"] else _base(given)
    diff = found.pop("diff", None)
    return {**found, "diff": {"prepared": texts.prepared(diff)}} if diff else found


def said(given: Given, result: Mapping[str, Any], hooks: Any) -> str:
    """Return what helm prints of what was done. hooks: the release's, as objects, None where no release is left."""
    params, release = given.params, result["release"]
    if params["release_state"] == "absent":
        return texts.uninstalled(params["release_name"])
    tests = any("test" in texts.events(hook) for hook in hooks or ())
    head = "" if params["replace"] else texts.head(release["name"], created="created" in result["reason"])
    return head + texts.released(release, tests=tests)


def tell(given: Given, error: HelmError) -> None:
    """Put into error what the peer's result tells of it."""
    from . import helm_failures

    helm_failures.tell(given, error, begins=_base(given))


def checked(result: dict[str, Any], found: Any) -> dict[str, Any]:
    """Return the result of check mode with the values as they are in its status, as the peer has it.

    found: the release's status as it is, None where there is none.
    """
    current = {} if found is None else found["release_values"]
    declared = {name: found[name] for name in _LISTED} if found is not None else {}
    values = {"current": current, "declared": {**declared, "values": current} if declared else {}}
    return {**result, "status": {**(result["status"] or {}), "values": values, "release_values": values}}


def _base(given: Given) -> str:
    """What begins every command, and is all that the peer tells where nothing is to be done."""
    params, words = given.params, [given.binary]
    if params["release_state"] == "present":
        words += [f"--version={params['chart_version']}"] if params["chart_version"] is not None else []
        words += [f"--repo={params['chart_repo_url']}"] if params["chart_repo_url"] is not None else []
    return " ".join(words)


def command(given: Given, *, hidden: bool = False, created: bool = False) -> str:
    """Return the command line that helm would be given for this. The values are its standard input.

    hidden: what is set by set_values is masked. created: there is no release yet; the peer's force is for upgrades.
    """
    params, words = given.params, [_base(given)]
    if params["release_state"] == "absent":
        flags = {"--keep-history": not params["purge"], "--no-hooks": params["disable_hook"], "--wait": params["wait"]}
        timeout = f"--timeout {params['wait_timeout']}" if params["wait_timeout"] is not None else ""
        words += ["uninstall ", *(flag for flag, wanted in flags.items() if wanted), timeout, params["release_name"]]
        return " ".join(word for word in words if word)
    words += _way(params)
    if params["wait"]:
        words += ["--wait", "--wait-for-jobs" if params["wait_for_jobs"] else ""]
        words += [f"--timeout {params['wait_timeout']}"] if params["wait_timeout"] is not None else []
    flags = {
        "--rollback-on-failure": params["atomic"],
        "--cleanup-on-fail": params["cleanup_on_fail"],
        f"--timeout {params['timeout']}": params["timeout"],
        f"--server-side={params['server_side']}": params["server_side"],
        "--force-conflicts": params["force_conflicts"],
        "--server-side=false --force-replace": params["force"] and not created,
        "--replace": params["replace"],
        "--no-hooks": params["disable_hook"],
        "--create-namespace": params["create_namespace"],
        "--insecure-skip-tls-verify": params["insecure_skip_tls_verify"],
        "--plain-http": params["plain_http"],
        **dict.fromkeys((f"--values={name}" for name in params["values_files"]), True),
        "-f=-": params["release_values"],
        f"--post-renderer={params['post_renderer']}": params["post_renderer"],
        "--skip-crds": params["skip_crds"],
        f"--history-max={params['history_max']}": params["history_max"] is not None,
        **dict.fromkeys(shell.shown_set_values(params["set_values"], hidden=hidden), True),
        "--skip-schema-validation": params["skip_schema_validation"],
    }
    words += [flag for flag, wanted in flags.items() if wanted]
    return " ".join(word for word in [*words, params["release_name"], f"'{params['chart_ref']}'"] if word)


def _way(params: Mapping[str, Any]) -> list[str]:
    """How helm is asked for an upgrade or an install, and what it starts from."""
    if params["replace"]:
        return ["install", "--dependency-update" if params["dependency_update"] else ""]
    return [
        "upgrade -i",
        "--take-ownership" if params["take_ownership"] else "",
        "--reset-values" if params["reset_values"] else "",
        "" if params["reuse_values"] is None else f"--reuse-values={params['reuse_values']}",
        "--reset-then-reuse-values" if params["reset_then_reuse_values"] else "",
    ]
