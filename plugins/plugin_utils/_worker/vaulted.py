# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible knows to be vaulted among a task's arguments and variables: the texts that no result may show.

Whether a value is vaulted is lost where a template makes another text of it ("x-{{ v }}"), through most filters, in
what an earlier task kept, and in what a release in the cluster was made with. So every vaulted variable of the host
counts, by its value.
"""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping, NamedTuple, Optional

from ansible.errors import AnsibleError

from ...module_utils._helm.base.inline import VAULTED
from ...module_utils._helm.base.mask import SHORTEST

FEWEST_DIGITS = 6  # of a number in a vaulted file: a shorter one may be anybody's port or size
# Variables of other hosts, of Ansible itself, and the same ones once more.
_NOT_THE_HOSTS = frozenset(
    ("vars", "hostvars", "groups", "group_names", "ansible_facts", "ansible_delegated_vars", "ansible_play_hosts")
)
# Options whose values every message and every object in the cluster shows.
_NAMES = ("name", "release_name", "namespace", "release_namespace", "chart", "chart_ref", "chart_version", "context")
_VALUES = ("values", "release_values")
_ENTRIES = ("releases", "defaults")
_ENCRYPTED = ("EncryptedString", "AnsibleVaultEncryptedUnicode")  # since ansible-core 2.19, and before
_WORDS = re.compile(r"(?i)true|false|yes|no|on|off|null|nil|none|~")
_NUMBER = re.compile(r"[+-]?[\d.,_]+")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)

Place = tuple[str, ...]


class Found(NamedTuple):
    """secrets: texts that may be shown nowhere. places: where in the values something stands that is vaulted and too
    common to be looked for in other texts, as keys and indexes."""

    secrets: list[str]
    places: list[Place]


def find(arguments: Mapping[str, Any], variables: Mapping[str, Any], loader: Any) -> Found:
    """Return what is vaulted among a task's arguments and the variables of its host.

    What cannot be decrypted is left out: nothing can show it. loader: Ansible's DataLoader.
    """
    groups = [arguments, *entries(arguments)]
    search = _Search(_names(groups))
    for group in groups:
        for name, value in group.items():
            search.argument(name, value)
    for name, value in variables.items():
        if name not in _NOT_THE_HOSTS:
            search.all_below(value)
    files = getattr(loader, "_FILE_CACHE", {})  # until 2.18 a number, and all of JSON, has no origin
    for path, content in files.items():
        if search.is_vaulted_file(path):
            search.file_content(content)
    return Found([*search.secrets], search.places)


def entries(arguments: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the arguments of each release of helm_releases, and their defaults; none for other modules."""
    releases = arguments.get("releases")
    found = [arguments.get("defaults"), *(releases if isinstance(releases, list) else ())]
    return [entry for entry in found if isinstance(entry, Mapping)]


def _names(groups: list[Mapping[str, Any]]) -> Iterator[str]:
    return (str(group.get(name) or "") for group in groups for name in _NAMES)


class _Search:
    """A walk through data. names: texts of vaulted files that are no secrets."""

    def __init__(self, names: Iterator[str]) -> None:
        self.secrets: dict[str, None] = {}
        self.places: list[Place] = []
        self._names = frozenset(names)
        self._files: dict[str, bool] = {}
        self._seen: set[int] = set()

    def argument(self, name: str, value: Any) -> None:
        """Look at an argument. What a vaulted tasks file says itself is secret in the values only."""
        if name in _ENTRIES and isinstance(value, (dict, list)):  # their arguments are looked at one by one
            return
        if name in _VALUES:
            self._value(value, ())
        elif name == "set_values":
            self.all_below(value)
            for item in value if isinstance(value, list) else ():
                given = item.get("value") if isinstance(item, dict) else None
                if self._is_from_vaulted_file(given):
                    self._add_of_file(str(given).partition("=")[2])
        else:
            self.all_below(value, files=False)

    def _value(self, value: Any, place: Place) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                self._value(item, (*place, str(key)))
        elif isinstance(value, (list, tuple)):
            for index, item in enumerate(value):
                self._value(item, (*place, str(index)))
        else:
            self.all_below(value)
            if self._is_from_vaulted_file(value) and not self._is_telling(str(value)):
                self.places.append(place)

    def all_below(self, value: Any, *, files: bool = True) -> None:
        """Look at all that is below value. files: whether what vaulted files brought counts."""
        if type(value) in (str, int, float, bool) or value is None:
            return
        if isinstance(value, (dict, list, tuple)):
            if id(value) not in self._seen:
                self._seen.add(id(value))
                for item in value.values() if isinstance(value, dict) else value:
                    self.all_below(item, files=files)
        elif type(value).__name__ in _ENCRYPTED or "VaultedValue" in _tags(value):
            self._add_encrypted(value)
        elif files and self._is_from_vaulted_file(value):
            self._add_of_file(value)

    def file_content(self, content: Any) -> None:
        """Take all that a vaulted file holds."""
        if isinstance(content, dict):
            for item in content.values():
                self.file_content(item)
        elif isinstance(content, (list, tuple)):
            for item in content:
                self.file_content(item)
        elif content is not None and not isinstance(content, bool):
            self._add_of_file(content)

    def _add_encrypted(self, value: Any) -> None:
        if id(value) in self._seen:
            return
        self._seen.add(id(value))
        text = decrypted(value)
        if text is not None and not _WORDS.fullmatch(text.strip()):
            self.secrets[text] = None

    def _add_of_file(self, value: Any) -> None:
        """A value of a vaulted file: all of it, or of a template what stands outside of its expressions."""
        if type(value).__name__ in _ENCRYPTED:
            self._add_encrypted(value)
            return
        for text in _EXPRESSION.split(str(value)):
            if self._is_telling(text):
                self.secrets["".join(text)] = None

    def _is_telling(self, text: str) -> bool:
        """Whether a text of a vaulted file can be looked for anywhere: neither short, nor what others may have too."""
        bare = text.strip()
        if bare in self._names or len(bare) < SHORTEST or _WORDS.fullmatch(bare):
            return False
        return not _NUMBER.fullmatch(bare) or sum(character.isdigit() for character in bare) >= FEWEST_DIGITS

    def _is_from_vaulted_file(self, value: Any) -> bool:
        path = _origin(value)
        return path is not None and self.is_vaulted_file(path)

    def is_vaulted_file(self, path: str) -> bool:
        """Whether a file is encrypted as a whole."""
        if path not in self._files:
            self._files[path] = is_encrypted(path)
        return self._files[path]


def is_encrypted(path: str) -> bool:
    """Return whether a file is there and is encrypted as a whole."""
    try:
        with open(path, "rb") as handle:
            return handle.read(len(VAULTED)) == VAULTED
    except OSError:
        return False


def in_text(text: str, arguments: Mapping[str, Any]) -> list[str]:
    """Return what is secret in the YAML of a vaulted file. arguments: the task's."""
    from ...module_utils._helm.releases import masking

    search = _Search(_names([arguments, *entries(arguments)]))
    data = masking.data_of(text)
    search.file_content(text.splitlines() if data is None else data)
    return [*search.secrets]


def _tags(value: Any) -> dict[str, Any]:
    """What ansible-core 2.19 and later say of a value, by their names for it."""
    return {kind.__name__: tag for kind, tag in getattr(value, "_ansible_tags_mapping", {}).items()}


def _origin(value: Any) -> Optional[str]:
    """The path of the file that a value is from, None where that is not known."""
    origin = _tags(value).get("Origin")
    path = origin.path if origin is not None else (getattr(value, "ansible_pos", None) or (None,))[0]
    return path if isinstance(path, str) else None


# By ciphertext: each costs some 4 ms, and a loop's items have the same ones.
_plain_texts: dict[str, Optional[str]] = {}


def decrypted(value: Any) -> Optional[str]:
    """Return the plain text of a vaulted value, None where the secret for it is not known."""
    ciphertext = str(getattr(value, "_ciphertext", ""))
    if ciphertext not in _plain_texts or not ciphertext:
        try:
            text: Optional[str] = "".join(str(value))  # str() of a tagged text is tagged itself
        except AnsibleError:
            text = None
        if not ciphertext:
            return text
        _plain_texts[ciphertext] = text
    return _plain_texts[ciphertext]
