# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No drift where the server stores in another form what the chart says, and a changed value changes only that."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import pytest
import yaml

from ansible_collections.native.helm.plugins.module_utils._helm.asked.requests import ApplyOptions
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.releases.results import Result

from .conftest import MakeChart
from .harness import Releases, actions
from .raw import BOTH, BOTH_IDS, Object

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 0
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
        - name: c
          image: x:1
"""


class Form(NamedTuple):
    """An entry of forms.yaml. called: the object's name. text: its template, changed: the same after the change."""

    name: str
    called: str
    kind: str
    text: str
    changed: str
    fields: list[str]


def form(name: str, change: list[str], fields: list[str], **given: str) -> Form:
    spare = textwrap.indent(given.get("container", ""), " " * 10) + textwrap.indent(given.get("pod", ""), " " * 6)
    text = given.get("text") or DEPLOYMENT + spare
    before, after = change
    assert text.count(before) == 1, name
    called = given.get("called") or f"PLACE-{name}"
    kind = str(yaml.safe_load(text)["kind"])
    return Form(name, called, kind, named(text, called), named(text.replace(before, after), called), fields)


def named(text: str, called: str) -> str:
    if "\nmetadata: {" in text:
        return text.replace("\nmetadata: {", f"\nmetadata: {{name: {called}, ", 1)
    return f"{text}metadata: {{name: {called}}}\n"


FORMS = [form(**entry) for entry in yaml.safe_load((Path(__file__).parent / "forms.yaml").read_text("utf-8"))]


class Forms:
    """A release of all forms, by one method. live: an object without what moves on by itself."""

    def __init__(self, releases: Releases, make_chart: MakeChart, method: dict[str, Any]) -> None:
        self.releases, self.make_chart, self.method = releases, make_chart, method

    def run(self, *texts: str, check: bool = False) -> Result:
        text = "---\n".join(texts).replace("PLACE", self.releases.namespace)
        chart = self.make_chart("forms", all=text)
        return self.releases.apply(chart=chart, check=check, applying=ApplyOptions(**self.method))

    def name_of(self, one: Form) -> str:
        return one.called.replace("PLACE", self.releases.namespace)

    def live(self, one: Form) -> Object:
        found = self.releases.get(one.kind, self.name_of(one))
        found.pop("status", None)
        for noise in ("managedFields", "resourceVersion", "generation"):
            found["metadata"].pop(noise, None)
        for noise in ("deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation"):
            found["metadata"].get("annotations", {}).pop(noise, None)
        return found


@pytest.fixture(params=BOTH, ids=BOTH_IDS)
def forms(request: pytest.FixtureRequest, releases: Releases, make_chart: MakeChart) -> Iterator[Forms]:
    """Uninstalled afterwards: some objects are the cluster's."""
    yield Forms(releases, make_chart, request.param)
    releases.uninstall()


def differing(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """JSON pointers of what differs."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            yield from differing(before.get(key), after.get(key), f"{path}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after)):
            yield from differing(one, other, f"{path}/{index}")
    elif json.dumps(before) != json.dumps(after):  # true is no 1
        yield path


def told(found: list[Object]) -> list[tuple[Any, ...]]:
    return [
        (entry["action"], entry["name"], one["field"], one["wanted"], one["live"])
        for entry in found
        for one in entry["differences"] or [{"field": "", "wanted": "", "live": ""}]
    ]


def test_what_is_stored_in_another_form_is_no_drift(forms: Forms) -> None:
    texts = [one.text for one in FORMS]
    forms.run(*texts)
    for check in (True, False):
        again = forms.run(*texts, check=check)
        assert (told(again.drift), again.changed) == ([], False)
    assert told(forms.releases.info("web", fields=["drift"]).releases[0]["drift"]) == []


def test_a_changed_value_changes_only_that(forms: Forms) -> None:
    forms.run(*(one.text for one in FORMS))
    before = {one.name: forms.live(one) for one in FORMS}
    predicted = forms.run(*(one.changed for one in FORMS), check=True)
    done = forms.run(*(one.changed for one in FORMS))
    assert sorted(actions(done)) == sorted(("update", forms.name_of(one)) for one in FORMS if one.fields)
    assert predicted.changes == done.changes
    found = {one.name: list(differing(before[one.name], forms.live(one))) for one in FORMS}
    assert {one.name: found[one.name] for one in FORMS if found[one.name] != one.fields} == {}
    again = forms.run(*(one.changed for one in FORMS))
    assert (told(again.drift), again.changed) == ([], False)


SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: x, b: z}\ndata: {c: eg==}\n"


@pytest.mark.parametrize("server_side", ["true", "false"])
def test_a_secret_that_helm_wrote(releases: Releases, make_chart: MakeChart, server_side: str) -> None:
    """helm's applies hold stringData, which the server does not keep: nobody holds the data that it makes of it."""
    releases.helm("install", "web", str(make_chart("forms", all=SECRET)), f"--server-side={server_side}")
    for check in (True, False):
        same = releases.apply(chart=make_chart("forms", all=SECRET), check=check)
        assert (same.changed, told(same.drift)) == (False, [])
    fewer = make_chart("forms", all=SECRET.replace(", b: z", ""))
    predicted = releases.apply(chart=fewer, check=True)
    done = releases.apply(chart=fewer)
    assert predicted.diff == done.diff and "  b: '********'\n" in done.diff[0]["before"]
    assert releases.get("secret", "s")["data"] == {"a": "eA==", "c": "eg=="}
    assert releases.apply(chart=fewer).changed is False
    releases.helm("upgrade", "web", str(make_chart("forms", all=SECRET.replace("a: x", "a: w"))))
    assert releases.get("secret", "s")["data"] == {"a": "dw==", "b": "eg==", "c": "eg=="}


def test_helm_leaves_what_leaves_string_data(releases: Releases, make_chart: MakeChart) -> None:
    """What helm does there, which is why we do not send stringData: the key stays for ever."""
    releases.helm("install", "web", str(make_chart("forms", all=SECRET)))
    releases.helm("upgrade", "web", str(make_chart("forms", all=SECRET.replace(", b: z", ""))))
    assert releases.get("secret", "s")["data"] == {"a": "eA==", "b": "eg==", "c": "eg=="}


def test_nulls_that_helm_wrote_are_no_drift(releases: Releases, make_chart: MakeChart) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, annotations: {a: }}\ndata: {b: , c: x}\n"
    releases.helm("install", "web", str(make_chart("forms", all=text)), "--server-side=false")
    assert releases.get("configmap", "c")["data"] == {"b": "", "c": "x"}
    assert releases.apply(chart=make_chart("forms", all=text)).changed is False
    releases.kubectl("patch", "configmap", "c", "-n", releases.namespace, "-p", '{"data": {"b": "edited"}}')
    assert releases.apply(chart=make_chart("forms", all=text)).changed is True
    assert releases.apply(chart=make_chart("forms", all=text)).changed is False
    without = text.replace("annotations: {a: }", "").replace("b: , ", "")
    assert releases.apply(chart=make_chart("forms", all=without)).changed is True
    live = releases.get("configmap", "c")
    assert (live["data"], "a" in live["metadata"]["annotations"]) == ({"c": "x"}, False)


NAMED = "apiVersion: v1\nkind: {}\nmetadata: {{name: r{}}}\n"
REFUSED = {
    "a truth value in annotations": (NAMED.format("ConfigMap", ", annotations: {a: true}"), "annotations"),
    "a number in labels": (NAMED.format("ConfigMap", ", labels: {a: 1}"), "labels"),
    "a protocol in small letters": (
        NAMED.format("Service", "") + "spec: {ports: [{port: 80, protocol: tcp}]}\n",
        "protocol",
    ),
    "a port's number as a text": (
        NAMED.format("Service", "") + 'spec: {ports: [{port: 80, targetPort: "80"}]}\n',
        "targetPort",
    ),
    "no base64": (NAMED.format("Secret", "") + "data: {a: x y}\n", "base64"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_server_does_not_take_is_refused_as_by_helm(
    releases: Releases, make_chart: MakeChart, case: str
) -> None:
    text, words = REFUSED[case]
    chart = make_chart("forms", all=text)
    for method in BOTH:
        assert words in releases.helm_fails("install", "web", str(chart), f"--server-side={method['server_side']}")
        releases.helm("uninstall", "web", "--ignore-not-found")
        for check in (True, False):
            with pytest.raises(HelmError) as caught:
                releases.apply(chart=chart, check=check, applying=ApplyOptions(**method))
            assert words in caught.value.problem and releases.writes() == []
