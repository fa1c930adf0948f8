# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown nowhere, and the one mask that stands in its place."""

from __future__ import annotations

import threading
from typing import Any, Iterable, Optional, Tuple

from .mask import SHORTEST

# Where in the values something stands. A step: a key or an index as text, None for every key or item.
Path = Tuple[Optional[str], ...]


class Secrets:
    """A task's secrets. Whoever learns of one adds it; whatever is shown goes through text or value.

    A secret of SHORTEST and more characters is masked wherever it appears, also encoded, quoted, escaped or in a URL,
    and each longer line of it by itself, and what is in it encoded. A shorter one only where it stands alone, as a
    value. Thread-safe.

    paths: where in the values what is secret stands. configs: the values of all sources, in which it is looked for.
    chart_read: whether what the chart's schemas mark as secret is known. Those three are one release's.
    """

    __slots__ = ("_forms", "_lock", "_ordered", "_short", "_texts", "chart_read", "configs", "paths")

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._forms: set[str] = set()
        self._short: set[str] = set()
        self._ordered: Optional[list[str]] = None
        self._lock = threading.Lock()
        self.paths: list[Path] = []
        self.configs: list[dict[str, Any]] = []
        self.chart_read = False

    def copy(self) -> Secrets:
        """Return the same secrets for another release, to which others can be added."""
        own = Secrets()
        with self._lock:
            own._texts, own._forms, own._short = set(self._texts), set(self._forms), self._short
        return own

    def read_chart(self, chart: Any) -> None:
        """Learn what the schemas of a chart and its subcharts mark as secret, and their own values."""
        for part in chart.walk():
            before, values = part.path.split("/charts/")[1:], part.values
            self.read_schema(part.schema, tuple(before))
            for name in reversed(before):
                values = {name: values}
            self.configs.append(values)
        self.chart_read = True

    def read_schema(self, text: Optional[bytes], before: Path = ()) -> None:
        """Learn what a schema marks as secret, if there is one. before: where its values stand."""
        if text:
            from . import schema_marks

            self.paths += schema_marks.marked(text, before)

    def add(self, *texts: str) -> None:
        """Learn secrets. Empty ones, and what is nothing but the mask's own character, are none."""
        for text in texts:
            if text not in self._texts and text.strip("* \t\r\n"):
                with self._lock:
                    self._learn(text)

    def _learn(self, text: str) -> None:
        if len(text.strip()) < SHORTEST:
            self._short = {*self._short, text.strip()}  # another one, since others may be looking through it
        else:
            from . import secret_forms, secret_parts

            for part in {text, *secret_parts.parts(text)}:
                if len(part.strip()) >= SHORTEST:
                    self._forms.update(secret_forms.forms(part))
        self._ordered = None
        self._texts.add(text)  # last: who finds it there takes it for known

    def add_leaves(self, value: Any) -> None:
        """Learn every text and number below value; true, false and null are no secrets."""
        from . import secret_forms

        self.add(*secret_forms.leaves(value))

    def raw(self) -> set[str]:
        """Return the secrets as they were added, those that are long enough to be masked inside other texts."""
        return {text for text in tuple(self._texts) if len(text.strip()) >= SHORTEST}

    def holds(self, text: str) -> bool:
        """Return whether a secret is in text."""
        return text in self._short or self._without(text) != text

    def text(self, text: str) -> str:
        """Return text without secrets."""
        return self._without(text, self._short)

    def _without(self, text: str, short: Iterable[str] = ()) -> str:
        if not self._texts:
            return text
        from . import secret_forms

        forms = self._longest_first()
        text = secret_forms.without(text, forms)
        return secret_forms.without_words(secret_forms.without_encoded(text, forms), short)

    def value(self, value: Any, documents: Iterable[str] = ()) -> Any:
        """Return plain data without secrets. documents: keys whose values are someone's documents: there short secrets
        are masked too, where they are a value of their own, and keys that hold a secret."""
        if not self._texts:
            return value
        from . import secret_forms

        return secret_forms.masked(value, self._longest_first(), self._short, frozenset(documents))

    def _longest_first(self) -> list[str]:
        ordered = self._ordered
        if ordered is None:
            with self._lock:
                ordered = self._ordered = sorted(self._forms, key=len, reverse=True)
        return ordered
