# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.core's helm_plugin and helm_plugin_info: there is no helm binary, and so there are no plugins of it."""

from __future__ import annotations

from typing import Any

from .given import Given

# What takes a plugin's place, by what its name begins with.
_INSTEAD = {
    "diff": "check mode and --diff show what a task would change, object by object",
    "secrets": "values files vaulted with ansible-vault are decrypted, and no result shows what is vaulted",
    "unittest": "helm_template renders a chart into objects that a play can hold against others",
    "schema": "values are held against the chart's schema before anything is done",
    "push": "helm_chart with state=pushed pushes charts to registries and chart servers",
    "cm-push": "helm_chart with state=pushed pushes charts to registries and chart servers",
    "git": "have the repository checked out, and give the chart's folder",
}
_HEADER = "NAME\tVERSION\tTYPE\tAPIVERSION\tPROVENANCE\tSOURCE\n"
_MESSAGES = {
    "present": "No plugin is needed: nothing was installed",
    "absent": "Plugin not found or is already uninstalled",
    "latest": "Plugin not found",
}


def plugin(given: Given) -> dict[str, Any]:
    """Return helm_plugin's result: nothing is done, and that is all right. Warns of what takes the plugin's place."""
    params, state = given.params, given.params["state"]
    if state != "absent":
        given.warn(_warning(str(params["plugin_path"] or params["plugin_name"])))
    if params["keyring"] is not None and state != "present":
        given.warn("The 'keyring' option is only supported with state=present (the 'helm plugin install' subcommand).")
    told = {"command": _command(given), "stdout": "" if state == "present" else _HEADER, "stderr": "", "rc": 0}
    return {"changed": False, "msg": _MESSAGES[state], **told}


def info(given: Given) -> dict[str, Any]:
    """Return helm_plugin_info's result: there are none."""
    told = {"command": f"{given.binary} plugin list", "stdout": _HEADER, "stderr": "", "rc": 0}
    return {"changed": False, "plugin_list": [], **told}


def _warning(plugin_: str) -> str:
    """Return what a plugin's user has to know. plugin_: its name or address."""
    name = plugin_.rstrip("/").rpartition("/")[2]
    words = name.lower().removeprefix("helm-")
    instead = next((text for word, text in _INSTEAD.items() if words.startswith(word)), "")
    text = f"Helm's plugin {name} was not installed: native.helm starts no helm binary, and so no plugin of it"
    return f"{text}. In its place: {instead}." if instead else f"{text}. What it was for is left to other means."


def _command(given: Given) -> str:
    """Return the command line that the peer would run: for a plugin that is not there it only looks."""
    params = given.params
    if params["state"] != "present":
        return f"{given.binary} plugin list"
    words = [given.binary, "plugin install", str(params["plugin_path"])]
    words += [f"--version={params['plugin_version']}"] if params["plugin_version"] is not None else []
    words += [] if params["verify"] else ["--verify=false"]
    words += [f"--keyring={params['keyring']}"] if params["keyring"] is not None else []
    return " ".join(words)
