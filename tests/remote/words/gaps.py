# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows in which our stderr is not helm's line, each with the reason."""

from __future__ import annotations

_RESOLVER = "Go's resolver names the server that it asked, the system's does not"
_CLOCK = "OpenSSL says that the certificate has expired, and neither when nor what time it is"
_KEPT = "helm names a file of its own cache, which is not written here: ours names the address"
_HERE = "ours takes a chart of this host too, or says that nothing has to be pulled"

GAPS = {
    "show: a host that is none": _RESOLVER,
    "repo: a host that is none": _RESOLVER,
    "login: a host that is none": _RESOLVER,
    "kubeconfig: nohost": _RESOLVER,
    "kubeconfig: ca64": "which byte of a certificate is wrong is not looked for",
    "show: an old certificate": _CLOCK,
    "repo: an old certificate": _CLOCK,
    "show: a URL of a page": _KEPT,
    "show: a URL of a page, no archive's name": _KEPT,
    "show: archive is a page": _KEPT,
    "pull: an archive that is none": "helm unpacks what it is given; ours says what it was instead of an archive",
    "pull: a folder": _HERE,
    "pull: an archive of this host": _HERE,
    "show: a stranger's certificate": "Go sends no certificate that the server has not asked for, OpenSSL sends it",
    "build: no server": "helm wants the repository to be added first; ours asks it, so that there is another error",
    "template: set-json": "a value may be a secret: it is left out of the text",
}
