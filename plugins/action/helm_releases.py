# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_releases in Ansible's worker process, where it would run on the same machine anyway."""

from __future__ import annotations

from ..module_utils._helm.entry import releases, specs
from ..plugin_utils._worker import in_worker


class ActionModule(in_worker.ActionModule):
    """See the module's documentation."""

    spec = staticmethod(specs.releases)
    action = staticmethod(releases.apply)
    files = ("kubeconfig", "values_files", "plan")
