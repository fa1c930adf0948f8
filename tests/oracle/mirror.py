# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our side of the oracle: the same requests, answered by the collection's own code, in the same shape.

`answer(request)` gives what plain(oracle's answer) has to be. Values are plain data; numbers other than float64 are
{"int64": "5"}. HelmError becomes "err"; anything else that is raised is a mistake of ours and goes through.
"""

from __future__ import annotations

import base64
import copy
import functools
import re
import sys
from pathlib import Path
from typing import Any, Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "gotmpl"))

import gotmpl_fixtures

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import HelmError, ValuesError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader, lock, values_file
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart, File
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import (
    coalesce,
    inputs,
    schema,
    strvals,
    subcharts,
)
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import codec as yaml_codec
from ansible_collections.native.helm.plugins.module_utils._helm.golang import duration, parsing, time
from ansible_collections.native.helm.plugins.module_utils._helm.golang import zone as gozone
from ansible_collections.native.helm.plugins.module_utils._helm.golang.fmt import show
from ansible_collections.native.helm.plugins.module_utils._helm.golang.types import GoInt
from ansible_collections.native.helm.plugins.module_utils._helm.gotmpl.limits import Limits
from ansible_collections.native.helm.plugins.module_utils._helm.render import builtin_objects, engine, manifests
from ansible_collections.native.helm.plugins.module_utils._helm.render.capabilities import Capabilities
from ansible_collections.native.helm.plugins.module_utils._helm.render.guard import Guard
from ansible_collections.native.helm.plugins.module_utils._helm.render.model import Options, ReleaseFacts
from ansible_collections.native.helm.plugins.module_utils._helm.semver import strict
from ansible_collections.native.helm.plugins.module_utils._helm.semver.constraint import Constraint
from ansible_collections.native.helm.plugins.module_utils._helm.semver.version import parse_version

Request = dict[str, Any]
Answer = dict[str, Any]
SECOND = 1_000_000_000
NOT_UTF8 = dict.fromkeys(range(56448, 56576), "�")  # how JSON brings what is no UTF-8 in Go's errors
KINDS = {
    "set_literal": "literal",
    "set_file": "file",
    "set_string": "string",
    "set": "raw",
    "set_json": "json",
}  # any order is helm's order


def plain(reply: Answer) -> Answer:
    """The oracle's reply as answer() gives it."""
    found = dict(reply)
    for key in [key for key in found if key.endswith("_b64")]:
        found[key[:-4]] = base64.b64decode(found.pop(key)).decode("utf-8", "surrogateescape")
    if "err" in found:
        return {"err": found["err"]}
    if "value" in found:
        found["value"] = untagged(found["value"])
    if "chart" in found:
        found["chart"] = _sorted_outline(found["chart"])
    found.pop("phase", None)
    found.pop("names", None)
    return found


def untagged(tagged: dict[str, Any]) -> Any:
    """A typed value of the oracle as plain data."""
    kind, value = tagged["t"], tagged.get("v")
    if kind == "map":
        return {key: untagged(item) for key, item in sorted(value.items())}
    if kind == "list":
        return [untagged(item) for item in value]
    if kind == "float64":
        return float(value)
    if kind == "string" and "v_b64" in tagged:
        return base64.b64decode(tagged["v_b64"]).decode("utf-8", "surrogateescape")
    if kind in ("nil", "string", "bool"):
        return value
    return {kind: value}


def _sorted_outline(outline: Answer) -> Answer:
    """Which subcharts are left, by name: helm's own order of undeclared ones is that of a Go map."""
    parts = sorted((_sorted_outline(part) for part in outline["charts"]), key=lambda part: str(part["name"]))
    return {"name": outline["name"], "values": untagged(outline["values"]), "charts": parts}


def value_of(value: Any) -> Any:
    """Our value as untagged() has it; integers other than those of --set do not come from anywhere."""
    if isinstance(value, dict):
        return {key: value_of(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [value_of(item) for item in value]
    if isinstance(value, GoInt):
        return {value.go_type: str(int(value))}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"int": str(value)}
    return value


def as_json(data: Any) -> Any:
    """Plain data of a request as Go's encoding/json decodes it: every number is a float."""
    if isinstance(data, dict):
        return {key: as_json(item) for key, item in data.items()}
    if isinstance(data, list):
        return [as_json(item) for item in data]
    return float(data) if isinstance(data, int) and not isinstance(data, bool) else copy.deepcopy(data)


def text_of(blob: Any) -> str:
    """A text of a request, or what its {"b64": …} stands for."""
    if isinstance(blob, str):
        return blob
    return base64.b64decode(blob["b64"]).decode("utf-8", "surrogateescape")


def answer(request: Request) -> Answer:
    """What our code makes of a request: results, or "err"."""
    try:
        with Guard(0):  # as around every rendering
            found = OPERATIONS[request["op"]](request)
    except HelmError as error:
        found = {"err": error.problem}
    if "err" in found:
        found["err"] = found["err"].translate(NOT_UTF8)
    return found


def _fixture_template(request: Request) -> Answer:
    text, error = gotmpl_fixtures.execute({**request, "template": text_of(request["template"])})
    return {"err": error} if error else {"out": text}


def _fixture_format(request: Request) -> Answer:
    return {"out": gotmpl_fixtures.format_row(request)}


# Templates with all of Helm's functions


@functools.cache
def _functions(strict: bool, lint: bool) -> Any:
    return engine._Functions(Env(), Options(strict=strict, lint=lint), None)


@functools.cache
def _capabilities() -> Any:
    return Capabilities.default()


def _render(request: Request) -> Answer:
    if "template" not in request:
        return _render_chart(request)
    files = {"Chart.yaml": '{"apiVersion": "v2", "name": "c", "version": "0.1.0"}'}
    chart = loader.load_files([File(name, text.encode()) for name, text in files.items()])
    texts = {"t": request["template"], **request.get("partials", {})}
    chart.templates += [
        File(f"templates/{name}", text.encode("utf-8", "surrogateescape")) for name, text in texts.items()
    ]
    given = _given(request)
    if "release" in request:
        given = coalesce.coalesce(chart, given, ignore)
    return {"out": _rendered(chart, given, request)["c/templates/t"]}


def _render_chart(request: Request) -> Answer:
    chart = _chart(request)
    given = _given(request)
    if not request.get("skip_dependencies"):
        subcharts.process(chart, given, ignore)
    together = coalesce.coalesce(chart, given, ignore)
    if not request.get("skip_schema"):
        schema.validate(chart, together)
    texts = _rendered(chart, together, request)
    # the oracle's table of files is JSON: bytes that are no UTF-8 are lost in it
    return {"files": {name: re.sub("[\udc80-\udcff]", "\ufffd", text) for name, text in texts.items()}}


def _rendered(chart: Chart, given: dict[str, Any], request: Request) -> dict[str, str]:
    facts = ReleaseFacts(name="release-name", namespace="default", revision=1, is_install=True, is_upgrade=False)
    found = builtin_objects.sources(chart, given, facts, _capabilities().as_go())
    functions = _functions(request.get("strict", False), request.get("lint", False))
    functions._nested.clear()
    templates = functions.templates.clone()
    templates._limits = Limits()  # what the requests before have used is not this one's
    templates.add_functions(functions._late(templates))
    shared = copy.copy(functions)
    shared.templates = templates
    return engine._run(found, shared)


def _chart(request: Request) -> Chart:
    return loader.load_files(
        [
            File(name, text_of(text).encode("utf-8", "surrogateescape"))
            for name, text in sorted(request["files"].items())
        ]
    )


def _given(request: Request) -> dict[str, Any]:
    if "values_yaml" in request:
        return values_file.parse(request["values_yaml"].encode("utf-8", "surrogateescape"))
    given: dict[str, Any] = as_json(request.get("data") or {})
    return given


def ignore(message: str) -> None:
    """Where nobody listens to warnings."""


# Values


def _set_values(request: Request) -> Answer:
    base = as_json(request.get("data") or {})

    def read_file(path: str) -> str:
        if path not in request.get("files", {}):
            raise ValuesError(f"open {path}: no such file or directory")
        return text_of(request["files"][path])

    strvals.apply_set(base, request["input"], kind=request["kind"], read_file=read_file)
    return {"value": value_of(base)}


def _merge_values(request: Request) -> Answer:
    given = [{"value": line, "value_type": kind} for key, kind in KINDS.items() for line in request.get(key, [])]

    def read_file(path: str) -> str:
        if path[1:] not in request.get("files", {}):
            raise ValuesError(f"open {path}: no such file or directory")
        return text_of(request["files"][path[1:]])

    files = [(f"@{name}", text_of(request["files"][name]).encode()) for name in request.get("value_files", [])]
    return {"value": value_of(inputs.merge_inputs({}, files, given, read_file=read_file))}


def _coalesce(request: Request) -> Answer:
    chart = _chart(request)
    given = _given(request)
    if request.get("process_dependencies"):
        subcharts.process(chart, given, ignore)
    combine = coalesce.merge if request.get("mode") == "merge" else coalesce.coalesce
    return {"value": value_of(combine(chart, given, ignore)), "chart": _outline(chart)}


def _outline(chart: Chart) -> Answer:
    parts = sorted((_outline(part) for part in chart.subcharts), key=lambda part: str(part["name"]))
    return {"name": chart.name, "values": value_of(chart.values), "charts": parts}


def _schema(request: Request) -> Answer:
    given = _given(request)
    if "schema" not in request:
        schema.validate(_chart(request), given)
        return {}
    refusal = schema.refusal_of(given, request["schema"].encode())
    return {"err": refusal} if refusal else {}


# YAML


def _load_yaml(request: Request) -> Answer:
    if request.get("mode", "values") == "values":
        return {"value": value_of(values_file.parse(text_of(request["text"]).encode("utf-8", "surrogateescape")))}
    return {"value": value_of(yaml_codec.load_values(text_of(request["text"])))}


def _to_yaml(request: Request) -> Answer:
    function = _functions(False, False).templates._functions[request.get("func", "toYaml")]
    return {"out": function(as_json(request["data"]))}


def _split_manifests(request: Request) -> Answer:
    if "text" in request:
        return {"documents": manifests.split(request["text"])}
    order = manifests.UNINSTALL_ORDER if request.get("order") == "uninstall" else manifests.INSTALL_ORDER
    hooks, found = manifests.sort(request["files"], order)
    return {
        "hooks": [[hook.path, hook.name, hook.kind, list(hook.events), hook.weight] for hook in hooks],
        "manifests": [[one.name, one.content] for one in found],
    }


def _digest(request: Request) -> Answer:
    return {"digest": lock.digest(as_json(request["requirements"]), as_json(request["lock"]))}


# Versions and times


def _semver(request: Request) -> Answer:
    if request["action"] == "constraint":
        return {"string": str(Constraint.parse(request["constraint"]))}
    texts = [request[name] for name in ("version", "other") if name in request]
    if request.get("strict") and not all(map(strict.is_strict, texts)):
        raise ValuesError("refused")  # in no words: they are never seen
    version = parse_version(request["version"])
    if request["action"] == "parse":
        numbers = {name: str(getattr(version, name)) for name in ("major", "minor", "patch")}
        names = {"prerelease": version.pre, "metadata": version.metadata}
        return {**numbers, **names, "string": str(version), "original": version.original}
    if request["action"] == "compare":
        other = request["other"]
        return {"order": _order(*texts) if request.get("strict") else version.compare(parse_version(other))}
    constraint = Constraint.parse(request["constraint"])
    return {"ok": constraint.check(version), "reasons": constraint.validate(version)}


def _order(first: str, second: str) -> int:
    """Compare two versions that are strict: what comes first whichever is named first is the higher one."""
    found = {strict.newest_first(pair)[0] for pair in ((first, second), (second, first))}
    return 0 if len(found) == 2 or first == second else 1 if found == {first} else -1


def _duration(request: Request) -> Answer:
    number = duration.parse_duration(request["text"]) if "text" in request else request["ns"]
    return {"ns": str(int(number)), "string": duration.format_duration(number)}


def _date(request: Request) -> Answer:
    zone = gozone.load(request["zone"])
    if zone is None:
        raise ValuesError(f"unknown time zone {request['zone']}")
    if "text" in request:
        moment = parsing.parse_time(request["layout"], request["text"], zone)
    else:
        moment = time.Time(request["unix"] * SECOND + request["nanos"], zone)
    seconds, nanos = divmod(moment.ns, SECOND)
    name, offset, _unused = moment.zone.lookup(seconds)
    shown = {"out": moment.format(request["layout"]), "string": show(moment)}
    return {**shown, "unix": seconds, "nanos": nanos, "zone": name, "offset": offset}


OPERATIONS: dict[str, Callable[[Request], Answer]] = {
    "coalesce": _coalesce,
    "date": _date,
    "digest": _digest,
    "duration": _duration,
    "fixture_format": _fixture_format,
    "fixture_template": _fixture_template,
    "merge_values": _merge_values,
    "render": _render,
    "schema": _schema,
    "semver": _semver,
    "split_manifests": _split_manifests,
    "strvals": _set_values,
    "to_yaml": _to_yaml,
    "yaml_load": _load_yaml,
}
