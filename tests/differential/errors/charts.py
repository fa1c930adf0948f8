# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts that cannot be loaded or installed: by what Chart.yaml says, and by other files of the chart."""
# ruff: noqa: E501 - charts and templates are long lines

from __future__ import annotations

GOOD = "apiVersion: v2\nname: web\nversion: 0.1.0\n"

# Chart.yaml's text
CHART_FILES = {
    "empty": "",
    "only a comment": "# nothing\n",
    "text": "hello\n",
    "list": "- a\n",
    "null": "~\n",
    "broken": "apiVersion: v2\nname: web\nversion: a: b\n",
    "tab": "apiVersion: v2\n\tname: web\n",
    "bracket without end": "name: [\n",
    "api version v3": "apiVersion: v3\nname: web\nversion: 0.1.0\n",
    "api version of something else": "apiVersion: apps/v1\nname: web\nversion: 0.1.0\n",
    "api version that is a number": "apiVersion: 2\nname: web\nversion: 0.1.0\n",
    "api version that is a list": "apiVersion: [v2]\nname: web\nversion: 0.1.0\n",
    "no name": "apiVersion: v2\nversion: 0.1.0\n",
    "name with a slash": "apiVersion: v2\nname: a/b\nversion: 0.1.0\n",
    "name with parents": "apiVersion: v2\nname: ../b\nversion: 0.1.0\n",
    "name of dots": 'apiVersion: v2\nname: ".."\nversion: 0.1.0\n',
    "name of a dot": "apiVersion: v2\nname: .\nversion: 0.1.0\n",
    "name that is a table": "apiVersion: v2\nname: {a: 1}\nversion: 0.1.0\n",
    "name that is a list": "apiVersion: v2\nname: [a]\nversion: 0.1.0\n",
    "no version": "apiVersion: v2\nname: web\n",
    "empty version": 'apiVersion: v2\nname: web\nversion: ""\n',
    "version that is none": "apiVersion: v2\nname: web\nversion: latest\n",
    "version of four parts": "apiVersion: v2\nname: web\nversion: 1.2.3.4\n",
    "version with a bad prerelease": "apiVersion: v2\nname: web\nversion: 1.2.3-a_b\n",
    "version with a plus of its own": "apiVersion: v2\nname: web\nversion: 1.2.3+a+b\n",
    "version that is a list": "apiVersion: v2\nname: web\nversion: [1]\n",
    "unknown type": GOOD + "type: service\n",
    "library": GOOD + "type: library\n",
    "type that is a list": GOOD + "type: [a]\n",
    "kube version too new": GOOD + 'kubeVersion: ">=1.99.0"\n',
    "kube version too old": GOOD + 'kubeVersion: "<1.20 || ~1.21.1"\n',
    "kube version without prerelease": GOOD + 'kubeVersion: "1.2 - 1.5"\n',
    "kube version that is none": GOOD + "kubeVersion: newest\n",
    "kube version that is half one": GOOD + 'kubeVersion: ">= 1.20, <x"\n',
    "kube version that is a list": GOOD + "kubeVersion: [1]\n",
    "keywords that are text": GOOD + "keywords: a\n",
    "sources that are a table": GOOD + "sources: {a: b}\n",
    "maintainers that are text": GOOD + "maintainers: me\n",
    "maintainers that are texts": GOOD + "maintainers: [me]\n",
    "maintainer that is null": GOOD + "maintainers:\n- name: a\n-\n",
    "annotations that are a list": GOOD + "annotations: [a]\n",
    "annotation that is a table": GOOD + "annotations: {a: {b: c}}\n",
    "annotation that is a list": GOOD + "annotations:\n  a: [b]\n",
    "deprecated that is text": GOOD + "deprecated: maybe\n",
    "home that is a table": GOOD + "home: {a: b}\n",
    "dependencies that are a table": GOOD + "dependencies: {name: a}\n",
    "dependencies that are texts": GOOD + "dependencies: [a]\n",
    "dependency that is null": GOOD + "dependencies:\n- name: a\n  version: 1.0.0\n-\n",
    "dependency that is missing": GOOD + "dependencies:\n- name: a\n  version: 1.0.0\n  repository: http://localhost\n",
    "dependencies that are missing": GOOD
    + "dependencies:\n- {name: a, version: 1}\n- {name: b, version: 2}\n- {name: c}\n",
    "dependency with a bad alias": GOOD + "dependencies:\n- name: a\n  version: 1.0.0\n  alias: a.b\n",
    "dependency without name": GOOD + "dependencies:\n- version: 1.0.0\n",
    "dependencies of one name": GOOD + "dependencies:\n- {name: a, version: 1}\n- {name: a, version: 2}\n",
    "dependencies of one alias": GOOD + "dependencies:\n- {name: a, version: 1, alias: x}\n- {name: x, version: 2}\n",
    "dependency with tags that are text": GOOD + "dependencies:\n- {name: a, version: 1, tags: x}\n",
    "dependency with a number as version": GOOD + "dependencies:\n- {name: a, version: [1]}\n",
    "dependency with import-values that are text": GOOD + "dependencies:\n- {name: a, version: 1, import-values: x}\n",
    "dependency with enabled that is text": GOOD + "dependencies:\n- {name: a, version: 1, enabled: x}\n",
    "missing dependency of a v1 chart": "apiVersion: v1\nname: web\nversion: 1.0.0\ndependencies:\n- {name: a, version: 1}\n",
}

SUB = "apiVersion: v2\nname: sub\nversion: 1.0.0\n"
TEMPLATE = "a: 1\n"

# the chart's files, over a Chart.yaml that is fine and one template
CHARTS = {
    "no Chart.yaml": {"Chart.yaml": None},
    "Chart.yml": {"Chart.yaml": None, "Chart.yml": GOOD},
    "nothing at all": {"Chart.yaml": None, "templates/a.yaml": None},
    "values that are broken": {"values.yaml": "a: 1\nb: [\n"},
    "values that are a list": {"values.yaml": "- a\n"},
    "values that are text": {"values.yaml": "hello\n"},
    "values with tabs": {"values.yaml": "a:\n\tb: 1\n"},
    "values of a template": {"values.yaml": "a: {{ .Release.Name }}\n"},
    "values with a null key": {"values.yaml": "~: 1\n"},
    "values with infinity": {"values.yaml": "a: .inf\n"},
    "values with a bad merge": {"values.yaml": "a: {<<: 1}\n"},
    "values with an unknown anchor": {"values.yaml": "a: *b\n"},
    "values with a list as key": {"values.yaml": "{[a]: 1}\n"},
    "values that are not utf-8": {"values.yaml": b"a: \xff\n"},
    "schema that is broken": {"values.schema.json": "{"},
    "schema that is empty": {"values.schema.json": ""},
    "lock that is broken": {"Chart.lock": "a: [\n"},
    "lock that is text": {"Chart.lock": "hello\n"},
    "lock with a bad date": {"Chart.lock": "dependencies: []\ngenerated: yesterday\n"},
    "requirements that are broken": {
        "Chart.yaml": "apiVersion: v1\nname: web\nversion: 1.0.0\n",
        "requirements.yaml": "dependencies: [\n",
    },
    "requirements that are text": {
        "Chart.yaml": "apiVersion: v1\nname: web\nversion: 1.0.0\n",
        "requirements.yaml": "dependencies: x\n",
    },
    "requirements that are missing": {
        "Chart.yaml": "apiVersion: v1\nname: web\nversion: 1.0.0\n",
        "requirements.yaml": "dependencies:\n- {name: a, version: 1, repository: x}\n",
    },
    "requirements.lock that is broken": {
        "Chart.yaml": "apiVersion: v1\nname: web\nversion: 1.0.0\n",
        "requirements.lock": "dependencies: {\n",
    },
    "subchart without Chart.yaml": {"charts/sub/values.yaml": "a: 1\n"},
    "subchart with an empty Chart.yaml": {"charts/sub/Chart.yaml": ""},
    "subchart with a broken Chart.yaml": {"charts/sub/Chart.yaml": "a: b: c\n"},
    "subchart without version": {"charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\n"},
    "subchart of another name": {"charts/sub/Chart.yaml": "apiVersion: v2\nname: a/b\nversion: 1.0.0\n"},
    "subchart with broken values": {"charts/sub/Chart.yaml": SUB, "charts/sub/values.yaml": "a: [\n"},
    "subchart with a broken schema": {"charts/sub/Chart.yaml": SUB, "charts/sub/values.schema.json": "{"},
    "subchart's parse error": {"charts/sub/Chart.yaml": SUB, "charts/sub/templates/s.yaml": "\n{{ if }}\n"},
    "subchart's helper's parse error": {"charts/sub/Chart.yaml": SUB, "charts/sub/templates/_h.tpl": "{{ define }}\n"},
    "subchart's exec error": {"charts/sub/Chart.yaml": SUB, "charts/sub/templates/s.yaml": "\na: {{ .Values.a.b }}\n"},
    "subchart's error in the parent's helper": {
        "charts/sub/Chart.yaml": SUB,
        "charts/sub/templates/s.yaml": 'a: {{ include "web.h" . }}\n',
        "templates/_h.tpl": '{{ define "web.h" }}\n  {{ .Values.x.y.z }}{{ end }}\n',
    },
    "subchart's manifest": {"charts/sub/Chart.yaml": SUB, "charts/sub/templates/deep/er/s.yaml": "a: b: c\n"},
    "subchart's notes": {"charts/sub/Chart.yaml": SUB, "charts/sub/templates/NOTES.txt": "{{ .Values.a.b }}\n"},
    "subchart of a subchart": {
        "charts/sub/Chart.yaml": SUB,
        "charts/sub/charts/deep/Chart.yaml": "apiVersion: v2\nname: deep\nversion: 1.0.0\n",
        "charts/sub/charts/deep/templates/d.yaml": "a: {{ .Values.x.y }}\n",
    },
    "subchart whose values are text": {"charts/sub/Chart.yaml": SUB, "values.yaml": "sub: text\n"},
    "subchart's global that is text": {
        "charts/sub/Chart.yaml": SUB,
        "values.yaml": "global: text\n",
        "charts/sub/templates/s.yaml": "a: {{ .Values.global.x }}\n",
    },
    "archive in charts that is none": {"charts/sub-1.0.0.tgz": "hello\n"},
    "archive in charts that is empty": {"charts/sub-1.0.0.tgz": ""},
    "file in charts": {"charts/readme": "hello\n"},
    "two templates that fail": {"templates/a.yaml": "{{ .Values.a.b }}\n", "templates/b.yaml": "{{ .Values.c.d }}\n"},
    "two templates that do not parse": {"templates/b.yaml": "{{ nosuch1 }}\n", "templates/a.yaml": "{{ nosuch2 }}\n"},
    "a helper and a template that do not parse": {"templates/_h.tpl": "{{ if }}\n", "templates/a.yaml": "{{ end }}\n"},
    "notes that fail": {"templates/NOTES.txt": "hello\n{{ .Values.x.y }}\n"},
    "partial that would fail is not run": {"templates/_p.yaml": "{{ .Values.x.y }}\n", "templates/a.yaml": "a: b: c\n"},
    "template with a bad byte": {"templates/a.yaml": b"a: \xff\nb: {{ nosuch }}\n"},
    "template of a folder": {"templates/x/y/z.yaml": "a: 1\nb: {{ required `x` nil }}\n"},
    "template of another extension": {"templates/script.sh": "echo {{ .Values.x.y }}\n"},
    "template with a space in its name": {"templates/my file.yaml": "{{ .Values.x.y }}\n"},
    "hook that is broken": {"templates/hook.yaml": 'metadata:\n  annotations: {"helm.sh/hook": test}\n   a: 1\n'},
    "schema refused": {
        "values.yaml": "a: 1\n",
        "values.schema.json": '{"properties": {"a": {"type": "string"}}}',
    },
    "schemas of the chart and its subchart refused": {
        "values.yaml": "a: 1\nsub: {b: x}\n",
        "values.schema.json": '{"properties": {"a": {"type": "string"}}, "required": ["c"]}',
        "charts/sub/Chart.yaml": SUB,
        "charts/sub/values.schema.json": '{"properties": {"b": {"type": "integer"}}}',
    },
    "schemas of two subcharts refused": {
        "charts/sub/Chart.yaml": SUB,
        "charts/sub/values.schema.json": '{"required": ["b"]}',
        "charts/other/Chart.yaml": "apiVersion: v2\nname: other\nversion: 1.0.0\n",
        "charts/other/values.schema.json": '{"required": ["c"]}',
    },
    "import-values of a bad kind": {
        "Chart.yaml": GOOD + "dependencies:\n- {name: sub, version: 1.0.0, import-values: [[a]]}\n",
        "charts/sub/Chart.yaml": SUB,
        "templates/a.yaml": "{{ .Values.x.y }}\n",
    },
    "import-values without parent": {
        "Chart.yaml": GOOD + "dependencies:\n- {name: sub, version: 1.0.0, import-values: [{child: a}]}\n",
        "charts/sub/Chart.yaml": SUB,
        "templates/a.yaml": "{{ .Values.x.y }}\n",
    },
    "dependency with a bad constraint": {
        "Chart.yaml": GOOD + "dependencies:\n- {name: sub, version: x.y.z}\n",
        "charts/sub/Chart.yaml": SUB,
        "templates/a.yaml": "{{ .Subcharts.sub.x.y }}\n",
    },
    "dependency of another version": {
        "Chart.yaml": GOOD + "dependencies:\n- {name: sub, version: 2.0.0}\n",
        "charts/sub/Chart.yaml": SUB,
        "charts/sub/templates/s.yaml": "{{ .Values.x.y }}\n",
    },
    "dependency by alias fails": {
        "Chart.yaml": GOOD
        + "dependencies:\n- {name: sub, version: ^1, alias: first}\n- {name: sub, version: 1, alias: b}\n",
        "charts/sub/Chart.yaml": SUB,
        "charts/sub/templates/s.yaml": "{{ fail (print .Chart.Name .Template.Name) }}\n",
    },
}

_LOCK = "dependencies:\n- {name: t, repository: https://x, version: 0.1.0}\ndigest: sha256:x\n"
_NEEDS = "dependencies:\n- {name: t, repository: https://x, version: 0.1.0}\n"
_OLD = "apiVersion: v1\nname: {0}\nversion: 0.1.0\n"
_FILES = "kind: A\nx: {{ .Files | toJson | quote }}\nc: {{ .Chart.Dependencies | toJson | quote }}\n"
CHARTS.update(
    {
        "subchart of a requirements.lock only": {"charts/s/requirements.lock": _LOCK},
        "subchart of a requirements.lock only, old chart": {
            "Chart.yaml": _OLD.format("web"),
            "charts/s/requirements.lock": _LOCK,
        },
        "subchart of a requirements.yaml only": {"charts/s/requirements.yaml": _NEEDS},
        "subchart of both requirements": {"charts/s/requirements.yaml": _NEEDS, "charts/s/requirements.lock": _LOCK},
        "subchart of a Chart.lock only": {"charts/s/Chart.lock": _LOCK},
        "subchart of values only": {"charts/s/values.yaml": "a: 1\n"},
        "old subchart with a lock": {
            "charts/s/Chart.yaml": _OLD.format("s"),
            "charts/s/requirements.lock": _LOCK,
            "charts/s/templates/a.yaml": _FILES,
        },
        "old subchart with requirements": {
            "charts/s/Chart.yaml": _OLD.format("s"),
            "charts/s/requirements.yaml": _NEEDS,
            "charts/s/templates/a.yaml": _FILES,
        },
        "old subchart with a broken lock": {
            "charts/s/Chart.yaml": _OLD.format("s"),
            "charts/s/requirements.lock": "a: b: c",
        },
        "subchart without apiVersion with a lock": {
            "charts/s/Chart.yaml": "name: s\nversion: 0.1.0\n",
            "charts/s/requirements.lock": _LOCK,
            "charts/s/templates/a.yaml": _FILES,
        },
        "new subchart with old files": {
            "charts/s/Chart.yaml": GOOD.replace("web", "s"),
            "charts/s/requirements.yaml": _NEEDS,
            "charts/s/requirements.lock": _LOCK,
            "charts/s/templates/a.yaml": _FILES,
        },
        "old chart with a lock only": {
            "Chart.yaml": _OLD.format("web"),
            "requirements.lock": _LOCK,
            "templates/b.yaml": _FILES,
        },
        "old chart with Chart.lock": {
            "Chart.yaml": _OLD.format("web"),
            "Chart.lock": _LOCK,
            "templates/b.yaml": _FILES,
        },
        "chart of old files without Chart.yaml": {
            "Chart.yaml": None,
            "requirements.yaml": _NEEDS,
            "requirements.lock": _LOCK,
        },
    }
)
