# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed task's stderr is the line that helm prints, with what its commands put around it."""

# ruff: noqa: E501 - a table has long lines

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.asked import requests
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling
from ansible_collections.native.helm.plugins.module_utils._helm.releases import testing as test

from .harness import Releases, in_a_namespace, laid

HEAD = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\n"
NOTHING = "apiVersion: example.com/v9\nkind: Nothing\nmetadata: {name: words}\n"
CHARTS: dict[str, dict[str, str]] = {
    "no Chart.yaml": {"values.yaml": "a: 1\n"},
    "library": {"Chart.yaml": HEAD + "type: library\n"},
    "no version": {"Chart.yaml": "apiVersion: v2\nname: c\n"},
    "dependency missing": {"Chart.yaml": HEAD + "dependencies: [{name: d, version: 1.0.0}]\n"},
    "template error": {"Chart.yaml": HEAD, "templates/a.yaml": 'a: {{ fail "no" }}\n'},
    "parse error": {"Chart.yaml": HEAD, "templates/a.yaml": "a: {{ nope }}\n"},
    "no YAML": {"Chart.yaml": HEAD, "templates/a.yaml": "a: b: c\n"},
    "schema": {"Chart.yaml": HEAD, "values.yaml": "a: 1\n", "values.schema.json": '{"properties": {"a": {"type": "string"}}}'},
    "unknown kind": {"Chart.yaml": HEAD, "templates/a.yaml": NOTHING},
    "unknown kinds": {"Chart.yaml": HEAD, "templates/a.yaml": f"{NOTHING}---\n{NOTHING.replace('Nothing', 'Other')}"},
    "no kind": {"Chart.yaml": HEAD, "templates/a.yaml": "apiVersion: v1\nmetadata: {name: a}\n"},
    "no apiVersion": {"Chart.yaml": HEAD, "templates/a.yaml": "kind: ConfigMap\nmetadata: {name: a}\n"},
    "refused": {"Chart.yaml": HEAD, "templates/a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: Not_A_Name}\nspec: {ports: []}\n"},
    "kube version": {"Chart.yaml": HEAD + "kubeVersion: '>=99'\n", "templates/a.yaml": MAP},
}  # fmt: skip


@pytest.fixture(scope="module")
def place(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Releases]:
    """A namespace with a release to upgrade."""
    with in_a_namespace(cluster.kubeconfig) as found:
        found.apply("there", laid(tmp_path_factory.mktemp("good"), {"Chart.yaml": HEAD, "templates/a.yaml": MAP}))
        yield found


# helm upgrade takes a library for a release without objects; ours refuses to empty a release that way
CASES = [(case, name) for case in CHARTS for name in ("new", "there") if (case, name) != ("library", "there")]


@pytest.mark.parametrize(("case", "name"), CASES)
def test_stderr_is_helms_line(place: Releases, case: str, name: str, tmp_path: Path) -> None:
    folder = laid(tmp_path, CHARTS[case])
    said = place.helm_fails("install" if name == "new" else "upgrade", name, str(folder))
    if name == "new":  # one that failed late is there
        place.helm("uninstall", name, "--ignore-not-found")
    with pytest.raises(HelmError) as caught:
        place.apply(name, folder)
    assert telling.failure(caught.value)["stderr"].rstrip("\n") == said[said.index("Error: ") :].rstrip("\n")


HOOK = """apiVersion: batch/v1
kind: Job
metadata:
  name: "{{ .Release.Name }}-job"
  annotations: {helm.sh/hook: EVENT}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {native.helm.test/pod: fail, native.helm.test/exit-code: "3"}}
    spec:
      restartPolicy: Never
      containers: [{name: failing, image: registry.invalid/migrate}]
"""


class Done(NamedTuple):
    """What helm does to a release NAME, and what we do to one like it. hook: the event of the one that fails, "" for none; absent: the
    release is not there."""

    command: str
    ours: Callable[[Releases, str], object]
    hook: str = ""
    absent: bool = False


def with_tests(place: Releases, name: str) -> object:
    return test.run_tests(requests.TestRequest(name, place.namespace), place.context())


CLASHING = requests.ApplyOptions("false", force_conflicts=True)
DONE: dict[str, Done] = {
    "rollback: no release": Done("rollback NAME", lambda place, name: place.rollback(name), absent=True),
    "rollback: no revision": Done("rollback NAME 99", lambda place, name: place.rollback(name, "99")),
    "rollback: none before": Done("rollback NAME", lambda place, name: place.rollback(name)),
    "rollback: a word": Done("rollback NAME first", lambda place, name: place.rollback(name, "first")),
    "rollback: below": Done("rollback NAME -- -1", lambda place, name: place.rollback(name, "-1")),
    "rollback: a name": Done("rollback Not_Valid", lambda place, _name: place.rollback("Not_Valid")),
    "rollback: a hook": Done("rollback NAME 1", lambda place, name: place.rollback(name, "1"), hook="post-rollback"),
    "status: no revision": Done("status NAME --revision 9", lambda place, name: place.info(name, revision=9)),
    "status: a name": Done("status Not_Valid", lambda place, _name: place.info("Not_Valid")),
    "get values: no revision": Done("get values NAME --revision 9", lambda place, name: place.info(name, revision=9, fields=["values"])),
    "test: no release": Done("test NAME", with_tests, absent=True),
    "test: a name": Done("test Not_Valid", lambda place, _name: with_tests(place, "Not_Valid")),
    "test: it fails": Done("test NAME", with_tests, hook="test"),
    "uninstall: a name": Done("uninstall Not_Valid", lambda place, _name: place.uninstall("Not_Valid")),
    "uninstall: a hook before": Done("uninstall NAME", lambda place, name: place.uninstall(name), hook="pre-delete"),
    "uninstall: a hook after": Done("uninstall NAME", lambda place, name: place.uninstall(name), hook="post-delete"),
    "rollback: a description": Done("rollback NAME --description " + "a" * 257, lambda place, name: place.rollback(name, description="a" * 257)),
    "upgrade: options": Done("upgrade NAME CHART --server-side=false --force-conflicts", lambda place, name: place.apply(name, applying=CLASHING)),
    "rollback: options": Done("rollback NAME 1 --server-side=false --force-conflicts", lambda place, name: place.rollback(name, "1", applying=CLASHING)),
    "install: a name": Done("install Not_Valid CHART", lambda place, _name: place.apply("Not_Valid")),
}  # fmt: skip


@pytest.mark.parametrize("case", DONE)
def test_stderr_of_the_other_commands_is_helms_line(place: Releases, case: str, tmp_path: Path) -> None:
    done = DONE[case]
    files = {"Chart.yaml": HEAD, "templates/hook.yaml": HOOK.replace("EVENT", done.hook) if done.hook else ""}
    folder = str(laid(tmp_path, files))
    names = [re.sub(r"\W+", "-", case).lower() + end for end in ("-t", "-o")]  # theirs, ours
    for name in () if done.absent else names:
        place.helm("install", name, folder)
        if done.hook.endswith("rollback"):
            place.helm("upgrade", name, folder, "--set", "again=1")
    said = place.helm_fails(*done.command.replace("NAME", names[0]).replace("CHART", folder).split())
    with pytest.raises(HelmError) as caught:
        done.ours(place, names[1])
    wanted = said[said.index("Error: ") :].rstrip("\n").replace(names[0], names[1])
    assert telling.failure(caught.value)["stderr"].rstrip("\n") == wanted
