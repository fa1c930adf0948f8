# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases as helm_release_info returns them, for pages: many of them, and some whose texts are hostile."""

from __future__ import annotations

from typing import Any

# Each would do something in a page that did not escape it, or break out of where it stands.
HOSTILE = (
    "<script>document.title = 'taken'</script>",
    '"><img src=x onerror="document.title=\'taken\'">',
    "'><svg/onload=document.title='taken'>",
    "</pre></details></td></tr></table><h1>taken</h1>",
    "--><iframe src='https://example.com/'></iframe><!--",
    "{{ 7 * 191 }}{% raw %}{{ lookup('pipe', 'id') }}",
    "javascript:document.title='taken'",
    "]]></style><link rel=stylesheet href=//example.com/x.css>",
    "\u202etaken\u0000\u2028 &amp; &lt;b&gt;",
)
_CHARTS = ("shop", "ingress-nginx", "cert-manager", "prometheus", "postgresql", "redis", "loki", "keycloak")
_KINDS = ("ConfigMap", "Deployment", "Ingress", "Service", "ServiceAccount", "StatefulSet")


def release(number: int, *, status: str = "deployed", **more: Any) -> dict[str, Any]:
    """Return an ordinary release: ready, as wanted, current."""
    chart = _CHARTS[number % len(_CHARTS)]
    name, namespace = f"{chart}-{number // len(_CHARTS)}", f"team-{number % 12}"
    day = f"2026-{1 + number % 11:02}-{1 + number % 28:02}T{number % 24:02}:30:00.123456789Z"
    found = {
        "name": name, "namespace": namespace, "revision": 1 + number % 9, "status": status, "chart": chart,
        "chart_version": f"{1 + number % 4}.{number % 10}.0", "app_version": f"{number % 7}.1",
        "description": "Upgrade complete", "first_deployed": day, "last_deployed": day,
        "labels": {"deployed-by": "ci", "job": str(4000 + number)},
        "notes": f"1. Get the URL of {name}:\n  kubectl get ingress -n {namespace} {name}\n",
        "resources": [
            {"kind": kind, "api_version": "v1", "namespace": namespace, "name": name, "state": "ready", "message": ""}
            for kind in _KINDS
        ],
        "drift": [], "updates": updates("current", chart=chart),
    }  # fmt: skip
    found["history"] = [
        {**{key: found[key] for key in ("name", "namespace", "chart", "chart_version", "labels")},
         "revision": revision, "status": "deployed" if revision == found["revision"] else "superseded",
         "description": "Upgrade complete" if revision > 1 else "Install complete", "last_deployed": day,
         "rollback_revision": 0}
        for revision in range(1, int(str(found["revision"])) + 1)
    ]  # fmt: skip
    return {**found, **more}


def updates(state: str, *, chart: str = "shop", newer: tuple[str, ...] = (), message: str = "") -> dict[str, Any]:
    """Return the field updates."""
    newest = newer[0] if newer else "1.0.0"
    return {
        "state": state, "newest": newest, "newest_app_version": "", "deprecated": False, "constraint": "",
        "newest_within": newest, "newer": list(newer), "source": f"oci://registry.example.com/charts/{chart}",
        "candidates": [], "errors": [], "message": message,
    }  # fmt: skip


def resource(state: str, message: str, *, kind: str = "Deployment", name: str = "shop") -> dict[str, Any]:
    """Return an entry of the field resources."""
    place = {"kind": kind, "api_version": "apps/v1", "namespace": "web", "name": name}
    return {**place, "state": state, "message": message}


def drift(*fields: tuple[str, Any, Any], action: str = "update", name: str = "shop") -> dict[str, Any]:
    """Return an entry of the field drift; fields: pointer, wanted, live."""
    differences = [{"field": place, "wanted": wanted, "live": live} for place, wanted, live in fields]
    return {
        "kind": "Deployment", "api_version": "apps/v1", "namespace": "web", "name": name, "action": action,
        "fields": [place for place, _wanted, _live in fields], "differences": differences,
    }  # fmt: skip


def troubled(number: int) -> dict[str, Any]:
    """Return a release that is not fine in one of several ways."""
    waiting = resource("progressing", "Available: 1/2; pod shop-7d4f-x2v: container web: ImagePullBackOff")
    missing = resource("missing", "Resource not found", kind="ConfigMap")
    image = ("/spec/template/spec/containers/0/image", "shop:1.2.0", "shop:debug")
    two = "shop 1.2.0 may be from any of one, two; say from which in update_sources"
    ways: list[dict[str, Any]] = [
        {"status": "failed", "description": "Upgrade \"shop\" failed: context deadline exceeded", "resources": [
            resource("failed", "ProgressDeadlineExceeded: ReplicaSet has timed out progressing"),
            resource("ready", "", kind="Service")]},
        {"status": "pending-upgrade", "description": "Preparing upgrade"},
        {"resources": [waiting, resource("ready", "", kind="Service"), missing]},
        {"drift": [drift(("/spec/replicas", 3, 1), image, ("/metadata/annotations", {"team": "web"}, None)),
                   drift(action="create", name="cache")]},
        {"updates": updates("available", newer=("3.1.0", "3.0.2", "2.4.0"))},
        {"updates": updates("beyond", newer=("9.0.0",))},
        {"updates": updates("ambiguous", message=two)},
    ]  # fmt: skip
    return release(number, **ways[number % len(ways)])


def many(number: int) -> list[dict[str, Any]]:
    """Return so many releases, every eighth of them troubled."""
    return [troubled(one) if one % 8 == 3 else release(one) for one in range(number)]


def hostile(text: str) -> dict[str, Any]:
    """Return a release that says text wherever a release can say something."""
    names = ("name", "namespace", "chart", "chart_version", "app_version", "description", "notes", "first_deployed",
             "last_deployed", "status")  # fmt: skip
    texts = dict.fromkeys(names, text)
    entry = release(1, **texts)
    entry["labels"] = {text: text}
    entry["release_values"] = {text: text}
    entry["resources"] = [{**resource(text, text, kind=text, name=text), "namespace": text}]
    entry["drift"] = [{**drift((text, text, {text: text}), action=text, name=text), "kind": text, "message": text}]
    entry["history"] = [{**entry["history"][0], **texts, "labels": {text: text}, "rollback_revision": text}]
    entry["updates"] = {**updates("available", newer=(text,), message=text), "newest": text, "source": text,
                        "constraint": text, "errors": [{"source": text, "message": text}]}  # fmt: skip
    return entry


def clusters(number: int = 500) -> list[dict[str, Any]]:
    """Return three clusters with so many releases in all, one of which could not be read completely, and one not."""
    found, half = many(number), number * 3 // 5
    connection = {"server": "https://10.0.0.1:6443", "user": "reporter"}
    return [
        {"name": "production", "connection": connection, "releases": found[:half]},
        {"name": "staging", "connection": connection, "releases": found[half:], "incomplete": "drift: forbidden"},
        {"name": "edge-7", "problem": "https://10.9.9.9:6443: connection refused"},
    ]


def plan(*releases: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a plan's document, as plan.write makes it."""
    return {
        "id": "sha256:5a1", "kind": "native.helm/plan", "format": 1, "module": "helm_releases",
        "time": "2026-11-30T14:30:00Z", "server": "https://10.0.0.1:6443", "user": "planner", "identity": {},
        "summary": {}, "releases": list(releases), **more,
    }  # fmt: skip


def planned(action: str, *objects: dict[str, Any], name: str = "shop", **more: Any) -> dict[str, Any]:
    """Return a plan's entry of a release."""
    return {
        "name": name, "namespace": "web", "action": action, "from_revision": 3, "from_status": "deployed",
        "to_revision": 4, "chart": {"name": "shop", "version": "1.2.0", "app_version": "4.1"}, "reason": ["values"],
        "options": {"wait": True, "crds": "create"}, "values": ["replicaCount", "auth.password"],
        "objects": list(objects), "unchanged": 5, "hooks": [], **more,
    }  # fmt: skip


def to_do(action: str, *changes: tuple[str, Any, Any], name: str = "shop", **more: Any) -> dict[str, Any]:
    """Return a plan's entry of an object; changes: field, before, after."""
    told = [{"field": place, "before": before, "after": after} for place, before, after in changes]
    entry = {"action": action, "kind": "Deployment", "api_version": "apps/v1", "namespace": "web", "name": name}
    return {**entry, "why": "", **({"changes": told} if told else {}), **more}


def plans() -> list[dict[str, Any]]:
    """Return two plans with a bit of everything."""
    image = ("/spec/template/spec/containers/0/image", "shop:1.1.0", "shop:1.2.0")
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "new"}, "data": {"a.conf": "x = 1\ny = 2\n"}}
    hook = {"name": "shop-migrate", "kind": "Job", "path": "shop/templates/m.yaml", "events": ["pre-upgrade"],
            "weight": 0, "delete_policies": [], "bodies": []}  # fmt: skip
    return [
        plan(
            planned("none", name="calm", reason=[], from_revision=1, to_revision=None),
            planned("upgrade", to_do("update", image, ("/spec/replicas", 2, 3)), to_do("create", name="new", body=body),
                    hooks=[hook], random={"made_anew": ["Secret shop"]}),
            planned("upgrade", to_do("replace", ("/spec/selector", {"a": "b"}, {"a": "c"}), name="cache",
                    why="a field cannot be changed"), to_do("delete", name="old"), name="cache"),
            planned("install", to_do("create", name="fresh", body=body), name="fresh", from_revision=None,
                    from_status=None, to_revision=1, reason=["created"]),
        ),
        plan(planned("uninstall", to_do("delete", name="gone"), name="gone", to_revision=None, reason=["removed"]),
             id="sha256:77f", server="https://10.0.0.2:6443", salt="x"),
    ]  # fmt: skip


def hostile_plan(text: str) -> dict[str, Any]:
    """Return a plan that says text wherever one can say something."""
    place = {"kind": text, "namespace": text}
    one = {**to_do("update", (text, text, {text: text}), name=text, why=text), **place}
    two = {**to_do("create", name=text, body={text: [text]}), **place, "action": text}
    hook = {"name": text, "kind": text, "events": [text]}
    entry = planned(text, one, two, name=text, reason=[text], options={text: text}, values=[text], hooks=[hook],
                    tests=[hook], random={"held": [text]})  # fmt: skip
    entry.update(namespace=text, from_status=text, from_revision=text, to_revision=text)
    entry["chart"] = dict.fromkeys(("name", "version", "app_version"), text)
    return plan(entry, **dict.fromkeys(("id", "time", "server", "user", "module"), text))
