# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm's words before a server's: what the server said is still known, for its grounds are found in it."""

from __future__ import annotations

from ansible_collections.native.helm.plugins.module_utils._helm.base import wording
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import Forbidden, Invalid


def test_the_servers_own_error_is_found_again() -> None:
    said = Invalid('admission webhook "a.example.com" denied the request', status=422)
    worded = wording.before(said, "create: failed to create: ")
    assert worded.problem == 'create: failed to create: admission webhook "a.example.com" denied the request'
    assert (worded.told, worded.status) == (said.problem, 422)
    assert wording.own(worded) is said


def test_an_error_without_words_is_the_servers_own() -> None:
    said, other = Invalid("no", status=422), Forbidden("never", status=403)
    said.__cause__ = other
    assert wording.own(said) is said
    said.__cause__ = Invalid("for another reason", status=422)
    assert wording.own(said) is said
