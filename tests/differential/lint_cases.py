# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts with something wrong in them: file -> text, None for a folder."""

from __future__ import annotations

from typing import Optional

Files = dict[str, Optional[str]]

CHART = "apiVersion: v2\nname: web\nversion: 0.1.0\nicon: https://x.y/z\n"
GOOD: Files = {"Chart.yaml": CHART, "values.yaml": "a: 1\n", "templates/a.yaml": "metadata: {name: x}\n"}
SUB = {"charts/b/Chart.yaml": "apiVersion: v2\nname: b\nversion: 1.0.0\n"}
SCHEMA = '{"properties": {"a": {"type": "string"}}}'


def chart_yaml(text: str) -> Files:
    return {**GOOD, "Chart.yaml": CHART + text}


def template(text: str) -> Files:
    return {**GOOD, "templates/a.yaml": text}


def names(*pairs: tuple[str, str]) -> Files:
    return template("---\n".join(f"kind: {kind}\nmetadata: {{name: '{name}'}}\n" for kind, name in pairs))


CASES: dict[str, Files] = {
    "nothing wrong": GOOD,
    "no icon": {**GOOD, "Chart.yaml": CHART.replace("icon", "home")},
    "Chart.yaml is empty": {**GOOD, "Chart.yaml": "\n"},
    "Chart.yaml is a list": {**GOOD, "Chart.yaml": "[]\n"},
    "Chart.yaml is no YAML": {**GOOD, "Chart.yaml": "a: [\n"},
    "Chart.yaml has a tab": chart_yaml("\tx: y\n"),
    "keys twice": chart_yaml("name: web\nversion: 0.1.0\nannotations: {a: b, a: c}\n"),
    "keys twice in a list": chart_yaml("maintainers:\n- name: x\n  name: y\n"),
    "a mapping twice": chart_yaml("annotations:\n  a: b\n  a: c\nannotations:\n  a: b\n"),
    "keys that are no text twice": chart_yaml("annotations:\n  1: b\n  1: c\n  true: x\n  true: y\n"),
    "unknown keys": chart_yaml("zoo: 1\nbar: 2\nmaintainers:\n- name: x\n  age: 3\n"),
    "unknown key of a dependency": chart_yaml("dependencies:\n- name: b\n  version: 1.0.0\n  branch: x\n") | SUB,
    "keys in another case": chart_yaml("AppVersion: '1'\nKeyWords: [a]\n"),
    "no name": {**GOOD, "Chart.yaml": CHART.replace("name: web\n", "")},
    "a name with a slash": {**GOOD, "Chart.yaml": CHART.replace("web", "a/b")},
    "a name that is a folder": {**GOOD, "Chart.yaml": CHART.replace("web", "..")},
    "no apiVersion": {**GOOD, "Chart.yaml": CHART.replace("apiVersion: v2\n", "")},
    "apiVersion v3": {**GOOD, "Chart.yaml": CHART.replace("v2", "v3")},
    "apiVersion v9": {**GOOD, "Chart.yaml": CHART.replace("v2", "v9")},
    "no version": {**GOOD, "Chart.yaml": CHART.replace("version: 0.1.0\n", "")},
    "a version that is a number": {**GOOD, "Chart.yaml": CHART.replace("0.1.0", "1.5")},
    "a version that is none": {**GOOD, "Chart.yaml": CHART.replace("0.1.0", "one")},
    "version 0.0.0-0": {**GOOD, "Chart.yaml": CHART.replace("0.1.0", "0.0.0-0")},
    "a version with v": {**GOOD, "Chart.yaml": CHART.replace("0.1.0", "v1.2.3")},
    "a short version": {**GOOD, "Chart.yaml": CHART.replace("0.1.0", "'1.2'")},
    "appVersion is a number": chart_yaml("appVersion: 1.0\n"),
    "appVersion is a boolean": chart_yaml("appVersion: yes\n"),
    "appVersion is null": chart_yaml("appVersion:\n"),
    "appVersion is a list": chart_yaml("appVersion: [a]\n"),
    "a maintainer that is null": chart_yaml("maintainers:\n- \n"),
    "a maintainer without a name": chart_yaml("maintainers:\n- email: a@b.c\n"),
    "a maintainer's address": chart_yaml("maintainers:\n- {name: a, email: 'a@b.cd'}\n- {name: b, email: nobody}\n"),
    "a maintainer's page": chart_yaml("maintainers:\n- {name: a, url: 'https://a.b/c'}\n- {name: b, url: 'x y'}\n"),
    "an empty source": chart_yaml("sources: ['']\n"),
    "a source without a scheme": chart_yaml("sources: ['https://a.b', 'a.b/c', 'x']\n"),
    "an icon without a scheme": {**GOOD, "Chart.yaml": CHART.replace("https://x.y/z", "icon.png")},
    "a type in v1": chart_yaml("type: library\n") | {"Chart.yaml": CHART.replace("v2", "v1") + "type: library\n"},
    "dependencies in v1": {**GOOD, "Chart.yaml": CHART.replace("v2", "v1") + "dependencies: [{name: b, version: 1}]\n"},
    "an unknown type": chart_yaml("type: plugin\n"),
    "requirements.yaml in v1": {
        **GOOD, **SUB, "Chart.yaml": CHART.replace("v2", "v1"), "requirements.yaml": "dependencies: [{name: c}]\n",
    },
    "a kubeVersion for others": chart_yaml("kubeVersion: '>99.0.0'\n"),
    "no values.yaml": {"Chart.yaml": CHART, "templates/a.yaml": "metadata: {name: x}\n"},
    "values.yaml is a list": {**GOOD, "values.yaml": "- a\n"},
    "values.yaml is no YAML": {**GOOD, "values.yaml": "a: [\n"},
    "values.yaml is empty": {**GOOD, "values.yaml": ""},
    "values.yaml has two documents": {**GOOD, "values.yaml": "a: 1\n---\na: x\n", "values.schema.json": SCHEMA},
    "values against the schema": {**GOOD, "values.schema.json": SCHEMA},
    "values of a subchart against its schema": {
        **GOOD, **SUB, "charts/b/values.yaml": "a: 1\n", "charts/b/values.schema.json": SCHEMA,
        "Chart.yaml": CHART + "dependencies: [{name: b, version: 1.0.0}]\n",
    },
    "no templates": {"Chart.yaml": CHART, "values.yaml": ""},
    "templates is a file": {"Chart.yaml": CHART, "values.yaml": "", "templates": "x"},
    "a template that does not parse": template("{{ if }}"),
    "a template that does not run": template("{{ .x.y.z }}"),
    "a function that is none": template('{{ env "x" }}'),
    "required and fail": template('metadata: {name: x}\na: {{ required "need it" .Values.zz }}\nb: {{ fail "no" }}\n'),
    "what templates see": template("metadata: {name: '{{ .Release.Name }}.{{ .Release.Namespace }}"
                                   "{{ .Release.Revision }}{{ .Release.IsInstall }}{{ .Release.IsUpgrade }}_'}\n"),
    "lookup": template('metadata: {name: x}\na: {{ (lookup "v1" "Secret" "a" "b").data.x }}\n'),
    "extensions": {
        **GOOD, "templates/x": "a", "templates/z.json": "a", "templates/_x.bak": "", "templates/n.txt": "",
        "templates/UP.YAML": "kind: [x]\n", "templates/.hidden": "",
    },
    "an indent": template("\n  kind: x\n  metadata: {name: a}\n"),
    "an indent by a tab": template("\n\t# x\nmetadata: {name: a}\n"),
    "a long line": template("# " + "x" * 70000 + "\nmetadata: {name: a}\n"),
    "a template that is no YAML": {**template("kind: x\n a: b\n"), "templates/b.yaml": "kind: [x]\n"},
    "a kind that is a list": template("kind: [x]\n"),
    "metadata that is a number": template("kind: x\nmetadata: 1\n"),
    "a name that is a list": template("kind: x\nmetadata:\n  name: [1]\n"),
    "a name that is a number": template("kind: x\nmetadata:\n  name: 12\n"),
    "a list": template("- kind: x\n"),
    "a text": template("hello\n"),
    "only comments": template("# a\n---\n# b\n"),
    "a separator with text": template("metadata: {name: x}\n--- foo\nmetadata: {name: [1]}\n"),
    "a separator with a comment": template("metadata: {name: x}\n--- # foo\nmetadata: {name: [1]}\n"),
    "windows line ends": template("metadata: {name: x}\r\n---\r\nmetadata: {name: _}\r\n"),
    "JSON": template('{"kind": "x", "metadata": {"name": "a_"}}\n'),
    "two JSON objects": template('{"kind": "x"}{"kind": "y"}\n'),
    "JSON, then YAML": template('{"kind": "x"}\n---\nkind: y\n'),
    "JSON without an end": template('{"kind": "x"\n'),
    "a YAML flow mapping": template("{kind: x}\n"),
    "names of services": names(("Service", "1a_"), ("Service", "a.b"), ("Service", "a" * 64), ("Service", "ok")),
    "names of roles": names(("Role", "a/%b"), ("ClusterRole", ".."), ("RoleBinding", "."), ("Role", "system:x y")),
    "names of namespaces": names(("Namespace", "A.b"), ("Namespace", "a" * 64), ("Namespace", "ok")),
    "names of others": names(("Deploymant", "A_"), ("x", "a" * 254), ("ServiceAccount", ""), ("", "-")),
    "names of requests": names(("CertificateSigningRequest", "Ünï"), ("ServiceAccount", "Ünï")),
    "no selector": template("kind: Deployment\nmetadata: {name: a}\n---\nkind: StatefulSet\nmetadata: {name: b}\n"),
    "a selector for one of two": template("kind: Deployment\nmetadata: {name: a}\nspec: {matchLabels: {}}\n---\n"
                                          "kind: DaemonSet\nmetadata: {name: b}\n"),
    "deprecated": template("apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}\n---\n"
                           "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n"),
    "a policy in a list": template("apiVersion: v1\nkind: List\nmetadata: {name: l}\nitems:\n- metadata:\n"
                                   "    annotations:\n      helm.sh/resource-policy: keep\n"),
    "a list of no items": template("kind: List\nmetadata: {name: l}\nitems: x\n"),
    "a list of nulls": template("kind: List\nmetadata: {name: l}\nitems: [null, {metadata: null}]\n"),
    "undeclared and missing": {
        **GOOD, **SUB, "Chart.yaml": CHART + "dependencies:\n- name: a\n  version: '1'\n- {name: c, version: '1'}\n",
    },
    "declared twice": chart_yaml("dependencies:\n- name: b\n  version: '1'\n- name: b\n  version: '1'\n") | SUB,
    "twice, with an alias": chart_yaml(
        "dependencies:\n- {name: b, version: 1.0.0}\n- {name: b, version: 1.0.0, alias: c}\n"
    ) | SUB,
    "a broken subchart": {**GOOD, "charts/b/Chart.yaml": "name: b\n"},
    "a subchart's template": {**GOOD, **SUB, "charts/b/templates/x.yaml": "{{ fail }}"},
    "crds is a file": {**GOOD, "crds": "x"},
    "crds": {
        **GOOD, "crds/a.yaml": "kind: x\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n",
        "crds/b.json": '{"kind": "y"}', "crds/c.txt": "{{", "crds/d/e.yml": "apiVersion: v1\n",
    },
    "a CRD that is a template": {**GOOD, "crds/a.yaml": "{{ x }}\n", "crds/b.yaml": "kind: x\n"},
    "a CRD that is no YAML": {**GOOD, "crds/a.yaml": "a: [\n", "crds/b.yaml": "kind: x\n"},
    ".helmignore": {**GOOD, ".helmignore": "bad*\n", "templates/bad.json": "x"},
    "a library": {**GOOD, "Chart.yaml": CHART + "type: library\n", "templates/_x.tpl": '{{ define "x" }}{{ end }}'},
}  # fmt: skip

# Addresses of maintainers, their pages, and sources, one a line.
EMAILS = r"""
a@b.c
a@b
a.b@c.de
a..b@c.de
.a@b.de
a@b.de.
a@b.de..
a@1.de
a@b.1
a@b.d1
a@b.d1e
a@-b.de
a@b-.de
a@b..de
a@b_c.de
a@b.d_e
"a b"@c.de
"a@b"@c.de
a@b@c.de
ü@ü.de
a@b.ü
a b@c.de
a!#$%&'*+-/=?^_`{|}~@b.de
a(b)@c.de
A@B.DE
@b.de
a@
<a@b.de>
a@[1.2.3.4]
a@b.c~d
'\'@b.de
"a"@c.de
"ab"@c.de
"a"b"@c.de
"@c.de
" a" b" "@c.de
""".strip("\n").splitlines()
URLS = r"""
https://a.b
http://a.b/c?d=e#f
a.b
a.b/c
localhost
http://localhost
http://localhost:80/x
ftp://a.b
gopher://a.b
https://
https:///x
https://a b
x y
a.b:80
a.b:999999
a.b:x
https://a:b@c.de
https:a@b.c
mailto:a@b.c
https://1.2.3.4
https://256.1.1.1
https://[::1]
https://[::1]:8080/x
https://[x]
https://a_b.c
https://a-b.c
https://-a.b
https://a-.b
https://a--b.c
https://a---b.c
https://a..b
https://.a.b
.a.b
https://www.a.b
https://a.b.
https://a.b./x
https://a.b%zz
https://a.b/%zz
https://a.b/%20
https://ü.de
https://a.ü
abc
ab
https://github.com/a
https://a.b/c d
//a.b
/a.b
https://a.b:/x
https://foo.bar-baz.qux
https://a.b-c
1.2.3.4
https://a.b?x
https://a.b#x
?x.y
https://exa_mple.com
https://a1.b2c
https://a.1
tcp://a.b
wss://a.b
HTTPS://a.b
""".strip("\n").splitlines()
REQUESTS = r"""
https://a.b
a.b
x:y
x:
/a/b
https://
https:///
https://a b
https://a.b/ c
http://[::1
http://[::1]
1:a
https://a:b
https://a:1
https://a.b/%zz
https://a.b/%20
https://a%20b
https://a@b
https://a b@c
https://ü.de
:x
https://a.b?%zz
https://a.b#%zz
data:image/png;base64,xx
git@github.com:a/b
ssh://git@a.b/c
file:///x
x://a[b
*
https://<a>
https://a\b
git+ssh://a/b
-a:b
https://a:1:2
x://a:1:2
https://[fe80::1%25en0]/x
oci://a.b/c
""".strip("\n").splitlines()
