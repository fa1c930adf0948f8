# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is vaulted shows nowhere, in the worker and as a module; test_canary.py has the cluster's part."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Callable

import pytest
import vaults

Play = Callable[..., list[dict[str, Any]]]
MASK = "********"
INSIDE = pytest.mark.parametrize("inside", ["yes", "no"], ids=["in the worker", "as a process"])
TEMPLATE = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n"
    "  values: {{ omit .Values `pin` | toJson | quote }}\n  encoded: {{ .Values | toJson | b64enc }}\n"
    "  pin: '{{ .Values.pin }}'\n"
)
VALUES = {
    "whole": "{{ inline_secret }}",
    "part": "x-{{ inline_secret }}",
    "kept": "{{ kept }}",
    "kept_part": "{{ kept_part }}.",
    "joined": "{{ {'a': inline_secret} | combine({'b': [file_secret]}) }}",
    "file": "{{ file_secret }}",
    "file_part": "{{ file_secret }}/{{ file_deep.a[0] }}",
    "template": "{{ file_template }}",
    "json": "{{ json_secret }}-",
    "included": "+{{ included_secret }}",
    "port": "{{ file_port }}",
    "switch": "{{ file_switch }}",
    "pin": "{{ file_pin }}",
    "plain": "plain-word",
}
SECRETS = (
    "inline-canary-1",
    "file-canary-2",
    "deep-canary-3",
    "template-canary-4",
    "json-canary-5",
    "included-canary-6",
    "12345678",
    "1.2345678e+07",  # as a template prints it
)


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A chart that shows its values, beside vaulted files."""
    folder = tmp_path / "shown"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shown\nversion: 1.0.0\n")
    (folder / "templates/all.yaml").write_text(TEMPLATE)
    (folder / "templates/NOTES.txt").write_text("{{ .Values | toYaml }}")
    (tmp_path / "inline.yml").write_text(vaults.inline({"inline_secret": SECRETS[0]}))
    file = (
        f"file_secret: {SECRETS[1]}\nfile_deep: {{a: [{SECRETS[2]}]}}\nfile_port: 8080\nfile_switch: true\n"
        f'file_template: "{SECRETS[3]}-{{{{ file_port }}}}"\nfile_namespace: production\nfile_pin: {SECRETS[6]}\n'
    )
    (tmp_path / "file.yml").write_text(vaults.encrypted(file))
    (tmp_path / "file.json").write_text(vaults.encrypted(json.dumps({"json_secret": SECRETS[4]})))
    (tmp_path / "included.yml").write_text(vaults.encrypted(f"included_secret: {SECRETS[5]}\n"))
    return folder


def run(play: Play, chart: Path, tasks: list[dict[str, Any]], inside: str) -> list[dict[str, Any]]:
    folder = chart.parent
    given = [word for name in ("inline.yml", "file.yml", "file.json") for word in ("-e", f"@{folder / name}")]
    before = [
        {"ansible.builtin.include_vars": str(folder / "included.yml"), "no_log": True},
        {
            "ansible.builtin.set_fact": {"kept": "{{ inline_secret }}", "kept_part": "k-{{ inline_secret }}"},
            "no_log": True,
        },
    ]
    options = ["-vvvv", "--diff", *vaults.options(folder), *given]
    found = play([*before, *tasks], options=options, environ={"NATIVE_HELM_IN_WORKER": inside})
    return found[len(before) :]


def invocation(result: dict[str, Any]) -> dict[str, Any]:
    """A module's parameters as -vvv shows them: what is registered has none since ansible-core 2.19."""
    shown = re.findall(r'^    "invocation": (\{.*?^    \})', result["_printed"], re.MULTILINE | re.DOTALL)
    return next(json.loads(text)["module_args"] for text in shown if '"chart"' in text)


@INSIDE
def test_vaulted_values_show_nowhere(play: Play, chart: Path, inside: str) -> None:
    template = {"chart": str(chart), "values": VALUES, "set_values": [{"value": "set={{ inline_secret }}"}]}
    made, failed, wrong = run(
        play,
        chart,
        [
            {"native.helm.helm_template": template},
            {"native.helm.helm_template": {**template, "show_only": ["{{ file_secret }}"]}},
            {"native.helm.helm_template": {**template, "kube_version": "x{{ inline_secret }}"}},
        ],
        inside,
    )
    printed = made["_printed"]
    for secret in SECRETS:
        assert secret not in printed
        assert secret not in json.dumps([made, failed, wrong])
    assert ("AnsiballZ_helm_template" in printed) == (inside == "no")
    shown = json.loads(made["manifests"][0]["data"]["values"])
    assert shown == {
        "whole": MASK, "part": f"x-{MASK}", "kept": MASK, "kept_part": f"k-{MASK}.", "joined": {"a": MASK, "b": [MASK]},
        "file": MASK, "file_part": f"{MASK}/{MASK}", "template": shown["template"], "json": f"{MASK}-",
        "included": f"+{MASK}", "port": 8080, "switch": True, "plain": "plain-word", "set": MASK,
    }  # fmt: skip
    assert MASK in shown["template"]
    assert made["manifests"][0]["data"]["pin"] == MASK
    assert "plain: plain-word" in made["notes"]
    assert failed["failed"] and MASK in failed["msg"] and wrong["failed"] and MASK in wrong["msg"]


@INSIDE
def test_in_the_invocation_they_are_masked_one_by_one(play: Play, chart: Path, inside: str) -> None:
    (made,) = run(play, chart, [{"native.helm.helm_template": {"chart": str(chart), "values": VALUES}}], inside)
    values = invocation(made)["values"]
    assert values["part"] == f"x-{MASK}" and values["plain"] == "plain-word" and values["switch"] is True
    assert values["port"] == MASK  # too common to be looked for elsewhere: known by its place
    assert "_native_helm" not in json.dumps(made) and "_native_helm" not in made["_printed"]


@INSIDE
def test_a_name_from_a_vaulted_file_stays_readable(play: Play, chart: Path, inside: str) -> None:
    options = {"chart": str(chart), "namespace": "{{ file_namespace }}", "values": {"a": "production-1"}}
    (made,) = run(play, chart, [{"native.helm.helm_template": options}], inside)
    assert invocation(made)["namespace"] == "production"
    assert json.loads(made["manifests"][0]["data"]["values"])["a"] == "production-1"


WAYS: dict[str, dict[str, Any]] = {
    "async": {"async": 600, "poll": 3},
    "become": {"become": True, "become_method": "ansible.builtin.su", "become_user": "root"},
}


@pytest.mark.parametrize("way", WAYS)
def test_on_other_ways_to_the_host_too(play: Play, chart: Path, way: str) -> None:
    """Neither is a task of the worker."""
    template = {"chart": str(chart), "values": VALUES}
    tasks = [
        {"native.helm.helm_template": template, **WAYS[way]},
        {"native.helm.helm_template": {**template, "show_only": ["{{ file_secret }}"]}, **WAYS[way]},
    ]
    made, failed = run(play, chart, tasks, "yes")
    assert "AnsiballZ_helm_template" in made["_printed"]
    for secret in SECRETS:
        assert secret not in made["_printed"]
        assert secret not in json.dumps([made, failed])
    shown = json.loads(made["manifests"][0]["data"]["values"])
    assert (shown["whole"], shown["plain"]) == (MASK, "plain-word")
    assert made["manifests"][0]["data"]["pin"] == MASK
    assert failed["failed"] and MASK in failed["msg"]
