# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as a document may show them: no value of a Secret, nothing else that is secret, and no digest of either.

Stricter than results and their diffs, which are for who runs the task: a document goes from hand to hand. Of a text
that holds a secret the whole line is hidden, and so is what looks like a checksum: charts make them of their Secrets.
What is hidden is compared by HMACs, where there is a key.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Optional

from ..base.mask import MASK
from ..plan import drift, masked_pair, secret_data
from .random_parts import RANDOM, marked

if TYPE_CHECKING:
    from ..base.secrets import Secrets
    from .sealing import Seal

_CHECKSUM_NAME = re.compile(r"(?i)sum\b|hash|sha\d|md5|adler|crc")
_DIGITS = re.compile(r"[0-9a-f]{8,128}", re.ASCII)
_MANY = 32  # of them, which in an annotation are a checksum, whatever its name
# As long as sprig's checksums are. Not SHA-1's 40, which tags of images are made of; not what names an image.
_CHECKSUM = re.compile(r"(?<![0-9A-Za-z:@])(?:[0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{128})(?![0-9A-Za-z])", re.ASCII)
_LIKE_A_PASSWORD = re.compile(r"(?=.*[A-Za-z])(?=.*\d)\S{6,200}|(?=.*[a-z])(?=.*[A-Z])\S{6,200}")
_WORDS = re.compile(r"\W+")
_TEMPLATE = re.compile(r"\{(?=[{%#])")
_BETWEEN = "\u200b"  # of no width
Place = list[Any]


class Discretion:
    """Shows the objects of one release. secrets: what is secret. seal: makes HMACs of what is hidden, None for none."""

    def __init__(self, secrets: Secrets, seal: Optional[Seal], release: str) -> None:
        self._secrets = secrets.copy()
        self._seal = seal
        self._release = release

    @property
    def seal(self) -> Optional[Seal]:
        """What makes HMACs of what is hidden."""
        return self._seal

    def learn(self, bodies: Iterable[Optional[dict[str, Any]]]) -> None:
        """Learn the passwords in the Secrets among bodies: charts put them into other objects, too."""
        for body in bodies:
            if isinstance(body, dict) and body.get("kind") == "Secret":
                self._secrets.add(*filter(_LIKE_A_PASSWORD.fullmatch, _texts(body)))

    def text(self, text: str) -> str:
        """Return a text of the release itself, such as its description."""
        return unlike_a_template(MASK if self._mentions(text) else text)

    def body(self, body: dict[str, Any], label: str, others: list[Any]) -> tuple[Any, dict[str, str]]:
        """Return an object as it may be shown, and the HMACs of what is hidden in it, by JSON pointer.

        label: which object it is. others: the same object of other renders, where it differs by itself.
        """
        shown = masked_pair.masked_pair(None, body, self._secrets)[1]
        places = _Places(self, body, others, label)
        whole = places.show(shown, body, [])
        return whole, places.sealed

    def change(
        self, before: dict[str, Any], after: dict[str, Any], body: dict[str, Any], label: str, others: list[Any]
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Return what is changed in an object, as {field: JSON pointer, before, after}, and the HMACs of what is hidden
        in it. body: what is sent; what only the server adds is left out, which may be something else each time."""
        old, new = masked_pair.masked_pair(before, after, self._secrets)
        sent = masked_pair.masked_pair(None, body, self._secrets)[1]
        was, will = _Places(self, body, [], ""), _Places(self, body, others, label)
        found = []
        for place in drift.differing(before, after):
            first, last, shown = drift.value_at(before, place), drift.value_at(after, place), drift.value_at(new, place)
            if first is None:
                last, shown = drift.value_at(body, place), drift.value_at(sent, place)
                if last is None:
                    continue
            entry = {"field": drift.pointer_of(place), "before": was.show(drift.value_at(old, place), first, place)}
            entry["after"] = will.show(shown, last, place)
            if first is not None and MASK in (entry["before"], entry["after"]):
                entry["before"] = MASK  # what was in the place of a secret is one, too
            found.append(entry)
        return found, will.sealed

    def is_hidden(self, text: str, place: Place) -> bool:
        """Return whether nothing of a text may be shown."""
        named = bool(place) and (
            bool(_CHECKSUM_NAME.search(str(place[-1]))) or ("annotations" in place and len(text) >= _MANY)
        )
        return bool((named and _DIGITS.fullmatch(text)) or _CHECKSUM.search(text)) or self._mentions(text)

    def key(self, key: Any) -> Any:
        """Return a mapping's key, which is masked where it is a secret."""
        return unlike_a_template(self._secrets.text(key)) if isinstance(key, str) else key

    def _mentions(self, text: str) -> bool:
        """Whether a secret is in text, be it a short one that is but a word of it."""
        return self._secrets.holds(text) or any(map(self._secrets.holds, filter(None, _WORDS.split(text))))

    def mac(self, *parts: Any) -> str:
        """Return an HMAC of parts, as something of this release; "" where there is no key."""
        return self._seal.of(self._release, *parts) if self._seal is not None else ""


class _Places:
    """One walk through an object. label: which it is. sealed: the HMACs of what was hidden on the way."""

    def __init__(self, discretion: Discretion, body: dict[str, Any], others: list[Any], label: str) -> None:
        self._discretion = discretion
        self._body = body
        self._others = others
        self._label = label
        self._is_secret = body.get("kind") == "Secret"
        self.sealed: dict[str, str] = {}

    def show(self, shown: Any, value: Any, place: Place) -> Any:
        """Return what may be shown of value; shown: what results show of it."""
        if isinstance(value, dict):
            known = shown if isinstance(shown, dict) else {}
            return {self._discretion.key(key): self.show(known.get(key), value[key], [*place, key]) for key in value}
        if isinstance(value, list):
            rest = shown if isinstance(shown, list) and len(shown) == len(value) else [None] * len(value)
            return [self.show(rest[at], item, [*place, at]) for at, item in enumerate(value)]
        if value is None or isinstance(value, bool):
            return value
        steady = self._steady(value, place)
        if steady == RANDOM:
            return RANDOM
        return self._leaf(shown, value, steady, place)

    def _leaf(self, shown: Any, value: Any, steady: Any, place: Place) -> Any:
        lines = str(steady).split("\n")
        if self._is_data(place) or shown != value:
            partly = not self._is_data(place) and isinstance(shown, str) and len(lines) > 1
            known = shown.split("\n") if partly else []
            hidden = [MASK] if len(known) != len(lines) else [self._line(a, b) for a, b in zip(known, lines)]
        elif self._discretion.is_hidden(str(steady), place):
            hidden = [MASK if self._discretion.is_hidden(line, place) else line for line in lines]
            hidden = hidden if MASK in hidden else [MASK]
        else:
            return unlike_a_template(steady) if isinstance(steady, str) else steady
        mac = self._discretion.mac(self._label, place, steady)
        if mac:
            self.sealed[drift.pointer_of(place)] = mac
        return unlike_a_template("\n".join(hidden))

    def _line(self, shown: str, line: str) -> str:
        return line if shown == line and not self._discretion.is_hidden(line, []) else MASK

    def _is_data(self, place: Place) -> bool:
        return self._is_secret and place[:1] in (["data"], ["stringData"])

    def _steady(self, value: Any, place: Place) -> Any:
        """A value with what is random in it marked, where other renders have something else."""
        if not self._others or drift.value_at(self._body, place) != value:
            return value
        others = [drift.value_at(other, place) for other in self._others]
        if not self._is_data(place) or not isinstance(value, str):
            return marked(value, others)
        texts = [_decoded(text) for text in (value, *others)]
        return value if all(other == value for other in others) else marked(texts[0], texts[1:])


def unlike_a_template(text: str) -> str:
    """Return a text in which Ansible finds no template: a document travels as a variable. It looks the same."""
    return _TEMPLATE.sub("{" + _BETWEEN, text) if "{" in text else text


def as_it_was(text: str) -> str:
    """Return the text that unlike_a_template got."""
    return text.replace("{" + _BETWEEN, "{")


def _texts(secret: dict[str, Any]) -> Iterator[str]:
    """Yield what stands in a Secret, decoded."""
    data = secret_data.as_stored(secret).get("data")
    for text in data.values() if isinstance(data, dict) else ():
        yield _decoded(text)


def _decoded(text: Any) -> str:
    try:
        return base64.b64decode(str(text), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return str(text)
