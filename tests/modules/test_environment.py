# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task's environment counts in Ansible's worker as in a process of its own, for the task's time and no longer.

Each row is a loop whose items have environments of their own: in the worker they run one after another in one process.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Iterator

import loopback
import pytest
from authority import Authority

from .test_in_worker import PACKED, comparable

Play = Callable[..., list[dict[str, Any]]]
TEMPLATE = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: {{ .Release.Namespace }}}\n"
    'data: {matched: {{ regexMatch "a" "ab" | quote }}}\n'
)
CONFIG = """apiVersion: v1
kind: Config
current-context: a
clusters: [{name: a, cluster: {server: "https://127.0.0.1:9"}}]
contexts: [{name: a, context: {cluster: a, namespace: of-%s}}]
"""
REPOSITORIES = "apiVersion: v1\nrepositories: [{name: mine, url: 'http://127.0.0.1:9/%s'}]\n"
HELPER = "#!/bin/sh\necho '%s'\n"


def write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the environments name: two homes, a chart, programs and libraries."""
    found = tmp_path_factory.mktemp("environments")
    for name in ("one", "two"):
        write(found / name / ".kube/config", CONFIG % name)
        write(found / name / "helm/repositories.yaml", REPOSITORIES % name)
    write(found / "shown/Chart.yaml", "apiVersion: v2\nname: shown\nversion: 1.0.0\n")
    write(found / "shown/templates/all.yaml", TEMPLATE)
    write(found / "docker/config.json", json.dumps({"credsStore": "odd"}))
    write(found / "programs/docker-credential-odd", HELPER % "no login", 0o755)
    write(found / "libraries/re2.py", "raise ImportError('of the tests')\n")
    write(found / "empty/none", "")
    return found


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """The address of a repository whose certificate only our own authority vouches for."""
    authority = Authority()
    write(folder / "pages/index.yaml", "apiVersion: v1\nentries: {}\n")
    write(folder / "ca.pem", authority.ca.decode())
    with loopback.files(folder / "pages", context=authority.server(folder, hosts=("127.0.0.1",))) as pages:
        yield pages.url


Row = tuple[dict[str, Any], list[tuple[dict[str, str], str]]]


def rows(folder: Path, server: str) -> dict[str, Row]:
    """Tasks, and environments with what the result has in each. The last is that of none at all."""
    one, two = folder / "one", folder / "two"
    shown = {"native.helm.helm_template": {"chart": str(folder / "shown")}}
    gone = {"native.helm.helm_repo": {"name": "mine", "state": "absent"}}
    far = {"native.helm.helm_repo": {"name": "r", "url": "http://charts.invalid/"}}
    # A name of each item's own: in check mode, too, a repository that an item before made known is not asked again.
    near = {"native.helm.helm_repo": {"name": "r{{ item | first | default('0') }}", "url": server}}
    pulled = {"native.helm.helm_chart": {"state": "pulled", "chart": "oci://127.0.0.1:9/x", "chart_version": "1.0.0",
                                         "dest": str(folder), "plain_http": True}}  # fmt: skip
    proxy = {"HTTP_PROXY": "http://127.0.0.1:9"}
    unresolved = "charts.invalid"
    docker = {"DOCKER_CONFIG": str(folder / "docker")}
    return {
        "kubeconfig": (
            shown,
            [
                ({"KUBECONFIG": f"{one}/.kube/config"}, "of-one"),
                ({"HOME": str(two), "KUBECONFIG": ""}, "of-two"),
                ({"HOME": str(folder / "empty"), "KUBECONFIG": ""}, "namespace: default"),
            ],
        ),
        "helm's folders": (
            gone,
            [
                ({"HELM_CONFIG_HOME": f"{one}/helm"}, f"{one}/helm/repositories.yaml"),
                ({"HELM_CONFIG_HOME": "", "XDG_CONFIG_HOME": str(two)}, f"{two}/helm/repositories.yaml"),
                ({"HELM_REPOSITORY_CONFIG": f"{two}/own.yaml"}, f"{two}/own.yaml"),
                ({"HELM_CONFIG_HOME": "", "HOME": str(one)}, f"{one}/.config/helm/repositories.yaml"),
            ],
        ),
        "proxies": (
            far,
            [
                (proxy, "roxy"),
                ({**proxy, "NO_PROXY": "other.invalid,charts.invalid"}, unresolved),
                ({"http_proxy": "http://127.0.0.1:7"}, "127.0.0.1:7"),
            ],
        ),
        "authorities": (
            near,
            [
                ({"SSL_CERT_FILE": str(folder / "ca.pem")}, "'cache_updated': True"),
                ({"REQUESTS_CA_BUNDLE": str(folder / "ca.pem")}, "CERTIFICATE_VERIFY_FAILED"),
            ],
        ),
        "logins": (
            pulled,
            [
                (docker, "docker-credential-odd is not installed"),
                ({**docker, "PATH": f"{folder / 'programs'}:/usr/bin:/bin"}, "its answer is no login"),
            ],
        ),
        "a process": (shown, [({"PYTHONPATH": str(folder / "libraries")}, "google-re2")]),
        "a locale": (shown, [({"LC_ALL": "C"}, "of-"), ({"LANG": "C.UTF-8"}, "of-")]),
    }


NAMES = ("kubeconfig", "helm's folders", "proxies", "authorities", "logins", "a process", "a locale")


def looped(row: Row) -> dict[str, Any]:
    task, environments = row
    loop = [variables for variables, _words in environments] + [{}]
    return {**task, "loop": loop, "environment": "{{ item }}", "check_mode": True}


@pytest.fixture(scope="module")
def results(play: Play, folder: Path, server: str) -> dict[str, list[list[dict[str, Any]]]]:
    """The results of each row's items: in the worker, then as modules."""
    found = rows(folder, server)
    assert tuple(found) == NAMES
    base = {"KUBECONFIG": str(folder / "one/.kube/config"), "HTTP_PROXY": "", "http_proxy": "", "NO_PROXY": ""}
    loops = [looped(row) for row in found.values()]
    told = []
    for switch in ("yes", "no"):
        environ = {**base, "HELM_CONFIG_HOME": str(folder / "empty"), "NATIVE_HELM_IN_WORKER": switch}
        told.append([result["results"] for result in play(loops, environ=environ)])
    return {name: [told[0][at], told[1][at]] for at, name in enumerate(NAMES)}


@pytest.mark.parametrize("name", NAMES)
def test_an_environment_counts_for_its_item(
    results: dict[str, list[list[dict[str, Any]]]], folder: Path, server: str, name: str
) -> None:
    inside, outside = results[name]
    expected = [words for _variables, words in rows(folder, server)[name][1]]
    assert len(inside) == len(outside) == len(expected) + 1
    for result, words in zip(inside, expected):
        assert words in str(result), result
    assert [comparable(result) for result in inside] == [comparable(result) for result in outside]


def test_the_items_after_one_have_nothing_of_its_environment(
    results: dict[str, list[list[dict[str, Any]]]],
) -> None:
    last = {name: str(found[0][-1]) for name, found in results.items()}
    assert "of-one" in last["kubeconfig"] and "of-one" in last["a process"] and "of-one" in last["a locale"]
    assert "empty/repositories.yaml" in last["helm's folders"]
    assert "127.0.0.1" not in last["proxies"] and "CERTIFICATE_VERIFY_FAILED" in last["authorities"]
    assert "docker-credential" not in last["logins"]


@pytest.mark.parametrize(
    ("variables", "packed"),
    [
        ({"HELM_CACHE_HOME": "/x", "LANG": "de_DE.utf8@euro", "PATH": "/usr/bin"}, False),
        ({"PYTHONPATH": "/x"}, True),
        ({"LD_LIBRARY_PATH": "/x"}, True),
        ({"LC_ALL": "de_DE.ISO-8859-1"}, True),
        ({"NATIVE_HELM_IN_WORKER": "no"}, True),
    ],
    ids=lambda part: "-".join(part) if isinstance(part, dict) else "",
)
def test_what_counts_when_a_process_starts_has_one(
    play: Play, folder: Path, variables: dict[str, str], *, packed: bool
) -> None:
    task = {"native.helm.helm_template": {"chart": str(folder / "shown")}, "environment": variables}
    (result,) = play([task], options=["-vvv"])
    assert (PACKED in result["_printed"]) is packed and not result.get("failed"), result["msg"]
