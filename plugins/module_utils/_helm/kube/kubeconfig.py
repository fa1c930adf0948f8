# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubeconfig files: found, read, merged as kubectl merges them, and one context picked. Nothing goes to the network."""

from __future__ import annotations

import os
from typing import Any, Mapping, Optional, Union

from ..base.env import home_of
from ..base.errors import HelmError, RequestError
from ..base.inline import VAULTED, is_content

_DOING = "reading the kubeconfig"


class Entry:
    """One named cluster, user or context. folder: what its relative paths are relative to."""

    __slots__ = ("body", "folder", "name")

    def __init__(self, name: str, body: Mapping[str, Any], folder: str) -> None:
        self.name = name
        self.body = body
        self.folder = folder

    def text(self, key: str) -> str:
        """Return the entry's string under key, "" where there is none. Raises RequestError for anything else."""
        value = self.body.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise RequestError(f"{key} of {self.name!r} must be a string", doing=_DOING, hint="put it in quotes")
        return value

    def path(self, key: str) -> str:
        """Return the absolute path under key, "" where there is none."""
        path = self.text(key)
        return os.path.normpath(os.path.join(self.folder, path)) if path else ""

    def data(self, key: str) -> Optional[bytes]:
        """Return the base64 data under key, None where there is none. Raises RequestError when it is not base64."""
        text = self.text(key)
        if not text:
            return None
        import base64
        import binascii

        try:
            return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
        except binascii.Error:
            from . import unusable

            raise unusable.no_base64(key, self.name) from None


class Kubeconfig:
    """A kubeconfig, merged from its files. origin: where it is from, after the words "the kubeconfig" in messages."""

    __slots__ = ("clusters", "contexts", "current", "origin", "users")

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.current = ""
        self.clusters: dict[str, Entry] = {}
        self.contexts: dict[str, Entry] = {}
        self.users: dict[str, Entry] = {}

    def context(self, name: str = "") -> Entry:
        """Return the context of that name, the current one for "". Raises RequestError, which names those there are."""
        wanted = name or self.current
        if wanted not in self.contexts:
            from . import unusable

            raise unusable.no_context(wanted, self.contexts, self.origin)
        return self.contexts[wanted]

    def cluster(self, context: Entry) -> Entry:
        """Return the context's cluster. Raises RequestError."""
        return self._of(context, "cluster", self.clusters)

    def user(self, context: Entry) -> Entry:
        """Return the context's user, an empty one where the context has none. Raises RequestError."""
        if not context.text("user"):
            return Entry("", {}, context.folder)
        return self._of(context, "user", self.users)

    def _of(self, context: Entry, key: str, entries: dict[str, Entry]) -> Entry:
        name = context.text(key)
        if name not in entries:
            from . import unusable

            problem = f'{key} "{name}" of context "{context.name}" does not exist'
            raise unusable.no_entry(problem, key, entries, self.origin)
        return entries[name]


def load(
    source: Union[str, Mapping[str, Any], list[Any], None], environ: Mapping[str, str], *, wanted: str = ""
) -> Kubeconfig:
    """Return the kubeconfig of source: a mapping, its text, a path, several paths, a list of paths and Contents; where
    None, KUBECONFIG's, then ~/.kube/config. wanted: the context that the task names: helm's words for no file have it.

    Raises RequestError when there is none, when a file asked for by name is missing, and for broken content. Files that
    KUBECONFIG names besides others may be missing, as for kubectl.
    """
    if isinstance(source, Mapping):
        return _merge([(source, os.getcwd(), "given as a mapping")])
    if isinstance(source, str) and is_content(source):
        name, data = "given as a text", source.encode("utf-8", "surrogateescape")
        return _merge([(_parse(data, name), os.getcwd(), name)])
    variable = environ.get("KUBECONFIG", "")
    if isinstance(source, list):
        paths, asked = source, "kubeconfig"
    elif source:
        paths, asked = _split(source), "kubeconfig"
    elif variable:
        paths, asked = _split(variable), "the environment variable KUBECONFIG"
    else:
        paths, asked = [os.path.join("~", ".kube", "config")], ""
    documents = [found for path in paths for found in _documents(path, environ)]
    if not documents:
        for path in paths:
            if not isinstance(path, str):
                path.read()  # which says where it was looked for
        from . import unusable

        raise unusable.missing(paths, asked, [_expand(path, environ) for path in paths], wanted)
    return _merge(documents)


def _documents(path: Any, environ: Mapping[str, str]) -> list[tuple[Any, str, str]]:
    """(What a kubeconfig says, the folder that its paths are relative to, its name), nothing where there is none. path:
    it, or a Content."""
    if not isinstance(path, str):
        return [] if path.absent else [(_parse(path.read(), path.name), path.folder or os.getcwd(), path.name)]
    place = _expand(path, environ)
    text = _read(place)
    return [] if text is None else [(_parse(text, path), os.path.dirname(os.path.abspath(place)), path)]


def _split(paths: str) -> list[str]:
    """The paths in a list as KUBECONFIG has it; a path that exists as it stands is one, whatever its characters."""
    if os.path.exists(paths):
        return [paths]
    return list(dict.fromkeys(path for path in paths.split(os.pathsep) if path))


def _expand(path: str, environ: Mapping[str, str]) -> str:
    if path == "~" or path.startswith("~" + os.sep):
        return home_of(environ) + path[1:]
    return os.path.expanduser(path)


def _read(path: str) -> Optional[bytes]:
    try:
        with open(path, "rb") as handle:
            return handle.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        from . import unusable

        raise unusable.not_read(error, path) from error


def _parse(text: bytes, path: str) -> Mapping[str, Any]:
    from ..codecs.yaml import codec as yaml_codec

    if text.startswith(VAULTED):
        hint = "name it in kubeconfig and have it on the controller, which decrypts it, or give lookup('unvault', …)"
        raise RequestError("it is encrypted with ansible-vault", doing=_DOING, subject=path, hint=hint)
    try:
        content = yaml_codec.load_objects(text)
    except HelmError as error:  # whose words quote what does not fit
        from . import unusable

        raise unusable.no_yaml(error.problem, path) from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        from . import unusable

        raise unusable.no_mapping(content, path)
    return content


def _merge(documents: list[tuple[Mapping[str, Any], str, str]]) -> Kubeconfig:
    """Merge files: the first one to name a cluster, a user or the current context wins (client-go: clientcmd, Load)."""
    merged = Kubeconfig(", ".join(name for _content, _folder, name in documents))
    for content, folder, path in documents:
        merged.current = merged.current or _current(content, path)
        tables = (
            ("clusters", "cluster", merged.clusters),
            ("contexts", "context", merged.contexts),
            ("users", "user", merged.users),
        )
        for plural, key, table in tables:
            for name, entry in _entries(content, plural, key, Source(folder, path)).items():
                table.setdefault(name, entry)
    return merged


class Source:
    """Where a document is from: path for messages, folder for relative paths."""

    __slots__ = ("folder", "path")

    def __init__(self, folder: str, path: str) -> None:
        self.folder = folder
        self.path = path


def _current(content: Mapping[str, Any], path: str) -> str:
    current = content.get("current-context") or ""
    if not isinstance(current, str):
        from . import unusable

        raise unusable.no_current(current, path)
    return current


def _entries(content: Mapping[str, Any], plural: str, key: str, source: Source) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    items = content.get(plural) or []
    if not isinstance(items, list):
        from . import unusable

        raise unusable.no_list(plural, items, source.path)
    for item in items:
        name = item.get("name") if isinstance(item, Mapping) else None
        body = (item.get(key) or {}) if isinstance(item, Mapping) else None
        if not isinstance(name, str) or not isinstance(body, Mapping):
            from . import unusable

            raise unusable.no_item(plural, item, source.path)
        if name in found:
            hint = "remove one of them, or rename it"
            raise RequestError(f'duplicate name "{name}" in {plural}', doing=_DOING, subject=source.path, hint=hint)
        found[name] = Entry(name, body, source.folder)
    return found
