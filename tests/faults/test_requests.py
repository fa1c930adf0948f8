# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request that an action makes, as docs/requests.md has them: counted by the proxy, by verb and resource."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, Iterator, Sequence

import pytest

from .proxy import Seen
from .world import World

TABLES = Path(__file__).resolve().parents[2] / "docs/requests.md"
OPERATIONS = ("install", "upgrade of one value", "no change", "rollback", "uninstall", "info")
LABELS = "labels: {app.kubernetes.io/instance: many}"
HOOK = 'annotations: {helm.sh/hook: "%s", helm.sh/hook-delete-policy: "%s"}'
HOOKS = {
    "a hook": ("pre-install", "before-hook-creation"),
    "which goes when it succeeded": ("pre-install", "before-hook-creation,hook-succeeded"),
    "of two events": ("pre-install,post-install", "before-hook-creation"),
}


def rows(first: str) -> list[tuple[str, dict[str, str]]]:
    """The rows of the table with this as its second column, in the document's order: the request's cell, the others."""
    lines = TABLES.read_text(encoding="utf-8").splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"| request | {first} |"))
    heads = cells(lines[start])
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append((cells(line)[0], dict(zip(heads[1:], cells(line)[1:]))))
    return found


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def expected(first: str, column: str, **numbers: int) -> Counter[str]:
    """What a column says. A cell that names several requests has one of each. numbers: what its letters mean."""
    found: Counter[str] = Counter()
    for request, columns in rows(first):
        names = re.findall(r"`([^`]+)`", request)
        cell = columns[column]
        number = numbers[cell] if cell in numbers else int(cell)
        assert number % len(names) == 0, (request, cell)
        for name in names:
            found[f"{name}, dry run" if "dry run" in request else name] += number // len(names)
    return found


def named(seen: Seen) -> str:
    """A request as the tables name it."""
    parts = [part for part in seen.path.split("/") if part]
    if len(parts) == 1:
        return f"{seen.method} /{parts[0]}"
    place = 2 if parts[0] == "api" else 3
    if parts[place] == "namespaces" and len(parts) > place + 2:
        place += 2
    by_name = len(parts) > place + 1
    verb = "LIST" if seen.method == "GET" and not by_name else seen.method
    asks = seen.query.get("dryRun") == "All"
    return f"{verb} {parts[place]}{', dry run' if asks else ''}"


class Asking:
    """Runs actions on a release in a namespace, and tells what they asked."""

    def __init__(self, world: World, namespace: str) -> None:
        self.world, self.namespace = world, namespace

    def __call__(self, action: str, **spec: Any) -> Counter[str]:
        self.world.proxy.reset()
        spec = {"wait": False, **spec}
        result = self.world.driver.run(
            action, kubeconfig=str(self.world.proxied), namespace=self.namespace, name="many", **spec
        )
        assert result is not None and "error" not in result, result
        return Counter(map(named, self.world.proxy.seen))


def chart(folder: Path, documents: Sequence[str]) -> str:
    """Write a chart of these; return its folder."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: many\nversion: 1.0.0\n", encoding="utf-8")
    (folder / "templates/all.yaml").write_text("---\n".join(documents), encoding="utf-8")
    return str(folder)


def config(name: str, more: str = LABELS, text: str = "same") -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, {more}}}\ndata: {{text: {text}}}\n"


def many(objects: int, text: str = "same") -> list[str]:
    """ConfigMaps, the first of which holds text."""
    return [config(f"many-{number}", text=text if number == 0 else "same") for number in range(objects)]


@pytest.fixture
def namespace(world: World, request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of a namespace of the test's own, which is there unless it is to be made."""
    told = "".join(word if word.isalnum() else "-" for word in request.node.name.lower())
    name = f"{told[-40:].strip('-')}-{world.group.partition('.')[0]}"
    if "namespace" not in request.node.callspec.id:
        world.client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, "")
    yield name
    world.client.delete("v1", "Namespace", "", name)


@pytest.mark.parametrize("objects", [3, 40])
def test_requests_of_each_action(world: World, namespace: str, tmp_path: Path, objects: int) -> None:
    """And of its check mode: the same less the writes."""
    ask = Asking(world, namespace)
    one, two = chart(tmp_path / "one", many(objects)), chart(tmp_path / "two", many(objects, "two"))
    back = {"revision": "previous"}
    acts: dict[str, tuple[str, dict[str, Any]]] = {
        "install": ("apply", {"chart": one}),
        "no change": ("apply", {"chart": one}),
        "upgrade of one value": ("apply", {"chart": two}),
        "rollback": ("rollback", {"options": back}),
        "info": ("info", {"fields": ["resources"]}),
        "uninstall": ("uninstall", {}),
    }
    assert sorted(acts) == sorted(OPERATIONS)
    for operation, (action, spec) in acts.items():
        wanted = +expected("install", operation, N=objects, R=3)
        if action != "info":
            check = {**spec, "options": {**spec.get("options", {}), "check": True}}
            told = {name: number for name, number in wanted.items() if not writes(name)}
            assert ask(action, **check) == told, f"check mode of {operation}"
        assert ask(action, **spec) == wanted, operation
        assert sum(map(writes, map(named, world.proxy.seen))) == len(world.proxy.writes())


def writes(name: str) -> bool:
    return not name.startswith(("GET", "LIST")) and not name.endswith("dry run")


@pytest.mark.parametrize("what", [*HOOKS, "a namespace to be made", "waiting"])
def test_what_comes_on_top(world: World, namespace: str, tmp_path: Path, what: str) -> None:
    ask = Asking(world, namespace)
    documents, more = many(3), {}
    beside: Counter[str] = Counter()
    if what in HOOKS:
        documents = [*documents, config("hook", HOOK % HOOKS[what])]
    elif what == "waiting":
        more = {"wait": True}
        documents = [*documents, *(service(f"many-{number}") for number in range(3))]
        beside = Counter({"PATCH services": 3, "PATCH services, dry run": 3})
    else:
        more = {"options": {"create_namespace": True}}
    asked = ask("apply", chart=chart(tmp_path, documents), **more)
    wanted = expected("install", "install", N=3) + beside
    wanted.update(expected("a hook", what, N=3))
    assert asked == +wanted


def service(name: str) -> str:
    metadata = f"metadata: {{name: {name}, {LABELS}}}"
    return f"apiVersion: v1\nkind: Service\n{metadata}\nspec: {{clusterIP: None, ports: [{{port: 80}}]}}\n"


def test_a_listing_takes_one_request_however_many_releases_there_are(world: World, tmp_path: Path) -> None:
    """Not one for each of them."""
    name = f"listing-{world.group.partition('.')[0]}"
    world.client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, "")
    try:
        for number in range(3):
            made = world.driver.run(
                "apply", kubeconfig=world.direct, namespace=name, name=f"r-{number}", wait=False,
                chart=chart(tmp_path, [config(f"of-{number}")]),
            )  # fmt: skip
            assert made is not None and "error" not in made, made
        world.proxy.reset()
        found = world.driver.run("info", kubeconfig=str(world.proxied), namespace=name, name="", fields=[])
        assert found is not None and len(found["releases"]) == 3, found
        assert Counter(map(named, world.proxy.seen)) == {"GET /api": 1, "GET /apis": 1, "LIST secrets": 1}
    finally:
        world.client.delete("v1", "Namespace", "", name)
