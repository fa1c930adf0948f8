# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts that nobody would write, and some that only an enemy would: path -> content over a chart that is fine."""

from __future__ import annotations

from typing import Callable, Union

Files = dict[str, Union[str, bytes]]

FINE: Files = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "size: 1\n",
    "templates/a.yaml": "kind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: {{ .Values.size | quote }}\n",
}


def template(text: Union[str, bytes]) -> Files:
    """A chart with this in a template's place."""
    return {"templates/a.yaml": text}


def values(text: Union[str, bytes], use: str = "{{ len .Values }}") -> Files:
    """A chart with these values, and a template that uses them."""
    return {"values.yaml": text, "templates/a.yaml": f"kind: A\na: {use}\n"}


def _aliases(levels: int, width: int) -> str:
    lines = ["a0: &a0 [" + ", ".join(["x"] * width) + "]"]
    lines += [f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * width) + "]" for level in range(1, levels)]
    return "\n".join(lines) + "\n"


def _deep(levels: int) -> str:
    return "a: " + "[" * levels + "1" + "]" * levels + "\n"


def _nested(levels: int) -> str:
    return "".join("{{ range until 100 }}" for _unused in range(levels)) + "x" + "{{ end }}" * levels


_LOOP = '{{ $d := dict }}{{ $_ := set $d "d" $d }}'

# What helm has a sane answer to: ours is the same.
ODD: dict[str, Callable[[], Files]] = {
    "binary file": lambda: {
        "bin/blob": bytes(range(256)) * 4,
        **template('kind: A\na: {{ .Files.Get "bin/blob" | b64enc }}\n'),
    },
    "binary file as it is": lambda: {"blob": bytes(range(1, 256)), **template('{{ .Files.Get "blob" | quote }}\n')},
    "secrets of binary files": lambda: {
        "bin/blob": bytes(range(256)),
        **template('kind: A\ndata:\n{{ (.Files.Glob "bin/*").AsSecrets | indent 2 }}\n'),
    },
    "config of binary files": lambda: {
        "bin/blob": b"\x00\xff\xfe text",
        **template('kind: A\ndata:\n{{ (.Files.Glob "bin/*").AsConfig | indent 2 }}\n'),
    },
    "template that is no UTF-8": lambda: template(b"kind: A\na: '\xff\xfe\xe9'\n"),
    "template that is no UTF-8, inside an action": lambda: template(b'kind: A\na: {{ "\xff\xe9" | quote }}\n'),
    "values that are no UTF-8": lambda: values(b"a: '\xff\xe9'\n"),
    "Chart.yaml that is no UTF-8": lambda: {
        "Chart.yaml": b"apiVersion: v2\nname: web\nversion: 1.0.0\ndescription: \xff\n"
    },
    "template of nothing but zeros": lambda: template(bytes(64)),
    "a zero in values": lambda: values("a: 'x\0y'\n"),
    "CRLF in a template": lambda: template(
        "kind: A\r\na: {{ .Values.size }}\r\n---\r\nkind: B\r\nb: |\r\n  x\r\n  y\r\n"
    ),
    "CRLF in values": lambda: values("a: |\r\n  x\r\n  y\r\nb: 1\r\n", "{{ toYaml .Values | nindent 2 }}"),
    "CRLF in a partial": lambda: {
        "templates/_h.tpl": '{{- define "h" -}}\r\nx: 1\r\n{{- end }}\r\n',
        **template('kind: A\r\n{{ include "h" . }}\r\n'),
    },
    "carriage returns only": lambda: template("kind: A\ra: 1\r"),
    "BOM in a template": lambda: template(b"\xef\xbb\xbfkind: A\na: {{ .Values.size }}\n"),
    "BOM in values": lambda: values(b"\xef\xbb\xbfa: 1\n"),
    "BOM in Chart.yaml": lambda: {"Chart.yaml": b"\xef\xbb\xbfapiVersion: v2\nname: web\nversion: 1.0.0\n"},
    "BOM in the middle": lambda: template("kind: A\na: '\ufeff'\n"),
    "empty template": lambda: template(""),
    "empty values": lambda: values(""),
    "values that are a list": lambda: values("[1, 2]\n"),
    "values that are a text": lambda: values("just text\n"),
    "tabs in values": lambda: values("a:\n\tb: 1\n"),
    "100,000 keys": lambda: values("".join(f"key{number}: {number}\n" for number in range(100_000))),
    "values of 10 MB": lambda: values("a: " + "x" * 10_000_000 + "\n", "{{ len .Values.a }}"),
    "10 MB in a block": lambda: values("a: |\n" + ("  " + "y" * 98 + "\n") * 100_000, "{{ .Values.a | sha256sum }}"),
    "a line of 1 MB in a template": lambda: template("kind: A\na: " + "x" * 1_000_000 + "\n"),
    "a file of 5 MB": lambda: {"f": "z" * 5_000_000, **template('kind: A\na: {{ .Files.Get "f" | sha256sum }}\n')},
    "10,000 documents": lambda: template("{{ range until 10000 }}---\nkind: A\nmetadata: {name: x{{ . }}}\n{{ end }}"),
    "1,000 templates": lambda: {f"templates/t{number}.yaml": f"kind: A\na: {number}\n" for number in range(1000)},
    "values 60 deep": lambda: values("a: " + "[" * 60 + "1" + "]" * 60 + "\n", "{{ toJson .Values | quote }}"),
    "recursion 900 deep": lambda: {
        "templates/_h.tpl": '{{ define "h" }}{{ if lt . 900 }}{{ include "h" (add1 .) }}{{ end }}{{ end }}',
        **template('kind: A\na: {{ include "h" 0 }}\n'),
    },
    "include without end": lambda: {
        "templates/_h.tpl": '{{ define "h" }}{{ include "h" . }}{{ end }}',
        **template('kind: A\na: {{ include "h" . }}\n'),
    },
    "parentheses, 1,000": lambda: template("kind: A\na: {{ " + "(" * 1000 + "1" + ")" * 1000 + " }}\n"),
    "if, 60 deep": lambda: template("kind: A\na: " + "{{ if true }}" * 60 + "x" + "{{ end }}" * 60 + "\n"),
    "a regular expression that takes others for ever": lambda: template(
        'kind: A\na: {{ regexMatch "^(a+)+$" (printf "%s!" (repeat 40 "a")) }}\n'
    ),
    "a regular expression too large": lambda: template('kind: A\na: {{ regexMatch "((a{100}){100}){100}" "a" }}\n'),
    "anchors, within what is allowed": lambda: values(_aliases(3, 5), "{{ len .Values.a2 }}"),
    "alias bomb": lambda: values(_aliases(9, 9)),
    "alias bomb in fromYaml": lambda: {
        "bomb": _aliases(9, 9),
        **template('kind: A\na: {{ (.Files.Get "bomb" | fromYaml).Error | quote }}\n'),
    },
    "alias of itself": lambda: values("a: &a [*a]\n"),
    "merge of itself": lambda: values("a: &a\n  <<: *a\n"),
    "repeat less than nothing": lambda: template('kind: A\na: {{ repeat -1 "x" | quote }}\n'),
    "until less than nothing": lambda: template("kind: A\na: {{ until -3 }}\n"),
    "printf with a width of 1e9": lambda: template('kind: A\na: {{ printf "%1000000000d" 1 | quote }}\n'),
    "a dict in itself": lambda: template(_LOOP + "a: {{ toYaml $d | quote }}\n"),
    "a dict in itself, as JSON": lambda: template(_LOOP + "a: {{ toJson $d | quote }}\n"),
    "a dict in itself, as JSON by force": lambda: template(_LOOP + "a: {{ mustToJson $d }}\n"),
    "a dict in itself, as YAML by force": lambda: template(_LOOP + "a: {{ mustToYaml $d }}\n"),
    "a block at the end of a file without a line's end": lambda: values("a: |\n  x", "{{ .Values.a | quote }}"),
    "values 20,000 deep": lambda: values(_deep(20_000)),
    "seq over nothing": lambda: template("kind: A\na: {{ seq 5 2 | quote }}\n"),
}

# What helm would answer only after minutes, or with the whole memory: one clear error. The words that it has.
BOMBS: dict[str, tuple[Callable[[], Files], str]] = {
    "until 1e9": (lambda: template("{{ range until 1000000000 }}{{ end }}"), "numbers"),
    "untilStep 1e9": (lambda: template("{{ range untilStep 0 1000000000 1 }}{{ end }}"), "numbers"),
    "seq 1e9": (lambda: template("{{ seq 1000000000 }}"), "numbers"),
    "repeat 1e9": (lambda: template('{{ repeat 1000000000 "ab" }}'), ""),
    "doubling a text": (
        lambda: template('{{ $x := "ab" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}{{ len $x }}'),
        "",
    ),
    "doubling by include": (
        lambda: {
            "templates/_h.tpl": "".join(
                f'{{{{ define "h{n}" }}}}{{{{ include "h{n + 1}" . }}}}{{{{ include "h{n + 1}" . }}}}{{{{ end }}}}'
                for n in range(60)
            )
            + '{{ define "h60" }}x{{ end }}',
            **template('{{ include "h0" . }}'),
        },
        "",
    ),
    "loops in loops": (lambda: template(_nested(6)), ""),
    "a number of rounds": (lambda: template("{{ range 1000000000000 }}{{ end }}"), ""),
    "doubling a list": (
        lambda: template("{{ $x := list 1 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}{{ len $x }}"),
        "",
    ),
    "replace that grows": (
        lambda: template('{{ $x := repeat 1000000 "a" }}{{ $x | replace "a" (repeat 10000 "b") | len }}'),
        "",
    ),
    "indent that grows": (lambda: template('{{ repeat 1000000 "\\n" | indent 100000 | len }}'), ""),
    "tpl in tpl": (lambda: values("a: '{{ tpl .Values.a . }}'\n", "{{ tpl .Values.a . }}"), ""),
    "template without end": (
        lambda: {
            "templates/_h.tpl": '{{ define "h" }}{{ template "h" . }}{{ end }}',
            **template('{{ template "h" . }}'),
        },
        "",
    ),
    "parentheses, 100,000": (lambda: template("{{ " + "(" * 100_000 + "1" + ")" * 100_000 + " }}"), ""),
    "if, 50,000 deep": (lambda: template("{{ if true }}" * 50_000 + "{{ end }}" * 50_000), ""),
    "a dict in itself, printed": (lambda: template('{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}'), ""),
    "a dict in itself, copied": (
        lambda: template('{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ len (deepCopy $d) }}'),
        "",
    ),
    "laughs in YAML": (
        lambda: template("{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ toYaml $x }}"),
        "",
    ),
    "laughs in print": (
        lambda: template("{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ print $x }}"),
        "",
    ),
    "laughs in a copy": (
        lambda: template("{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ deepCopy $x }}"),
        "",
    ),
    "quotes of quotes": (
        lambda: template('{{ $x := `"` }}{{ range until 60 }}{{ $x = quote $x }}{{ end }}{{ len $x }}'),
        "",
    ),
    "random characters": (lambda: template("{{ nospace (randAlphaNum 1000000000) | len }}"), ""),
    "many keys from genCA": (lambda: template('{{ range until 100000 }}{{ genPrivateKey "rsa" | len }}{{ end }}'), ""),
    "regexReplaceAll that grows": (
        lambda: template('{{ regexReplaceAll "a" (repeat 1000000 "a") (repeat 10000 "b") | len }}'),
        "",
    ),
    "split that grows": (lambda: template('{{ splitList "" (repeat 100000000 "a") | len }}'), ""),
}

# Those that only the limit of time ends: seconds each, so make test runs one, and make bombs all.
SLOW = (
    *("doubling by include", "laughs in YAML", "laughs in print", "laughs in a copy", "quotes of quotes"),
    *("many keys from genCA", "regexReplaceAll that grows"),
)
