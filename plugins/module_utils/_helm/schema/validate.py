# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A value against a schema document: the document itself first, then all that it refers to, then the value."""

from __future__ import annotations

import functools
import sys
from collections import deque
from typing import Any, Iterator, Optional

from ..base.errors import ValuesError
from ..golang.quoting import quote
from . import failures, metaschemas
from .checks import Validator
from .documents import Library, Load, Resource, Target, parts

_URL = "file:///values.schema.json"  # what helm calls it
_DEEPEST = 4_000  # calls within each other: some 180 levels of a schema
_NOT_APPLIED = ("$defs", "definitions", "contentSchema")
_ORDER = (  # in which helm's library looks at the parts of a schema; in 2020-12 items comes last
    "allOf", "anyOf", "oneOf", "not", "items", "additionalItems", "properties", "patternProperties",
    "additionalProperties", "dependencies", "contains", "propertyNames", "if", "then", "else", "dependentSchemas",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema", "prefixItems",
)  # fmt: skip
_BESIDE = ("contains", "propertyNames", "if", "then", "else")  # looked at beside a reference too, up to draft 7
_UNUSED_AFTER = {"then": False, "else": True}  # such an if, or none
_Step = tuple[Any, Resource, str]  # a schema, and the reference in it that is to be followed
_REFERENCES = {"$ref": 0, "$recursiveRef": 2019, "$dynamicRef": 2020}  # since which draft


def problem(document: Any, value: Any, load: Optional[Load] = None) -> str:
    """Return "" when value meets the schema, else helm's lines about what does not.

    document, value: as numbers.loads() gives them. load: how what is elsewhere is fetched, None where it may not be.
    Raises ValuesError, in helm's words, for a document that is no
    schema, and for what takes too long.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEPEST))
    try:
        library = Library(_URL, document, load, check)
        root = library.main.root
        check(document, f"{_URL}#", root.draft)
        validator = Validator(library)
        _Compiler(library, validator).check()
        return failures.text(validator.failure(Target(document, root, ""), value))
    except RecursionError:
        raise ValuesError("it is nested too deeply") from None
    finally:
        sys.setrecursionlimit(before)


def check(schema: Any, url: str, draft: int) -> None:
    """Raise ValuesError where a schema does not meet its draft's own. url: with fragment."""
    library = _own_schema(draft)
    root = library.main.root
    failure = Validator(library, trusted=True).failure(Target(root.root, root, ""), schema)
    if failure is not None:
        head = f"jsonschema validation failed with '{root.url}#'\n{failures.text(failure)}"
        raise ValuesError(f"{quote(url)} is not valid against metaschema: {head.rstrip()}")


@functools.cache
def _own_schema(draft: int) -> Library:
    address = metaschemas.address(draft)
    return Library(address, metaschemas.documents(draft)[address])


def _rank(keyword: str, draft: int) -> int:
    last = keyword not in _ORDER or (keyword == "items" and draft >= 2020)
    return len(_ORDER) if last else _ORDER.index(keyword)


class _Compiler:
    """Looks at all that a schema applies and refers to, before a value is held against it."""

    def __init__(self, library: Library, validator: Validator) -> None:
        self._library = library
        self._validator = validator

    def check(self) -> None:
        """Raise ValuesError for the first reference to nothing, or to what is no schema."""
        root = self._library.main.root
        waiting: deque[_Step] = deque([(root.root, root, "")])
        seen: set[int] = set()
        while waiting:
            schema, resource, keyword = waiting.popleft()
            if keyword:
                schema, resource = self._referred(schema, resource, keyword)
            if not isinstance(schema, dict) or id(schema) in seen:
                continue
            seen.add(id(schema))
            for word, since in _REFERENCES.items():
                if word in schema and resource.draft >= since:
                    if not str(schema[word]).startswith("#/"):
                        self._referred(schema, resource, word)  # what is no pointer is looked up at once
                    waiting.append((schema, resource, word))
            waiting += [(part, resource.of(part), "") for part in _applied(schema, resource)]

    def _referred(self, schema: dict[str, Any], resource: Resource, keyword: str) -> tuple[Any, Resource]:
        found = self._validator.target(schema, resource, keyword)
        if not found.known:
            found.resource.document.collect(found.schema, found.resource, found.pointer)
            check(found.schema, found.url, found.resource.draft)
            found.resource, found.known = found.resource.of(found.schema), True
        return found.schema, found.resource


def _applied(schema: dict[str, Any], resource: Resource) -> Iterator[Any]:
    """Yield the schemas in a schema that are held against something."""
    keywords = sorted(schema, key=lambda keyword: _rank(keyword, resource.draft))
    for part, _unused in parts(schema, (keyword for keyword in keywords if _applies(keyword, schema, resource))):
        yield part


def _applies(keyword: str, schema: dict[str, Any], resource: Resource) -> bool:
    """Whether a keyword's schemas are held against something."""
    if not resource.knows(keyword) or keyword in _NOT_APPLIED:
        return False
    if keyword not in _BESIDE and resource.draft < 2019 and "$ref" in schema:
        return False
    if keyword in _UNUSED_AFTER and schema.get("if", _UNUSED_AFTER[keyword]) is _UNUSED_AFTER[keyword]:
        return False
    return keyword != "additionalItems" or (resource.draft < 2020 and isinstance(schema.get("items"), list))
