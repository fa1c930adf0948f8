# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/awx is what awx.awx's modules take, names only what it makes, and has credentials that our modules read.

What awx.awx and AWX's own credential type are was pinned by tests/tools/awx_specs.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jinja2
import pytest
import snippets
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.native.helm.plugins.module_utils._helm.kube.config import Connection
from ansible_collections.native.helm.plugins.module_utils._helm.kube.credentials import Token

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "playbooks/awx"
PINNED = json.loads((ROOT / "tests/unit/pinned/awx.json").read_text(encoding="utf-8"))
SURVEY_TYPES = ("text", "textarea", "password", "integer", "float", "multiplechoice", "multiselect")  # AWX's own


class Loader(yaml.SafeLoader):
    """Reads Ansible's YAML: a text that is !unsafe is a text."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


(PLAY,) = read(FOLDER / "configure.yml")
CALLS = [
    (name, json.loads(json.dumps(options).replace("{{ item }}", item)))
    for task in PLAY["tasks"]
    for item in (task["loop"] if isinstance(task.get("loop"), list) else [""])
    for name, options in task.items()
    if name.startswith("awx.awx.")
]
TOKEN = PINNED["bearer token"]


def of(module: str) -> dict[str, dict[str, Any]]:
    """What the play makes by a module: name -> options."""
    return {options["name"]: options for name, options in CALLS if name == f"awx.awx.{module}"}


def spec_of(options: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Pinned options as Ansible checks them; what a template gives counts as given."""
    facts = ("type", "elements", "choices", "required", "aliases", "options")
    spec = {name: {fact: option[fact] for fact in facts if fact in option} for name, option in options.items()}
    for name, option in spec.items():
        if is_template(given.get(name)):
            option["required"] = False
    return spec


def is_template(value: Any) -> bool:
    return isinstance(value, str) and "{{" in value


def told(value: Any) -> Any:
    """A value without what a template gives."""
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items() if not is_template(item)}
    return [told(item) for item in value if not is_template(item)] if isinstance(value, list) else value


def test_the_whole_of_it_is_there() -> None:
    wanted = {"credential_type", "credential", "job_template", "workflow_job_template", "schedule", "inventory"}
    assert {name.rpartition(".")[2] for name, _options in CALLS} >= wanted
    lint = yaml.safe_load((ROOT / ".ansible-lint").read_text(encoding="utf-8"))
    assert sorted({name for name, _options in CALLS}) == lint["mock_modules"]


@pytest.mark.parametrize(("module", "options"), CALLS, ids=[str(options.get("name")) for _name, options in CALLS])
def test_each_option_is_one_of_the_module(module: str, options: dict[str, Any]) -> None:
    pinned = PINNED["modules"][module.rpartition(".")[2]]
    validator = ArgumentSpecValidator(
        spec_of(pinned["options"], options), mutually_exclusive=pinned.get("mutually_exclusive")
    )
    assert validator.validate(told(options)).error_messages == []


def test_what_is_not_one_is_found() -> None:
    options = PINNED["modules"]["workflow_job_template"]["options"]
    nodes = [{"identifier": "a", "related": {"next_nodes": []}}]
    errors = ArgumentSpecValidator(spec_of(options, {})).validate({"name": "n", "workflow_nodes": nodes}).error_messages
    assert len(errors) == 1 and "workflow_nodes.related.next_nodes" in errors[0]


def test_templates_name_what_the_play_makes() -> None:
    made = {module: set(of(module)) for module in ("project", "inventory", "credential", "job_template")}
    for template in of("job_template").values():
        assert template["project"] in made["project"] and template["inventory"] in made["inventory"]
        assert set(template["credentials"]) <= made["credential"]
        playbook = jinja2.Template(template["playbook"]).render(PLAY["vars"])
        assert (ROOT / playbook).is_file(), playbook
    (schedule,) = of("schedule").values()
    assert schedule["unified_job_template"] in made["job_template"]
    known = {*of("credential_type"), TOKEN["name"]}
    assert {entry["credential_type"] for entry in of("credential").values()} == known
    assert of("project")["shop"]["default_environment"] in of("execution_environment")


@pytest.mark.parametrize("name", of("workflow_job_template"))
def test_a_workflow_has_an_approval_between_the_plan_and_the_deed(name: str) -> None:
    nodes = {node["identifier"]: node for node in of("workflow_job_template")[name]["workflow_nodes"]}
    trail = ["plan"]
    while "related" in nodes[trail[-1]]:
        related = nodes[trail[-1]]["related"]
        assert list(related) == ["success_nodes"]  # a job that failed leads to nothing
        trail += [entry["identifier"] for entry in related["success_nodes"]]
    jobs = [nodes[step]["unified_job_template"] for step in trail]
    assert len(trail) == len(nodes)
    assert [job["type"] for job in jobs] == ["job_template", "workflow_approval", "job_template"]
    assert {jobs[0]["name"], jobs[2]["name"]} <= set(of("job_template"))
    (role,) = (options for module, options in CALLS if module == "awx.awx.role")
    assert name in role["workflows"] and role["role"] == "approval"


def test_the_survey_asks_for_what_the_tasks_use() -> None:
    tasks = (FOLDER / "tasks/shop.yml").read_text(encoding="utf-8")
    survey = PLAY["vars"]["awx_survey"]
    assert set(survey) == {"name", "description", "spec"} and len(survey["spec"]) == 2
    planned = json.dumps(PLAY["vars"]["awx_planned"])
    for question in survey["spec"]:
        assert question["variable"] in tasks and question["variable"] in planned
        assert question["type"] in SURVEY_TYPES
        assert {"question_name", "question_description", "required", "default"} <= set(question)
        assert question["min"] <= (question["default"] if question["type"] == "integer" else 0) <= question["max"]


def test_the_schedule_is_a_rule_that_awx_takes() -> None:
    (schedule,) = of("schedule").values()
    assert re.fullmatch(r"DTSTART;TZID=[\w/]+:\d{8}T\d{6} RRULE:FREQ=DAILY;INTERVAL=1", schedule["rrule"])


def test_what_the_play_is_given_is_said() -> None:
    text = (FOLDER / "configure.yml").read_text(encoding="utf-8")
    given = set(re.findall(r"\bawx_\w+", text)) - set(PLAY["vars"])
    assert given == {"awx_project_url", "awx_kubeconfig", "awx_token", "awx_token_host", "awx_token_ca_cert"}


KUBECONFIG = """apiVersion: v1
kind: Config
current-context: a
clusters: [{name: a, cluster: {server: "https://api.example.com:6443"}}]
users: [{name: u, user: {token: T}}]
contexts: [{name: a, context: {cluster: a, user: u}}]
"""


def test_a_kubeconfig_of_our_type_is_what_the_modules_read(tmp_path: Path) -> None:
    ours = of("credential_type")["Kubeconfig"]
    (field,) = ours["inputs"]["fields"]
    assert field["secret"] and ours["inputs"]["required"] == [field["id"]]
    (credential,) = (entry for entry in of("credential").values() if entry["credential_type"] == "Kubeconfig")
    assert list(credential["inputs"]) == [field["id"]]
    path = tmp_path / "tmp1"
    path.write_text(jinja2.Template(ours["injectors"]["file"]["template"]).render({field["id"]: KUBECONFIG}))
    environ = {
        name: jinja2.Template(text).render(tower={"filename": str(path)})
        for name, text in ours["injectors"]["env"].items()
    }
    assert environ == {"K8S_AUTH_KUBECONFIG": str(path)}
    assert Connection.from_options({}, environ).server == "https://api.example.com:6443"


@pytest.mark.parametrize("verified", [True, False])
def test_awxs_own_type_is_what_the_modules_read(tmp_path: Path, *, verified: bool) -> None:
    injected = TOKEN["verified" if verified else "not verified"]
    authority = tmp_path / "ca"
    authority.write_text("AUTHORITY")
    environ = {name: str(authority) if text == "FILE" else text for name, text in injected.items()}
    connection = Connection.from_options({}, {**environ, "HOME": str(tmp_path)})
    assert connection.server == environ["K8S_AUTH_HOST"]
    assert isinstance(connection.credentials, Token) and connection.user == "api_key"
    assert connection.tls.verify is verified
    assert connection.tls.ca == (b"AUTHORITY" if verified else None)
    (given,) = (entry for entry in of("credential").values() if entry["credential_type"] == TOKEN["name"])
    assert set(given["inputs"]) == set(TOKEN["fields"])


def test_the_page_shows_what_the_play_does() -> None:
    blocks = snippets.of_page(ROOT / "docs/docsite/rst/awx.rst")
    (shown,) = (block for block in blocks if "workflow_approval" in block)
    assert snippets.stands_in(shown, [FOLDER / "configure.yml"])
