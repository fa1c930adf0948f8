# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemas with their addresses: what $id, $anchor and $ref mean. What is not in the document itself, nor one of the
drafts' own schemas, is denied, unless the task's author lets it be fetched: a chart may not make the controller read
anything."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, Iterator, Mapping, Optional
from urllib.parse import quote as escaped
from urllib.parse import unquote, urljoin

from ..base.errors import HelmError, ValuesError
from ..codecs.json import pointer as json_pointer
from ..golang.quoting import quote
from . import metaschemas, numbers

# Keywords whose value is a schema, a list of schemas, or a table of schemas, in one draft or another
_PARTS = (
    "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
    "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
_TABLES = ("$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties")
_SINCE = {
    "contains": 6, "propertyNames": 6, "if": 7, "then": 7, "else": 7, "contentSchema": 2019, "dependentSchemas": 2019,
    "$defs": 2019, "unevaluatedItems": 2019, "unevaluatedProperties": 2019, "prefixItems": 2020,
}  # fmt: skip
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}")
_BAD_ESCAPE = re.compile(r"~(?![01])")
_HINT = "put what it refers to into the schema itself: a schema may not make this host read or fetch anything"
_HINT_FETCH = f"{_HINT}, unless the task says schema_references=fetch"
_ACCOUNT = re.compile(r"(?<=://)[^/?#@]*@")
_DEEPEST = 16  # documents, each named by the one before

Load = Callable[[str], bytes]  # the content at an https or http address; raises HelmError for what is not to be had


@dataclass
class Resource:
    """A schema with an address of its own. url: without fragment. place: the JSON pointer of root in its document.
    anchors: name -> schema; dynamic: the names of $dynamicAnchor. recursive: $recursiveAnchor."""

    url: str
    root: Any
    draft: int
    document: Document
    place: str = ""
    anchors: dict[str, tuple[Any, str]] = field(default_factory=dict)
    dynamic: set[str] = field(default_factory=set)
    recursive: bool = False

    def of(self, schema: Any) -> Resource:
        """Return the resource of a schema that stands in this one."""
        return self.document.owner(schema) or self

    def knows(self, keyword: str) -> bool:
        """Whether the keyword means something in the resource's draft."""
        return self.draft >= _SINCE.get(keyword, 0)


@dataclass
class Target:
    """A schema and where it is. known: it stands where its draft has schemas."""

    schema: Any
    resource: Resource
    pointer: str
    known: bool = True

    @property
    def url(self) -> str:
        """Its address, as errors name it."""
        return f"{self.resource.document.url}#{escaped(self.pointer, safe=_SAFE)}"


_SAFE = "/~!$&'()*+,;=:@?-._"


class Document:
    """One JSON document. resources: by address, the root's both by the document's and by its own."""

    def __init__(self, url: str, root: Any, draft: int, *, depth: int = 0) -> None:
        self.url = url
        self.depth = depth  # how many documents lead to it
        self.resources: dict[str, Resource] = {}
        self._places: dict[int, str] = {}  # of every dict that stands where a schema does
        self._owners: dict[int, Resource] = {}  # the resources by their roots
        self.root = Resource(url, root, draft, self)
        self.resources[url] = self.root
        self.collect(root, self.root, "")

    def collect(self, schema: Any, resource: Resource, place: str) -> None:
        """Take in a schema at place, with all that is in it: the document's own, or one that stands where none is
        expected and that something refers to."""
        if not isinstance(schema, dict):
            return
        resource = self._resource_of(schema, resource, place)
        self._places[id(schema)] = place
        self._note_anchors(schema, resource, place)
        for part, steps in parts(schema, filter(resource.knows, schema)):
            self.collect(part, resource, f"{place}/{steps}")

    def _resource_of(self, schema: dict[str, Any], resource: Resource, place: str) -> Resource:
        """Return the resource of a schema: its own where it has an id."""
        url = _own_id(schema, resource.draft)
        if not url and schema is not resource.root:
            return resource
        if _BAD_PERCENT.search(url):
            raise ValuesError(f"error in parsing id at {quote(f'{self.url}#{place}')}")
        url = urljoin(resource.url, url).rstrip("#")
        found = resource
        if schema is not resource.root:
            declared = schema.get("$schema")
            draft = metaschemas.draft_of(declared) if isinstance(declared, str) else resource.draft
            found = Resource(url, schema, draft or resource.draft, self, place)
        other = self.resources.get(url)
        if other is not None and other.root is not schema:
            where = f"in {quote(self.url)} at {quote(place)} and {quote(other.place)}"
            raise ValuesError(f"duplicate id {quote(url)} {where}")
        found.url = url
        found.recursive = schema.get("$recursiveAnchor") is True
        self.resources[url] = found
        self._owners[id(schema)] = found
        return found

    def _note_anchors(self, schema: dict[str, Any], resource: Resource, place: str) -> None:
        names = [schema.get("$anchor")] if resource.draft >= 2019 else []
        if resource.draft >= 2020:
            names.append(schema.get("$dynamicAnchor"))
        elif resource.draft < 2019:
            text = schema.get("id" if resource.draft == 4 else "$id")
            names = [text[1:] if isinstance(text, str) and text.startswith("#") else None]
        for name in names:
            if not isinstance(name, str) or not name:
                continue
            other = resource.anchors.get(name)
            if other is not None and other[0] is not schema:
                places = f"{quote(other[1])} and {quote(place)}"
                raise ValuesError(f"duplicate anchor {quote(name)} in {quote(self.url)} at {places}")
            resource.anchors[name] = schema, place
            if resource.draft >= 2020 and name == schema.get("$dynamicAnchor"):
                resource.dynamic.add(name)

    def owner(self, schema: Any) -> Optional[Resource]:
        """Return the resource that a schema is the root of, None for any other."""
        return self._owners.get(id(schema))

    def place_of(self, schema: Any) -> str:
        """Return the JSON pointer of a schema, "" for one that stands where no schema is expected."""
        return self._places.get(id(schema), "")

    def at(self, resource: Resource, pointer: str, url: str) -> Target:
        """Return the schema at a JSON pointer below the root of resource. url: as errors name it."""
        steps = unquote(pointer).split("/")[1:]
        if any(_BAD_ESCAPE.search(step) for step in steps):
            raise ValuesError(f"invalid json-pointer {quote(url)}")
        found, place = resource.root, resource.place
        for step in steps:
            found = _below(found, json_pointer.unescaped(step), url)
            place += "/" + step
            resource = self._owners.get(id(found), resource)
        known = id(found) in self._places or (isinstance(found, bool) and resource.draft >= 6)
        return Target(found, resource, place, known)


def _below(value: Any, name: str, url: str) -> Any:
    if isinstance(value, Mapping) and name in value:
        return value[name]
    if isinstance(value, list) and name.isascii() and name.isdigit() and int(name) < len(value):
        return value[int(name)]
    raise ValuesError(f"json-pointer in {quote(url)} not found")


def _own_id(schema: Mapping[str, Any], draft: int) -> str:
    """Return the address that a schema gives itself, "" for none."""
    if draft < 2019 and "$ref" in schema:  # what stands beside a reference does not count
        return ""
    found = schema.get("id" if draft == 4 else "$id")
    return "" if not isinstance(found, str) or found.startswith("#") else found


def parts(schema: dict[str, Any], keywords: Iterable[str]) -> Iterator[tuple[Any, str]]:
    """Yield (schema, JSON pointer from here) of the schemas that are in one under these of its keywords."""
    for keyword in keywords:
        value = schema[keyword]
        if keyword in _TABLES and isinstance(value, dict):
            for name, part in value.items():
                yield part, f"{keyword}/{json_pointer.escaped(name)}"
        elif keyword in _LISTS and isinstance(value, list):
            for place, part in enumerate(value):
                yield part, f"{keyword}/{place}"
        elif keyword in _PARTS:
            yield value, keyword


class Library:
    """The documents that one validation knows: the one that it is about, and the drafts' own when they are referred
    to, and what load gives, once check(document, url, draft) has found no fault in it. A urn means anything, as in
    helm."""

    def __init__(
        self, url: str, root: Any, load: Optional[Load] = None, check: Optional[Callable[[Any, str, int], None]] = None
    ) -> None:
        self._load = load
        self._check = check
        self.main = Document(url, root, draft_of(root, load))
        self._documents = {url: self.main}

    def resolve(self, reference: str, base: Resource) -> Target:
        """Return what a reference in base means. Raises ValuesError, in helm's words where it is in vain."""
        broken = _BAD_PERCENT.search(reference)
        if broken:
            escape = f"invalid URL escape {quote(broken.group())}"
            raise ValuesError(f"error in parsing {quote(reference)}: parse {quote(reference)}: {escape}")
        url, _unused, fragment = urljoin(base.url, reference).partition("#")
        inside = reference.startswith("#") or not reference
        resource = base if inside else self._resource(url, base.document.depth + 1)
        if resource is None:
            if fragment:
                shown = quote(f"{url}#{_shown(fragment)}")
                if fragment.startswith("/"):
                    raise ValuesError(f"json-pointer in {shown} not found")
                raise ValuesError(f"anchor in {shown} not found in schema {quote(url)}")
            return Target(True, base, "")
        document = resource.document
        if not fragment:
            return Target(resource.root, resource, resource.place)
        if fragment.startswith("/"):
            return document.at(resource, fragment, f"{document.url}#{_shown(resource.place + fragment)}")
        anchor = resource.anchors.get(unquote(fragment))
        if anchor is None:
            shown = f"{resource.url}#{_shown(fragment)}"
            raise ValuesError(f"anchor in {quote(shown)} not found in schema {quote(document.url)}")
        return Target(anchor[0], resource, anchor[1])

    def _resource(self, url: str, depth: int) -> Optional[Resource]:
        """Return the resource with that address, None for a urn."""
        for document in self._documents.values():
            if url in document.resources:
                return document.resources[url]
        number = metaschemas.draft_with(url)
        if number:
            found = self._documents[url] = Document(url, metaschemas.documents(number)[url], number)
            return found.root
        if url.startswith("urn:"):
            return None
        root = loaded(url, self._load, depth)
        found = Document(url, root, draft_of(root, self._load), depth=depth)
        if self._check is not None:
            self._check(root, f"{url}#", found.root.draft)
        self._documents[url] = found
        return found.root


def _shown(fragment: str) -> str:
    return escaped(fragment, safe=_SAFE + "%")


def draft_of(root: Any, load: Optional[Load] = None) -> int:
    """Return the number of the draft that a document says it is of, of another schema of schemas that load gives the
    one that this is of, as helm does. Raises ValuesError for any other."""
    seen: list[str] = []
    while True:
        declared = root.get("$schema") if isinstance(root, dict) else None
        if not isinstance(declared, str):
            return 2020
        number = metaschemas.draft_of(declared)
        if number:
            return number
        url = declared.rstrip("#")
        if url in seen:
            raise ValuesError(f"{quote(_bare(url))}: it is said to be of itself, through $schema")
        seen.append(url)
        root = loaded(url, load, len(seen))


def loaded(url: str, load: Optional[Load], depth: int) -> Any:
    """Return the document at url. depth: how many lead to it. Raises ValuesError, in helm's words where it is in vain,
    for what is no address that may be loaded."""
    if load is None or url.partition(":")[0] not in ("http", "https"):
        raise denied(url)
    head = f"failing loading {quote(_bare(url))}"
    if depth > _DEEPEST:
        problem = f"{head}: more than {_DEEPEST} documents lead from one to the next"
        raise ValuesError(problem, hint="put what the schema refers to into fewer documents")
    try:
        data = load(url)
    except HelmError as error:
        raise ValuesError(f"{head}: {error.problem}", hint=error.hint) from error
    try:
        return numbers.loads(data.decode("utf-8", "replace"))
    except ValueError as error:
        from ..codecs.json import mistakes

        problem = mistakes.as_go_reads(data.decode("utf-8", "surrogateescape"))
        raise ValuesError(f"{head}: {problem}", hint="see that a JSON Schema is at that address") from error


def _bare(url: str) -> str:
    """Return an address without user and password."""
    return _ACCOUNT.sub("", url)


def denied(url: str) -> ValuesError:
    """Return the error for a reference to something else."""
    scheme = url.partition(":")[0]
    why = "it is not in the schema itself, and a schema may refer to nothing else"
    if ":" not in url or scheme not in ("file", "http", "https"):
        why = f"no URLLoader registered for {quote(url)}"
    hint = _HINT_FETCH if scheme == "https" else _HINT
    return ValuesError(f"failing loading {quote(_bare(url))}: {why}", hint=hint)
