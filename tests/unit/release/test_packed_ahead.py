# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large record whose content is packed beside the requests that come before it is written."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import memory
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.json.codec import Unsupported
from ansible_collections.native.helm.plugins.module_utils._helm.release import codec, packing
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import Release


def test_what_is_packed_ahead_is_packed_once_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    memory.forget()
    made, middle = [], packing.Middle
    monkeypatch.setattr(packing, "Middle", lambda data: made.append(len(data)) or middle(data))
    release = Release("a", "b", config={"a": "b"}, manifest="kind: Secret\n" * 20_000)
    codec.pack_ahead(release)
    encoded = codec.encode(release)
    assert len(made) == 1
    assert encoded == codec.encode(dataclasses.replace(release, config={"a": "b"})) and len(made) == 2
    codec.pack_ahead(dataclasses.replace(release, config={"a": "c"}))
    memory.forget()
    assert (codec._LATEST, len(made)) == ([], 3)


def test_what_cannot_be_packed_ahead_fails_where_it_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    release = Release("a", "b", config={"a": float("nan")}, manifest="kind: Secret\n" * 20_000)
    codec.pack_ahead(release)
    with pytest.raises(Unsupported, match="unsupported value: NaN"):
        codec.encode(release)
    memory.forget()
    assert capfd.readouterr() == ("", "")
