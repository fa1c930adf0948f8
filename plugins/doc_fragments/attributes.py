# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the modules share: what they support of check mode, diff mode and platforms."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes, for C(extends_documentation_fragment)."""

    DOCUMENTATION = r"""
options: {}
attributes:
  action:
    description: Has an action plugin, which runs the task on the controller where that is where the module would run.
    support: full
    details:
      - With a local connection, Ansible's own Python, no C(become) and no C(async), the task runs in Ansible's worker
        process, which saves the packing and starting of a module. In all other cases it runs as a module.
      - The variable C(native_helm_in_worker) set to V(false), or the controller's environment variable
        E(NATIVE_HELM_IN_WORKER), makes it a module always. Its results are the same.
      - A task whose C(environment) has variables that count when a process starts (C(PYTHONPATH), C(LD_LIBRARY_PATH),
        C(OPENSSL_CONF), a locale without UTF-8) runs as a module, too. All other variables count for the task alone.
  async:
    description: Supports being run with the C(async) keyword.
    support: full
  check_mode:
    description: Can run in check mode and predict what would change, without writing anything.
    support: full
  diff_mode:
    description: Shows what changed, or in check mode would change, before and after. Secrets are masked.
    support: full
  platform:
    description: Target operating systems.
    platforms: posix
    support: full
"""

    INFO = r"""
options: {}
attributes:
  action:
    description: Has an action plugin, which runs the task on the controller where that is where the module would run.
    support: full
    details:
      - With a local connection, Ansible's own Python, no C(become) and no C(async), the task runs in Ansible's worker
        process, which saves the packing and starting of a module. In all other cases it runs as a module.
      - The variable C(native_helm_in_worker) set to V(false), or the controller's environment variable
        E(NATIVE_HELM_IN_WORKER), makes it a module always. Its results are the same.
      - A task whose C(environment) has variables that count when a process starts (C(PYTHONPATH), C(LD_LIBRARY_PATH),
        C(OPENSSL_CONF), a locale without UTF-8) runs as a module, too. All other variables count for the task alone.
  async:
    description: Supports being run with the C(async) keyword.
    support: full
  check_mode:
    description: Runs in check mode as always, since it only reads.
    support: full
  diff_mode:
    description: There is nothing to compare, since it only reads.
    support: N/A
  platform:
    description: Target operating systems.
    platforms: posix
    support: full
"""

    ACTIONGROUP = r"""
options: {}
attributes:
  action_group:
    description: Belongs to the action group C(native.helm.helm), for use with C(module_defaults).
    support: full
    membership:
      - native.helm.helm
"""
