# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A manifest's text as objects: split, parsed, lists opened, namespaces filled in, ownership metadata added."""

from __future__ import annotations

import re
from typing import Any, Callable, Iterator, Optional

from ..base import memory
from ..base.errors import HelmError, ReleaseError
from ..codecs.yaml import codec as yaml_codec
from .model import Item, Key
from .ownership import owned_body

Scope = Callable[[str, str], Optional[bool]]

BUILDING = "unable to build kubernetes objects from release manifest: "  # what an upgrade of helm's does not say
_DOING = "reading the objects of"
_UNSERVED = (
    "install what brings this kind first: CRDs belong into crds/, or a chart of their own; or correct apiVersion"
)
_SAID_BY_THE_SERVER = ("deletionGracePeriodSeconds", "deletionTimestamp", "resourceVersion", "selfLink")
_SEPARATOR = re.compile(r"(?m)^---[ \t]*(?:#.*)?$")
_SOURCE = re.compile(r"(?m)^# Source: (.*)$")
# What blank_keys.py looks for, told from the text: few charts have it.
_BLANK_KEY = re.compile(r"""protocol["']?[ \t]*:[ \t]*(?:""|''|~|null|Null|NULL|[,}#\r\n]|\Z)""")


def items(
    manifest: str,
    scope: Scope,
    *,
    release: str,
    namespace: str,
    unknown: Optional[list[str]] = None,
    warn: Optional[Callable[[str], None]] = None,
) -> list[Item]:
    """Return the manifest's objects, as they are sent, in its order: each once, the last one where there are several.

    scope: (api_version, kind) -> namespaced, None for a kind that the cluster does not know. unknown: gets a text for
    each object of such a kind, which is left out; where it is None that raises ReleaseError, in Helm's words. warn: is
    told of objects that the manifest has several times.
    """
    found: dict[Key, Item] = {}
    unserved: list[tuple[str, str]] = []
    for text in documents(manifest):
        source = source_of(text)
        for body in _bodies(text, source, lenient=unknown is not None):
            namespaced = scope(str(body["apiVersion"]), str(body["kind"]))
            if namespaced is not None:
                if _BLANK_KEY.search(text):
                    from . import blank_keys

                    body = blank_keys.filled(body)
                add(found, _item(body, source, namespaced, release=release, namespace=namespace), warn)
            elif unknown is not None:
                unknown.append(_no_match(body))
            else:
                unserved.append((_no_match(body), source))
    if unserved:
        raise _not_served(unserved)
    return list(found.values())


def add(found: dict[Key, Item], item: Item, warn: Optional[Callable[[str], None]] = None) -> None:
    """Put an object into those found so far, in the place of an earlier one of the same identity: as helm applies one
    after the other, the last one counts. warn: is told of it."""
    earlier = found.pop(item.key, None)
    if earlier is not None and warn is not None:
        from . import doubles

        warn(doubles.told(item, earlier.source, item.source))
    found[item.key] = item


def documents(manifest: str) -> list[str]:
    """Return the documents of a manifest, without empty ones."""
    return [text for text in _SEPARATOR.split(manifest) if text.strip()]


def same_manifest(old: str, new: str) -> bool:
    """Return whether two manifests hold the same documents. Before 4.3 helm cut the white space at a document's
    end, which means something only at the end of a block of text; helm 3 has another order of kinds."""
    if old == new:
        return True
    before, after = documents(old), documents(new)
    if len(before) == len(after) and all(map(_same_document, before, after)):
        return True
    if sorted(map(str.strip, before)) != sorted(map(str.strip, after)):
        return False
    return all(map(_same_document, sorted(before, key=_kind), sorted(after, key=_kind)))


def _kind(document: str) -> str:
    body = yaml_codec.load_objects(document)
    return str(body.get("kind")) if isinstance(body, dict) else ""


def _same_document(old: str, new: str) -> bool:
    if old == new:
        return True
    return old.strip() == new.strip() and bool(yaml_codec.load_objects(old) == yaml_codec.load_objects(new))


def _item(body: dict[str, Any], source: str, namespaced: bool, *, release: str, namespace: str) -> Item:
    if "stringData" in body and (body["apiVersion"], body["kind"]) == ("v1", "Secret"):
        from . import secret_data

        body = secret_data.as_stored(body)
    found = bare_item(body, source, namespaced, namespace)
    found.body = owned_body(found.body, release, namespace)
    return found


def bare_item(body: dict[str, Any], source: str, namespaced: bool, namespace: str) -> Item:
    """Return an object that belongs to no release (a hook, a CRD, a namespace): its namespace is filled in, and what
    the server said of another object, as in what kubectl printed, left out: it means nothing for this one."""
    metadata = {key: value for key, value in (body.get("metadata") or {}).items() if key not in _SAID_BY_THE_SERVER}
    place = ""
    if namespaced:
        place = str(metadata.get("namespace") or namespace)
        metadata["namespace"] = place
    return Item({**body, "metadata": metadata}, place, source)


def bodies(text: str, source: str) -> list[dict[str, Any]]:
    """Return the objects in a document or a stream of documents, lists opened. Raises ReleaseError naming source."""
    return [body for document in documents(text) for body in _bodies(document, source, lenient=True)]


def _bodies(text: str, source: str, *, lenient: bool) -> Iterator[dict[str, Any]]:
    """The objects of one document: none for comments only, several for a List. lenient: lists in lists are opened,
    which helm does not do."""
    try:
        body = read(text)
    except HelmError as error:
        raise _broken(f"error parsing: {error.problem}", source) from error
    if body is None:
        return
    if not isinstance(body, dict):
        raise _broken("the document is no object", source)
    for entry in _opened(body, source, lenient=lenient):
        yield _checked(entry, source)


@memory.remembered(1024)  # most documents of a revision are the next one's too, and several steps look at each
def read(text: str) -> Any:
    """Return what a document holds. Not to be changed: all that read the same text share it."""
    return yaml_codec.load_objects(text)


def _opened(body: dict[str, Any], source: str, *, lenient: bool) -> Iterator[dict[str, Any]]:
    if "items" not in body and not str(body.get("kind")).endswith("List"):
        yield body
        return
    from . import lists

    try:
        yield from lists.opened(body, lenient=lenient)
    except lists.NoList as error:
        raise _broken(error.problem, source, error.hint) from error


def _checked(body: dict[str, Any], source: str) -> dict[str, Any]:
    metadata = body.get("metadata")
    if isinstance(metadata, dict):
        texts = (body.get("apiVersion"), body.get("kind"), metadata.get("name"))
        maps, place = (metadata.get("labels"), metadata.get("annotations")), metadata.get("namespace")
        well = all(text and isinstance(text, str) for text in texts) and (place is None or isinstance(place, str))
        if well and all(entries is None or isinstance(entries, dict) for entries in maps):
            return body
    from . import heads

    problem, hint = heads.fault(body)
    raise _broken(problem, source, hint)


def _broken(problem: str, source: str, hint: str = "") -> ReleaseError:
    return ReleaseError(
        f"{BUILDING}{problem}", doing=_DOING, subject=source,
        hint=hint or "correct the template, or the values that it is given",
    )  # fmt: skip


def _not_served(found: list[tuple[str, str]]) -> ReleaseError:
    """The error of kinds that the cluster does not serve: helm's texts and the templates of the objects."""
    texts = [f"{text}\nensure CRDs are installed first" for text, _source in found]
    sources = ", ".join(dict.fromkeys(source for _text, source in found))
    error = _broken(texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]", sources, _UNSERVED)
    error.told = "\n".join(text for text, _source in found)
    return error


def _no_match(body: dict[str, Any]) -> str:
    metadata = body["metadata"]
    return (
        f'resource mapping not found for name: "{metadata["name"]}" namespace: "{metadata.get("namespace") or ""}" '
        f'from "": no matches for kind "{body["kind"]}" in version "{body["apiVersion"]}"'
    )


def source_of(text: str) -> str:
    """Return the template that a document says it comes from, "" for none."""
    found = _SOURCE.search(text)
    return found.group(1).strip() if found else ""
