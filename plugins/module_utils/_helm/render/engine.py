# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a chart: parse every template, run them, sort what comes out (Go: engine.go; action.go, renderResources)."""

from __future__ import annotations

import posixpath
from typing import Any, Callable, Mapping, Optional

from ..base.env import Env
from ..base.errors import ChartError, FunctionError, HelmError, LimitError, ParseError, TemplateError
from ..chart.model import Chart
from ..golang.quoting import quote
from ..golang.types import go_function
from ..gotmpl.template import TemplateSet
from . import builtin_objects, crds, data_functions, manifests
from .capabilities import Capabilities, HelmBuild, KubeVersion
from .guard import Guard
from .model import Options, ReleaseFacts, Rendered

__all__ = ["Capabilities", "HelmBuild", "KubeVersion", "Lookup", "Options", "ReleaseFacts", "Rendered", "render"]

Lookup = Callable[[str, str, str, str], Mapping[str, Any]]

_NOTES = "NOTES.txt"
_MAX_NESTED = 1000
_TPL = "\0tpl"  # among the names of templates that are being included
_NO_VALUE = "<no value>"
# around the message of required and fail, on its way through the layers of a template error
START, END = "HELM_ERR_START", "HELM_ERR_END"


def render(
    chart: Chart,
    values: Mapping[str, Any],
    *,
    release: ReleaseFacts,
    capabilities: Optional[Capabilities] = None,
    lookup: Optional[Lookup] = None,
    env: Optional[Env] = None,
    options: Optional[Options] = None,
) -> Rendered:
    """Return what chart renders to with values (coalesced; Helm's ToRenderValues input).

    capabilities: helm's own without a cluster. lookup: None offline, where it finds nothing. ChartError when the chart
    does not want this Kubernetes; TemplateError with helm's text for what does not parse, run or give manifests.
    """
    env, options = env or Env(), options or Options()
    capabilities = capabilities or Capabilities.default()
    _check_kubernetes(chart, capabilities)
    found = builtin_objects.sources(chart, values, release, capabilities.as_go())
    with Guard(sum(len(source.text) for source in found.values())):
        files = _run(found, _Functions(env, options, lookup))
    notes = _take_notes(files, chart.name, options)
    if options.post_render is not None:
        files = options.post_render(files)
    hooks, sorted_manifests = manifests.sort(files)
    return Rendered(sorted_manifests, hooks, notes, crds.of(chart), files)


def _check_kubernetes(chart: Chart, capabilities: Capabilities) -> None:
    wanted = str(chart.metadata.get("kubeVersion") or "")
    if not wanted:
        return
    from ..semver.constraint import fits

    if not fits(wanted, str(capabilities.kube_version)):
        offered = capabilities.kube_version.version
        raise ChartError(
            f"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {offered}",
            doing="rendering the chart", subject=chart.name, hint="take a chart version that is for this Kubernetes",
        )  # fmt: skip


def files(
    chart: Chart, values: Mapping[str, Any], *, release: ReleaseFacts, env: Env, options: Options
) -> dict[str, str]:
    """Return what every template of chart renders to offline, path -> text: what lint looks at, whatever is in it."""
    found = builtin_objects.sources(chart, values, release, Capabilities.default().as_go())
    return _run(found, _Functions(env, options, None))


def _run(found: Mapping[str, builtin_objects.Source], functions: _Functions) -> dict[str, str]:
    """Render every template but the partials: path -> text."""
    templates = functions.templates
    # Deeper templates first, so that a parent's definition of a name comes last and holds.
    order = sorted(found, key=lambda name: (name.count("/"), name), reverse=True)
    templates.expect((name, found[name].text) for name in order)
    for name in order:
        _parse(templates, name, found[name].text)
    rendered = {}
    try:
        for name in order:
            if posixpath.basename(name).startswith("_"):
                continue
            source = found[name]
            source.data["Template"] = builtin_objects.common_values({"Name": name, "BasePath": source.base_path})
            rendered[name] = _execute(templates, name, source.data)
    except LimitError:
        raise
    except HelmError:  # a value is missing, say: the next try has the templates
        templates.save()
        raise
    templates.save()
    return rendered


def _parse(templates: TemplateSet, name: str, text: str) -> None:
    try:
        templates.parse(name, text)
    except ParseError as error:
        from . import template_errors

        raise template_errors.of_parse(name, error) from error


def _execute(templates: TemplateSet, name: str, data: Any) -> str:
    try:
        return templates.execute(name, data).replace(_NO_VALUE, "")
    except TemplateError as error:
        from . import template_errors

        raise template_errors.of_execution(name, error) from error
    except MemoryError:
        raise LimitError(f"{name}: rendering takes more memory than there is", template=name) from None


def _take_notes(files: dict[str, str], chart_name: str, options: Options) -> str:
    """Take every NOTES.txt out of files; return the root chart's, or all of them joined when asked for."""
    own = posixpath.join(chart_name, "templates", _NOTES)
    names = sorted(name for name in files if name.endswith(_NOTES))
    texts = [files.pop(name) for name in names]
    wanted = [text for name, text in zip(names, texts) if options.sub_notes or name == own]
    notes = ""
    for text in wanted:
        notes += "\n" + text if notes else text
    return notes


class _Functions:
    """The functions that need the engine, and the set of templates that they work on."""

    def __init__(self, env: Env, options: Options, lookup: Optional[Lookup]) -> None:
        from ..sprig.table import functions as sprig_functions

        self._env = env
        self._lint = options.lint
        self._nested: dict[str, int] = {}
        table: dict[str, Callable[..., Any]] = dict(sprig_functions(env))
        table.update(data_functions.table())
        table.update(data_functions.duration_functions())
        table["required"] = self._required
        table["fail"] = self._fail
        table["lookup"] = go_function("string", "string", "string", "string")(_lookup_function(options, lookup))
        if not options.enable_dns:
            table["getHostByName"] = _no_address
        table["include"] = table["tpl"] = _placeholder  # replaced below: they need the set
        missing_key = "error" if options.strict else "zero"
        self.templates = TemplateSet(
            table, types=builtin_objects.TYPES, missing_key=missing_key, cache=options.code_cache
        )
        self.templates.add_functions(self._late(self.templates))

    def _late(self, templates: TemplateSet) -> dict[str, Callable[..., Any]]:
        """include and tpl for a set of templates: tpl runs in a copy of it, where its own definitions stay."""
        return {"include": _include(templates, self._nested), "tpl": self._tpl(templates)}

    def _tpl(self, templates: TemplateSet) -> Callable[[str, Any], str]:
        nested = self._nested

        @go_function("string", "any")
        def tpl(text: str, data: Any) -> str:
            if "{{" not in text:
                return text.replace(_NO_VALUE, "")
            depth = nested.get(_TPL, 0)
            if depth > _MAX_NESTED:
                raise LimitError(f"tpl is called within tpl more than {_MAX_NESTED} times")
            nested[_TPL] = depth + 1
            try:
                return run_text(text, data)
            finally:
                nested[_TPL] -= 1

        def run_text(text: str, data: Any) -> str:
            copy = templates.clone()
            copy.add_functions(self._late(copy))
            try:
                compiled = copy.parse(copy.name, text)
            except ParseError as error:
                raise FunctionError(f"cannot parse template {quote(text)}: {error.problem}") from error
            try:
                made = copy.run(compiled, data)
            except LimitError:
                raise
            except TemplateError as error:
                where = quote(text)
                raise FunctionError(f"error during tpl function execution for {where}: {error.problem}") from error
            return made.replace(_NO_VALUE, "")

        return tpl

    @go_function("string", "any")
    def _required(self, message: str, value: Any) -> Any:
        """Return value; fail with the message when it is nil or an empty string."""
        if value is not None and not (isinstance(value, str) and value == ""):
            return value
        if self._lint:
            self._env.warn(f"missing required value: {message}")
            return ""
        raise FunctionError(f"{START}{message}{END}")

    @go_function("string")
    def _fail(self, message: str) -> str:
        """Fail with the message."""
        if self._lint:
            self._env.warn(f"template calls fail: {message}")
            return ""
        raise FunctionError(f"{START}{message}{END}")


def _include(templates: TemplateSet, nested: dict[str, int]) -> Callable[[str, Any], str]:
    """include for a set of templates. nested: how often each template is being included."""

    @go_function("string", "any")
    def include(name: str, data: Any) -> str:
        depth = nested.get(name, 0)
        if depth > _MAX_NESTED:
            raise FunctionError(f"rendering template has a nested reference name: {name}: unable to execute template")
        nested[name] = depth + 1
        try:
            return templates.execute(name, data)
        finally:
            nested[name] -= 1

    return include


@go_function("string", "any")
def _placeholder(_first: Any, _second: Any) -> str:
    """What include and tpl are until the set of templates is there."""
    raise FunctionError("not implemented")


@go_function("string")
def _no_address(_host: str) -> str:
    """Templates do not resolve names unless the task's author allows it (CVE-2023-25165)."""
    return ""


def _lookup_function(options: Options, lookup: Optional[Lookup]) -> Callable[[str, str, str, str], Any]:
    """The template function lookup; what the API server refuses fails the render."""

    def look_up(api_version: str, kind: str, namespace: str, name: str) -> Any:
        if lookup is None or options.lint:
            return {}
        try:
            return dict(lookup(api_version, kind, namespace, name))
        except TemplateError:
            raise
        except HelmError as error:
            raise FunctionError(error.problem) from error

    return look_up
