# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests each action takes, counted by the proxy: what a run costs on an API server that is far away."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest

from .world import World

LOOK = 2  # the records' heads, the last record
SERVER = 3  # its version, its kinds (two requests)
GATE = 2  # dry runs: may the record be made and kept, or kept and removed


def write(folder: Path, objects: int, text: str = "one") -> str:
    """Write a chart of ConfigMaps, one of which holds text; return its folder."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: many\nversion: 1.0.0\n", encoding="utf-8")
    texts = [
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: many-{number}}}\n"
        f"data: {{text: {text if number == 0 else 'same'}}}\n"
        for number in range(objects)
    ]
    (folder / "templates/all.yaml").write_text("---\n".join(texts), encoding="utf-8")
    return str(folder)


@pytest.fixture
def namespace(world: World, request: pytest.FixtureRequest) -> Iterator[str]:
    """A namespace of the test's own."""
    name = f"requests-{request.node.callspec.params['objects']}-{world.group.partition('.')[0]}"
    world.client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, "")
    yield name
    world.client.delete("v1", "Namespace", "", name)


@pytest.mark.parametrize("objects", [3, 125])
def test_requests_of_each_action(world: World, namespace: str, tmp_path: Path, objects: int) -> None:
    def count(action: str, **spec: Any) -> tuple[int, int]:
        """How many requests an action takes, and how many of them write."""
        world.proxy.reset()
        result = world.driver.run(
            action, kubeconfig=str(world.proxied), namespace=namespace, wait=False, name="many", **spec
        )
        assert result is not None and "error" not in result, result
        return len(world.proxy.seen), len(world.proxy.writes())

    one, two = write(tmp_path / "one", objects), write(tmp_path / "two", objects, "two")
    # The namespace; a dry run and an apply an object; its quotas; the record twice.
    assert count("apply", chart=one) == (1 + SERVER + 1 + 2 * objects + 1 + GATE + 2, objects + 2)
    # Nothing but a look at each object.
    assert count("apply", chart=one) == (SERVER + LOOK + objects, 0)
    # A look at each object; a dry run and an apply of the one that differs; the record, the old one, the record.
    assert count("apply", chart=two) == (SERVER + LOOK + objects + 2 + GATE + 3, 4)
    # The same, and the record that is gone back to; neither version nor templates.
    assert count("rollback", options={"revision": "previous"}) == (2 + LOOK + 1 + objects + 2 + GATE + 3, 4)
    # A look at each object, a dry run of its deletion and that; the record; a deletion of each of the three revisions.
    assert count("uninstall") == (2 + LOOK + 3 * objects + GATE + 1 + 3, objects + 1 + 3)
