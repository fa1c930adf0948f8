# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lint's rules for what templates render to and for CRDs, a document at a time (Go: lint/rules)."""

from __future__ import annotations

import json
import posixpath
import re
from typing import Any, Iterator

from ...base.errors import HelmError
from ...golang.quoting import quote
from ...golang.space import SPACE
from .. import metadata
from .deprecations import deprecation

Finding = tuple[str, str]  # severity, text

INFO, WARNING, ERROR = "INFO", "WARNING", "ERROR"
_EXTENSIONS = (".yaml", ".yml", ".tpl", ".txt")
_OBJECT = (
    "rules.k8sYamlStruct",
    {
        "apiVersion": "string",
        "kind": "string",
        "metadata": ("rules.k8sYamlMetadata", {"namespace": "string", "name": "string"}),
    },
)
_ITEM_METADATA = ("struct { Annotations map[string]string }", {"annotations": {"*": "string"}})
_LIST = (
    "",
    {"items": [("struct { Metadata struct { Annotations map[string]string } }", {"metadata": _ITEM_METADATA})]},
)
_MAX_LINE = 64 * 1024
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL_1123, _LABEL_1035 = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"), re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    f"'{_SUBDOMAIN.pattern}')"
)
_LABEL_1123_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    f"an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{_LABEL_1123.pattern}')"
)
_LABEL_1035_TEXT = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    f"'{_LABEL_1035.pattern}')"
)
_NAMED = {
    "service": (_LABEL_1035, 63, _LABEL_1035_TEXT),
    "namespace": (_LABEL_1123, 63, _LABEL_1123_TEXT),
}
_RBAC = ("role", "clusterrole", "rolebinding", "clusterrolebinding")
_SELECTING = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")


class Unparsable(Exception):
    """A document that is no YAML: helm looks at nothing else after it."""


def of_template(name: str, text: str) -> Iterator[Finding]:
    """Yield what is to say about a template and the text that it rendered to; Unparsable ends the linting."""
    extension = posixpath.splitext(posixpath.basename(name))[1] if not _is_dot_file(name) else posixpath.basename(name)
    if extension not in _EXTENSIONS:
        yield ERROR, f"file extension '{extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"
    if extension.lower() not in (".yaml", ".yml") or not text.strip(SPACE):
        return
    indent = _indent(text)
    if indent:
        yield WARNING, indent
    for found in _objects(text):
        yield from _of_object(found, text)


def of_crd(data: bytes) -> Iterator[Finding]:
    """Yield what is to say about a file in crds/; Unparsable ends the linting."""
    for found in _objects(data.decode("utf-8", "surrogateescape")):
        if not str(found.get("apiVersion", "")).startswith("apiextensions.k8s.io"):
            yield ERROR, "apiVersion is not in 'apiextensions.k8s.io'"
        if found.get("kind", "") != "CustomResourceDefinition":
            yield ERROR, "object kind is not 'CustomResourceDefinition'"


def _is_dot_file(name: str) -> bool:
    """Go's filepath.Ext of ".x" is ".x", Python's is nothing."""
    base = posixpath.basename(name)
    return base.startswith(".") and "." not in base[1:]


def _of_object(found: dict[str, Any], text: str) -> Iterator[Finding]:
    kind, name = str(found.get("kind", "")), str((found.get("metadata") or {}).get("name", ""))
    refusals = _name_refusals(kind.lower(), name)
    if refusals:
        each = [f"metadata.name: Invalid value: {quote(name)}: {refusal}" for refusal in dict.fromkeys(refusals)]
        said = each[0] if len(each) == 1 else f"[{', '.join(each)}]"
        yield WARNING, f"object name does not conform to Kubernetes naming requirements: {quote(name)}: {said}"
    deprecated = deprecation(str(found.get("apiVersion", "")), kind)
    if deprecated:
        yield WARNING, deprecated
    if kind in _SELECTING and "matchLabels" not in text and "matchExpressions" not in text:
        yield ERROR, f"a {kind} must contain matchLabels or matchExpressions, and {quote(name)} does not"
    if kind == "List":
        yield from _of_list(text)


def _of_list(text: str) -> Iterator[Finding]:
    try:
        found = metadata.read_struct(text.encode("utf-8", "surrogateescape"), _LIST) or {}
    except HelmError as error:
        yield (
            ERROR,
            f"unable to parse YAML: {error.problem.replace('[]*struct', '[]struct')}",
        )  # no pointers in this one
        return
    items = [item or {} for item in found.get("items") or []]
    if any("helm.sh/resource-policy" in ((item.get("metadata") or {}).get("annotations") or {}) for item in items):
        yield ERROR, "annotation 'helm.sh/resource-policy' within List objects are ignored"


def _name_refusals(kind: str, name: str) -> list[str]:
    """Return why a kind of object cannot have that name (Go: apimachinery/pkg/api/validation)."""
    if kind == "certificatesigningrequest":
        return []
    if kind in _RBAC:
        if name in (".", ".."):
            return [f"may not be '{name}'"]
        return [f"may not contain '{mark}'" for mark in "/%" if mark in name]
    pattern, longest, text = _NAMED.get(kind, (_SUBDOMAIN, 253, _SUBDOMAIN_TEXT))
    refusals = []
    if len(name.encode("utf-8", "surrogateescape")) > longest:
        refusals.append(f"must be no more than {longest} characters")
    if not pattern.fullmatch(name):
        refusals.append(text)
    return refusals


def _indent(text: str) -> str:
    """Return what is wrong with the first line that is not blank, "" for nothing."""
    for line in text.split("\n"):
        if len(line) >= _MAX_LINE:
            return "bufio.Scanner: token too long"
        if line.strip(SPACE):
            line = line.rstrip("\r") if line.endswith("\r") else line
            illegal = f"document starts with an illegal indent: {quote(line)}, which may cause parsing problems"
            return illegal if line.startswith((" ", "\t")) else ""
    return ""


# Documents (Go: apimachinery/pkg/util/yaml, YAMLOrJSONDecoder)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the head of every object in text: apiVersion, kind, metadata. Unparsable with helm's words."""
    objects, at, problem = _json_objects(text) if text.lstrip(SPACE).startswith("{") else ([], 0, "")
    yield from objects
    if len(objects) > 1 and problem:
        raise Unparsable(f"unable to parse YAML: {problem}")
    for document in _documents(text[at:]):
        try:
            found = metadata.read_struct(document.encode("utf-8", "surrogateescape"), _OBJECT)
        except HelmError as error:
            raise Unparsable(f"unable to parse YAML: {problem or error.problem}") from error
        if found is not None:
            yield found


def _json_objects(text: str) -> tuple[list[dict[str, Any]], int, str]:
    """Return the JSON objects that text begins with, where they end, and what Go says of what follows them."""
    objects: list[dict[str, Any]] = []
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        start = at + len(text[at:]) - len(text[at:].lstrip())
        try:
            found, at = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            return objects, at, _json_problem(text[start:], error.pos + 1)
        except RecursionError:
            return objects, at, "json: exceeded max depth"
        if not isinstance(found, dict):
            return objects, start, ""
        try:
            head = metadata.read_struct(json.dumps(found).encode(), _OBJECT)
        except HelmError as error:
            return objects, start, error.problem.rpartition("while decoding JSON: ")[2]
        objects.append(head or {})
    return objects, len(text), ""


def _json_problem(text: str, offset: int) -> str:
    from ...codecs.json import codec as json_codec

    try:
        json_codec.loads(text)
    except HelmError as error:
        return "unexpected EOF" if "unexpected end" in error.problem else f"json: offset {offset}: {error.problem}"
    return "unexpected EOF"


def _documents(text: str) -> Iterator[str]:
    """Yield the documents of a YAML stream. Unparsable where a separator has something behind it."""
    lines: list[str] = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if not line.startswith("---"):
            lines.append(line)
            continue
        rest = line[3:].strip(SPACE)
        if rest and not rest.startswith("#"):
            raise Unparsable(f"unable to parse YAML: invalid Yaml document separator: {rest}")
        if lines:
            yield "".join(lines)
        lines = []
    if lines:
        yield "".join(lines)
