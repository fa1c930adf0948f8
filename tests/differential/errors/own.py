# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm's own functions, a few templates each: what they give, or how they fail."""
# ruff: noqa: E501 - templates are long lines

from __future__ import annotations

VALUES = """\
text: hello
spaced: " padded "
number: 5
big: 123456789012
float: 1.5
whole: 2.0
yes_: true
none: ~
empty: {}
nothing: []
list: [a, b, 3, ~, {k: v}]
table: {b: 1, a: {z: ~, y: [1, 2]}, "10": ten, "x y": 2}
odd: {date: 2020-01-02, colon: "a: b", hash: "# no", dash: "- no", star: "*x", quote: 'it''s', double: '"', yes: "yes", null_: "null", num: "1e3", octal: "0777", tilde: "~", at: "@x", percent: "%x", blank: "", tab: "a\\tb", bang: "!x", amp: "&x", bar: "|", gt: ">", bracket: "[x", brace: "{x", comma: "a, b", colon_end: "a:", unicode: "äö€😀", control: "\\x01", newline: "a\\nb", trail: "a ", lead: " a"}
block: |
  one
    two

  three
keep: |+
  one

folded: >
  some text
  that goes on
long: aaaaaaaaaa bbbbbbbbbb cccccccccc dddddddddd eeeeeeeeee ffffffffff gggggggggg hhhhhhhhhh iiiiiiiiii jjjjjjjjjj kkkkkkkkkk
yaml: "a: 1\\nb: [x, {y: ~}]\\n"
yamls: "- 1\\n- a: b\\n"
json: '{"a": [1, 2.5, null, true], "b": "<&>"}'
jsons: '[1, {"a": null}]'
toml: "a = 1\\nb = [1.5, 2]\\n[c]\\nd = 'x'\\ne = 1979-05-27T07:32:00Z\\n"
"""

HELPERS = """\
{{- define "name" -}}{{ .Chart.Name }}-{{ .Release.Name }}{{- end }}
{{- define "lines" }}
one
two
{{ end }}
{{- define "counts" -}}{{ if . }}{{ . }} {{ include "counts" (sub . 1) }}{{ end }}{{- end }}
"""

_SHOW = "a: |-\n{{ %s | indent 2 }}\n"


def _shown(*expressions: str) -> dict[str, str]:
    return {expression: _SHOW % expression for expression in expressions}


# common.Values becomes a map[string]interface {} of the same entries where a function takes one
_CONVERTED = {
    "merge of values can be digged": '{{ $v := merge .Values }}a: {{ dig "table" "b" "d" $v }} {{ typeOf $v }} {{ typeOf .Values }}\n',
    "values cannot be digged": '{{ dig "b" 1 .Values }}',
    "set of values": '{{ $v := set .Values "new" 1 }}a: {{ .Values.new }} {{ typeOf $v }} {{ $w := set $v "more" 2 }}{{ .Values.more }}{{ $w.more }}\n',
    "unset of values": '{{ $v := unset .Values "text" }}a: {{ typeOf $v }} {{ $_ := set .Values "z" 1 }}{{ $v.z }} {{ hasKey .Values "text" }}\n',
    "mergeOverwrite of values": '{{ $v := mergeOverwrite .Values (dict "text" 2) }}a: {{ .Values.text }}{{ $v.text }} {{ $_ := unset $v "text" }}{{ len .Values }} {{ len $v }}\n',
    "set of the dot": '{{ $v := set . "k" 1 }}a: {{ typeOf $v }} {{ .k }} {{ dig "Values" "b" "d" $v }}\n',
    "merge of the dot": '{{ $v := merge . (dict "k" (dict "l" 1)) }}a: {{ $v.k.l }}{{ .k.l }} {{ kindOf $v }} {{ eq (len $v) (len .) }}\n',
    "copies of values": "{{ $v := merge .Values }}a: {{ typeOf (deepCopy .Values) }} {{ typeOf (deepCopy $v) }} {{ deepEqual $v .Values }} {{ eq (toJson $v) (toJson .Values) }}\n",
    "methods of merged values": "{{ $v := merge .Values }}a: {{ $v.AsMap }}\n",
}

TEMPLATES = {
    **_CONVERTED,
    **_shown(
        'include "name" .',
        'include "lines" . | trim',
        'include "counts" 5',
        'include (printf "%s" "name") $',
        'include "web/templates/_helpers.tpl" .',
        'include "name" (dict "Chart" (dict "Name" "x") "Release" (dict "Name" 1))',
        'tpl "{{ .Values.text }}" .',
        'tpl "" .',
        'tpl "{{ include \\"name\\" . }}" .',
        'tpl "{{ define \\"n\\" }}x{{ end }}{{ include \\"n\\" . }}{{ include \\"name\\" . }}" .',
        'tpl "{{ . }}" 5',
        'tpl "{{ . }}" nil',
        'tpl "{{ $ | len }}" (list 1 2)',
        'tpl "{{ .Template.Name }} {{ .Template.BasePath }}" .',
        'tpl (printf "{{ upper %q }}" .Values.text) .',
        'tpl "{{ .Values.nope }}" .',
        'tpl "{{ tpl .Values.text . }}" .',
        'tpl "{{ $x := 1 }}{{ range $i := until 3 }}{{ $x = add $x $i }}{{ end }}{{ $x }}" .',
        'required "m" .Values.text',
        'required "m" .Values.number | toString',
        'required "m" 0 | toString',
        'required "m" false | toString',
        'required "m" .Values.empty | toJson',
        'required "m" (list) | toJson',
        'required "m" " "',
        'lookup "v1" "Pod" "ns" "name" | toJson',
        'lookup "apps/v1" "Deployment" "" "" | toJson',
        '(lookup "v1" "Secret" "ns" "n").data | toJson',
        'index (lookup "v1" "Secret" "ns" "n") "data" | toJson',
        'getHostByName "localhost" | quote',
        'getHostByName "" | quote',
        'fail "x"',
        'fail (printf "%v" .Values.table)',
        'fail (include "name" .)',
    ),
    **_shown(
        *(
            f"{function} .Values.{value}"
            for function in ("toYaml", "toYamlPretty", "toJson")
            for value in ("odd", "list", "table", "block", "keep", "folded", "long", "big", "float", "whole", "none")
        ),
        "toYaml .Values",
        "toYamlPretty .Values",
        "toJson .Values",
        "mustToYaml .Values",
        "mustToJson .Values",
        "toToml .Values",
        "mustToToml .Values.table",
        "toYaml .Chart",
        "toYaml .Release",
        "toYaml .Capabilities.KubeVersion",
        "toJson .Chart",
        "toJson .Capabilities",
        "toJson .Template",
        "toToml .Release",
        "toYaml .Values.empty",
        "toYaml .Values.nothing",
        "toYaml .Values.nope",
        "toYaml (dict)",
        "toYaml (list)",
        'toYaml "a\\nb"',
        'toYaml "a\\n"',
        'toYaml "\\n"',
        'toYaml " a\\nb"',
        'toYaml (list (list 1 2) (list) (dict "a" (list)))',
        'toYaml (dict "a" (dict "b" (list (dict "c" nil))))',
        "toYaml (list 1 1.0 1.5 100000000000000000000 -0.0 1e-7)",
        "toYaml (list true nil (int64 5) (float64 5))",
        'mustToYaml (dict "a" "b: c")',
        "mustToYaml .Values.list",
        "mustToYaml nil",
        'toYamlPretty (list (list 1 2) (dict "a" (list 1)))',
        "toYamlPretty nil",
        'toJson "<a href=\\"x\\">&\\u2028"',
        "toJson (list 1 1.5 1e21 1e-7 nil true)",
        "toJson nil",
        'mustToJson (dict "b" 1 "a" (list))',
        "mustToJson nil",
        'toToml (dict "a" 1 "b" (dict "c" (list 1 2)) "d" (list (dict "e" 1.5) (dict "f" "x")))',
        'toToml (dict "a b" "x\\ny" "q" "\\"" "t" true)',
        'toToml (dict "a" (list 1 "x"))',
        'toToml (dict "n" nil)',
        "toToml 5",
        "toToml (list 1)",
        'mustToToml (dict "a" nil)',
        "mustToToml nil",
        'mustToToml (dict "a" (list (list 1) (list "x")))',
        'mustToToml "x"',
    ),
    **_shown(
        "fromYaml .Values.yaml | toJson",
        'fromYaml "a: 1.0" | toJson',
        'fromYaml "a: 0644\\nb: yes\\nc: 1_000\\nd: 2020-01-01\\ne: ~\\nf: .5" | toJson',
        'fromYaml "a: b: c" | toJson',
        'fromYaml "- 1" | toJson',
        'fromYaml "5" | toJson',
        'fromYaml "" | toJson',
        'fromYaml "a: &x {b: 1}\\nc: {<<: *x, d: 2}" | toJson',
        'fromYaml "a: 1\\na: 2" | toJson',
        'fromYaml "1: a\\ntrue: b\\n~: c" | toJson',
        'fromYaml "a: 1\\n---\\nb: 2" | toJson',
        "(fromYaml .Values.yaml).b | toJson",
        "fromYamlArray .Values.yamls | toJson",
        'fromYamlArray "a: 1" | toJson',
        'fromYamlArray "[" | toJson',
        'fromYamlArray "" | toJson',
        'fromYamlArray "- 1\\n- x\\n- ~\\n- [a]" | toJson',
        'fromYamlArray "5" | toJson',
        "fromJson .Values.json | toJson",
        'fromJson "[1]" | toJson',
        'fromJson "{" | toJson',
        'fromJson "" | toJson',
        'fromJson "{\\"a\\": 1e3}" | toJson',
        'fromJson "{\\"a\\":12345678901234567890}" | toYaml',
        "fromJsonArray .Values.jsons | toJson",
        'fromJsonArray "{}" | toJson',
        'fromJsonArray "[1," | toJson',
        'fromJsonArray "" | toJson',
        'fromJsonArray "null" | toJson',
        "fromToml .Values.toml | toJson",
        'fromToml "a = " | toJson',
        'fromToml "a = 1\\na = 2" | toJson',
        'fromToml "" | toJson',
        'fromToml "[[a]]\\nb = 1\\n[[a]]\\nb = 2" | toJson',
        'fromToml "a.b.c = 1_000\\nx = 0x1F\\ny = inf" | toYaml',
        'fromToml "[a]\\n[a]" | toJson',
    ),
    **_shown(
        'mustToDuration "1h30m" | toString',
        'mustToDuration "1.5s" | toString',
        "mustToDuration 90 | toString",
        "mustToDuration 1.5 | toString",
        "mustToDuration .Values.number | toString",
        "mustToDuration nil",
        'mustToDuration "1 hour"',
        *(
            f"{function} {value} | toString"
            for function in (
                "durationSeconds",
                "durationMilliseconds",
                "durationMicroseconds",
                "durationNanoseconds",
                "durationMinutes",
                "durationHours",
                "durationDays",
                "durationWeeks",
            )
            for value in ('"36h15m"', '"-1.5ms"', "90", "1.5", '"x"', "nil", "true")
        ),
        *(
            f"{function} {value} | toString"
            for function in ("durationRoundTo", "durationTruncateTo")
            for value in ('"2h13m" "30m"', '"-90s" "1m"', '"1h" "0s"', "95 60", '"x" "1m"', '"1h" "x"', '"1.5ms" "1ms"')
        ),
    ),
}
