# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine does beyond "helm template" (which tests/differential holds it against): lookup, lint, limits."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import (
    ChartError,
    ExecError,
    Forbidden,
    LimitError,
    ParseError,
    TemplateError,
)
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import Chart, File
from ansible_collections.native.helm.plugins.module_utils._helm.render import engine, manifests
from ansible_collections.native.helm.plugins.module_utils._helm.render.guard import Guard
from ansible_collections.native.helm.plugins.module_utils._helm.render.model import Head, Manifest

RELEASE = engine.ReleaseFacts("rel", "ns1", revision=3)


def chart(**templates: str) -> Chart:
    """A chart with templates: a="…" is templates/a.yaml."""
    files = [File(f"templates/{name}.yaml", text.encode()) for name, text in templates.items()]
    return Chart(metadata={"apiVersion": "v2", "name": "web", "version": "1.0.0"}, templates=files)


def rendered(template: str, values: Any = None, **more: Any) -> str:
    """What one template gives."""
    return engine.render(chart(a=template), values or {}, release=RELEASE, **more).files["web/templates/a.yaml"]


def test_lookup_asks_and_finds() -> None:
    asked = []

    def lookup(*question: str) -> dict[str, Any]:
        asked.append(question)
        return {"kind": "Pod", "metadata": {"name": question[3]}}

    text = 'a: {{ (lookup "v1" "Pod" "ns" "p").metadata.name }}'
    assert rendered(text, lookup=lookup) == "a: p"
    assert asked == [("v1", "Pod", "ns", "p")]


def test_lookup_without_a_cluster_finds_nothing() -> None:
    assert rendered('a: {{ lookup "v1" "Pod" "ns" "p" | toJson }}') == "a: {}"


def test_what_the_server_refuses_to_lookup_fails_the_render() -> None:
    def lookup(*_question: str) -> dict[str, Any]:
        raise Forbidden('pods "p" is forbidden', status=403)

    with pytest.raises(ExecError, match=r'web/templates/a\.yaml:1:.*error calling lookup: pods "p" is forbidden'):
        rendered('{{ lookup "v1" "Pod" "ns" "p" }}', lookup=lookup)


def test_lint_does_not_fail_where_a_value_is_missing() -> None:
    env, heard = Env(), []
    env.warn = heard.append
    text = 'a: {{ required "need x" .Values.x }}{{ fail "never" }}{{ lookup "v1" "Pod" "" "" | len }}'
    options = engine.Options(lint=True)
    assert rendered(text, env=env, options=options, lookup=lambda *_question: {"a": 1}) == "a: 0"
    assert heard == ["missing required value: need x", "template calls fail: never"]


def test_strict_fails_where_a_key_is_missing() -> None:
    assert rendered("a: {{ .Values.x }}") == "a: "
    with pytest.raises(ExecError, match='map has no entry for key "x"'):
        rendered("a: {{ .Values.x }}", options=engine.Options(strict=True))


def test_names_are_resolved_only_when_allowed() -> None:
    env = Env()
    env.resolve_host = lambda host: f"192.0.2.1 of {host}"
    text = 'a: {{ getHostByName "example.org" }}'
    assert rendered(text, env=env) == "a: "
    assert rendered(text, env=env, options=engine.Options(enable_dns=True)) == "a: 192.0.2.1 of example.org"


def test_release_is_what_was_said() -> None:
    facts = engine.ReleaseFacts("rel", "ns1", 7, is_install=False, is_upgrade=True)
    made = engine.render(chart(a="{{ .Release | toJson }}"), {}, release=facts)
    assert made.files["web/templates/a.yaml"] == (
        '{"IsInstall":false,"IsUpgrade":true,"Name":"rel","Namespace":"ns1","Revision":7,"Service":"Helm"}'
    )


def test_notes_are_the_roots_or_all() -> None:
    child = Chart(
        metadata={"name": "sub", "version": "1.0.0"}, templates=[File("templates/NOTES.txt", b"of the subchart")]
    )
    parent = chart()
    parent.templates.append(File("templates/NOTES.txt", b"of {{ .Release.Name }}"))
    parent.subcharts, child.parent = [child], parent
    assert engine.render(parent, {}, release=RELEASE).notes == "of rel"
    both = engine.render(parent, {}, release=RELEASE, options=engine.Options(sub_notes=True))
    assert both.notes == "of the subchart\nof rel"
    assert both.files == {}


def test_crds_are_those_of_every_chart_unrendered() -> None:
    parent, child = chart(), Chart(metadata={"name": "sub", "version": "1.0.0"})
    parent.files = [File("crds/a.yaml", b"{{ raw }}"), File("crds/b.txt", b"no"), File("other.yaml", b"no")]
    child.files = [File("crds/c.JSON", b"{}")]
    parent.subcharts, child.parent = [child], parent
    found = engine.render(parent, {}, release=RELEASE)
    assert [(crd.name, crd.filename, crd.data) for crd in found.crds] == [
        ("crds/a.yaml", "web/crds/a.yaml", b"{{ raw }}"),
        ("crds/c.JSON", "web/charts/sub/crds/c.JSON", b"{}"),
    ]
    assert found.text(include_crds=True).startswith("---\n# Source: web/crds/a.yaml\n{{ raw }}\n---\n")
    assert found.text() == ""


def test_charts_say_which_kubernetes_they_want() -> None:
    wanting = chart(a="a: 1")
    wanting.metadata["kubeVersion"] = ">=1.99"
    with pytest.raises(ChartError) as found:
        engine.render(wanting, {}, release=RELEASE)
    assert found.value.problem == "chart requires kubeVersion: >=1.99 which is incompatible with Kubernetes v1.37.0"


def test_errors_know_template_and_line() -> None:
    with pytest.raises(ParseError) as parse:
        rendered("a\n{{ nope }}")
    assert (parse.value.template, parse.value.problem) == (
        "web/templates/a.yaml",
        'parse error at (web/templates/a.yaml:2): function "nope" not defined',
    )
    with pytest.raises(ExecError) as run:
        rendered("a\n\n{{ .Values.a.b.c }}", {"a": {}})
    assert (run.value.template, run.value.line) == ("web/templates/a.yaml", 3)


def test_broken_manifests_bring_all_that_was_rendered() -> None:
    with pytest.raises(manifests.ManifestError) as found:
        engine.render(chart(a="a: 1", b="a: b: c"), {}, release=RELEASE)
    assert isinstance(found.value, TemplateError)
    assert found.value.files == {"web/templates/a.yaml": "a: 1", "web/templates/b.yaml": "a: b: c"}


def test_what_a_failing_render_compiled_is_kept() -> None:
    kept: dict[str, bytes] = {}

    class Cache:
        get, put = kept.get, staticmethod(kept.__setitem__)

    for template, limits in (('{{ required "m" .Values.a }}', False), ("{{ range 20000000 }}{{ end }}", True)):
        with pytest.raises(LimitError if limits else ExecError):
            rendered(template, options=engine.Options(code_cache=Cache()))
        assert bool(kept) is not limits
        kept.clear()


def test_large_charts_may_take_longer() -> None:
    small, large = Guard(1000), Guard(57_000_000)
    assert (round(small._seconds), small._memory) == (6, 384)
    assert (round(large._seconds), large._memory) == (92, 1752)


def test_two_renders_do_not_share_anything() -> None:
    counting = 'a: {{ $_ := set .Values.t "n" (add 1 (.Values.t.n | default 0)) }}{{ .Values.t.n }}'
    values: dict[str, Any] = {"t": {}}
    assert [rendered(counting, values), rendered(counting, values)] == ["a: 1", "a: 1"]
    assert values == {"t": {}}


def test_uninstall_order_is_not_the_reverse_of_install_order() -> None:
    kinds = ["Unknown", "Service", "Secret", "ValidatingWebhookConfiguration", "APIService", "Namespace"]
    found = [Manifest(kind, "", Head(kind=kind)) for kind in kinds]

    def kind_of(manifest: Manifest) -> str:
        return manifest.head.kind

    made = manifests.sort_by_kind(found, kind_of, manifests.UNINSTALL_ORDER)
    assert [manifest.name for manifest in made] == [
        "ValidatingWebhookConfiguration",
        "APIService",
        "Service",
        "Secret",
        "Namespace",
        "Unknown",
    ]
    made = manifests.sort_by_kind(found, kind_of)
    assert [manifest.name for manifest in made] == [
        "Namespace",
        "Secret",
        "Service",
        "APIService",
        "ValidatingWebhookConfiguration",
        "Unknown",
    ]


@pytest.mark.parametrize(
    ("pattern", "matching"),
    [
        ("*", ["a.txt"]),
        ("**", ["a.txt", "c/a.txt", "c/d/b.yaml", "c/x[1]"]),
        ("c/*", ["c/a.txt", "c/x[1]"]),
        ("c/**.yaml", ["c/d/b.yaml"]),
        ("{a,c/a}.txt", ["a.txt", "c/a.txt"]),
        ("c/[!b-z].txt", ["c/a.txt"]),
        ("c/x\\[1\\]", ["c/x[1]"]),
        ("?.txt", ["a.txt"]),
        ("[", ["a.txt", "c/a.txt", "c/d/b.yaml", "c/x[1]"]),
    ],
)
def test_globs_of_files(pattern: str, matching: list[str]) -> None:
    having = chart(a="# {{ range $path, $_ := .Files.Glob .Values.pattern }}{{ $path }} {{ end }}")
    having.files = [File(name, b"x") for name in ("a.txt", "c/a.txt", "c/d/b.yaml", "c/x[1]")]
    made = engine.render(having, {"pattern": pattern}, release=RELEASE)
    assert made.files["web/templates/a.yaml"].split()[1:] == matching
