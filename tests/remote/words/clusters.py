# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows about the way to a cluster: kubeconfigs that are not there or not right, and servers that are none."""

from __future__ import annotations

import base64
from typing import Any

from .case import Case

_CONFIG = """\
apiVersion: v1
kind: Config
current-context: one
clusters: [{name: one, cluster: {server: "https://127.0.0.1:9"}}]
contexts: [{name: one, context: {cluster: one, user: one}}]
users: [{name: one, user: {token: s3cretw0rd}}]
"""
_SERVER, _USER = 'server: "https://127.0.0.1:9"', "token: s3cretw0rd"
_BLOCK = base64.b64encode(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").decode()
_EXEC = "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: "


def _with(old: str, new: str) -> str:
    assert old in _CONFIG
    return _CONFIG.replace(old, new)


# Kubeconfigs, by their names in the folder {w}/configs.
FILES = {
    "good": _CONFIG,
    "empty": "",
    "noyaml": "a: b: c\n",
    "list": "[]\n",
    "text": "nothing\n",
    "control": "\x01\n",
    "badcontext": "current-context: [1]\n",
    "nocontext": _with("current-context: one\n", ""),
    "nocluster": _with("cluster: one,", "cluster: other,"),
    "noserver": _with("https://127.0.0.1:9", ""),
    "users": "users: {a: 1}\n",
    "cluster": "clusters: [a]\n",
    "clustername": "clusters: [{name: [1]}]\n",
    "context": "contexts: [{name: a, context: 1}]\n",
    "noca": _with(_SERVER, f"{_SERVER}, certificate-authority: nope.pem"),
    "badca": _with(_SERVER, f"{_SERVER}, certificate-authority-data: bm90aGluZw=="),
    "ca64": _with(_SERVER, f"{_SERVER}, certificate-authority-data: 'bm9%'"),
    "nocert": _with(_USER, "client-certificate: nope.pem, client-key: nope.key"),
    "nokey": _with(_USER, "client-certificate-data: bm90aGluZw==, client-key: nope.key"),
    "badcert": _with(_USER, "client-certificate-data: bm90aGluZw==, client-key-data: bm90aGluZw=="),
    "keyless": _with(_USER, "client-certificate-data: bm90aGluZw=="),
    "badkey": _with(_USER, f"client-certificate-data: {_BLOCK}, client-key-data: bm90aGluZw=="),
    "nothing": _with(_SERVER, f"{_SERVER}, certificate-authority: nope.ca").replace(
        _USER, "client-certificate: nope.pem, client-key: nope.key"
    ),
    "emptytoken": _with(_USER, "tokenFile: empty"),
    "notoken": _with(_USER, "tokenFile: nope"),
    "noprogram": _with(_USER, _EXEC + "no-such-program}"),
    "failing": _with(_USER, _EXEC + "'false'}"),
    "blank": _with("https://127.0.0.1:9", "https://a b"),
    "nohost": _with("https://127.0.0.1:9", "https://nowhere.invalid"),
    "untrusted": _with("https://127.0.0.1:9", "{securehost}"),
    "tlsofplain": _with("https://127.0.0.1:9", "https://{faultshost}"),
    "refusing": _with("https://127.0.0.1:9", "{faults}/401"),
}  # fmt: skip


def _list(config: str) -> Case:
    return Case(f"list --kubeconfig {config}", "helm_release_info", {"kubeconfig": config})


def _without(command: str, module: str, **options: Any) -> Case:
    """A command with a kubeconfig that is not there."""
    return Case(f"{command} --kubeconfig {{w}}/nope", module, {"kubeconfig": "{w}/nope", **options})


_RELEASE = {"name": "web"}
ROWS: dict[str, Case] = {
    **{f"kubeconfig: {name}": _list(f"{{w}}/configs/{name}") for name in FILES},
    "kubeconfig: not there": _list("{w}/nope"),
    "kubeconfig: a folder": _list("{w}/web"),
    "kubeconfig: none": Case("list", "helm_release_info", {}),
    "kubeconfig: a variable's is not there": Case("list", "helm_release_info", {}, {"KUBECONFIG": "{w}/nope"}),
    "kubeconfig: another context": Case(
        "list --kubeconfig {w}/configs/good --kube-context other",
        "helm_release_info", {"kubeconfig": "{w}/configs/good", "context": "other"},
    ),
    "kubeconfig: none, and a context": Case("list --kube-context other", "helm_release_info", {"context": "other"}),
    "kubeconfig: the option's CA": Case(
        "list --kubeconfig {w}/configs/good --kube-ca-file {w}/nope.pem",
        "helm_release_info", {"kubeconfig": "{w}/configs/good", "ca_cert": "{w}/nope.pem"},
    ),
    "install: no kubeconfig": _without("install web {w}/web", "helm_release", chart="{w}/web", **_RELEASE),
    "install: none at all": Case("install web {w}/web", "helm_release", {"chart": "{w}/web", **_RELEASE}),
    "uninstall: no kubeconfig": _without("uninstall web", "helm_release", state="absent", **_RELEASE),
    "rollback: no kubeconfig": _without("rollback web", "helm_rollback", **_RELEASE),
    "status: no kubeconfig": _without("status web", "helm_release_info", **_RELEASE),
    "history: no kubeconfig": _without("history web", "helm_release_info", fields=["history"], **_RELEASE),
    "get values: no kubeconfig": _without("get values web", "helm_release_info", fields=["values"], **_RELEASE),
    "template: no kubeconfig": _without(
        "template web {w}/web --dry-run=server", "helm_template", chart="{w}/web", validate=True, **_RELEASE
    ),
    "template: no server": Case(
        "template web {w}/web --dry-run=server --kubeconfig {w}/configs/good",
        "helm_template", {"chart": "{w}/web", "validate": True, "kubeconfig": "{w}/configs/good", **_RELEASE},
    ),
    "install: no server": Case(
        "install web {w}/web --kubeconfig {w}/configs/good",
        "helm_release", {"chart": "{w}/web", "kubeconfig": "{w}/configs/good", "timeout": "1s", **_RELEASE},
    ),
    "install: an unknown identity": Case(
        "upgrade --install web {w}/web --kubeconfig {w}/configs/refusing",
        "helm_release", {"chart": "{w}/web", "kubeconfig": "{w}/configs/refusing", **_RELEASE},
    ),
    "rollback: an unknown identity": Case(
        "rollback web --kubeconfig {w}/configs/refusing",
        "helm_rollback", {"kubeconfig": "{w}/configs/refusing", **_RELEASE},
    ),
    "install: a timeout": Case(
        "install web {w}/web --timeout 5x", "helm_release", {"chart": "{w}/web", "timeout": "5x", **_RELEASE}
    ),
    "uninstall: a timeout": Case(
        "uninstall web --timeout soon", "helm_release", {"state": "absent", "timeout": "soon", **_RELEASE}
    ),
    "rollback: a timeout": Case("rollback web --timeout 5x", "helm_rollback", {"timeout": "5x", **_RELEASE}),
    "template: none at all": Case(
        "template web {w}/web --dry-run=server", "helm_template", {"chart": "{w}/web", "validate": True, **_RELEASE}
    ),
}  # fmt: skip
