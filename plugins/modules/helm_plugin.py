#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_plugin
short_description: Go on without helm plugins, with kubernetes.core's options
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Stands in for C(kubernetes.core.helm_plugin), so that a play that installs a plugin first goes on.
  - Nothing is done. There is no helm binary, and so there are no plugins of it. A warning says what takes the plugin's
    place - for helm-diff, C(--check --diff) shows what a task would change.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.dropin
  - native.helm.dropin.more
options:
  state:
    description:
      - V(present) and V(latest) - nothing is installed, and a warning says so.
      - V(absent) - it is not there.
    type: str
    choices: [absent, present, latest]
    default: present
  plugin_name:
    description: The plugin's name, for O(state=absent) and O(state=latest).
    type: str
  plugin_path:
    description: The path or address of the plugin, for O(state=present).
    type: str
  plugin_version:
    description: Accepted and not used.
    type: str
  verify:
    description: Accepted and not used.
    type: bool
    default: true
  keyring:
    description: Accepted and not used.
    type: path
seealso:
  - module: native.helm.helm_plugin_info
  - module: native.helm.helm
"""

EXAMPLES = r"""
- name: What helm-diff was for needs no plugin
  native.helm.helm_plugin:
    plugin_path: https://github.com/databus23/helm-diff
    state: present

- name: No plugin is there
  native.helm.helm_plugin:
    plugin_name: env
    state: absent
"""

RETURN = r"""
msg:
  description: That nothing was done.
  returned: always
  type: str
  sample: "No plugin is needed: nothing was installed"
stdout:
  description: What helm prints when it succeeds, where it would have been run.
  returned: always
  type: str
  sample: ""
stderr:
  description: On failure the line that helm prints, where it has such an error.
  returned: always
  type: str
  sample: ""
command:
  description: The command line that helm would be given. Nothing runs it, and no password is in it.
  returned: always
  type: str
  sample: helm plugin install https://github.com/databus23/helm-diff
rc:
  description: Always 0.
  returned: always
  type: int
  sample: 0
"""

from ..module_utils._helm.entry import door, dropin_chart_specs, dropin_charts


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**dropin_chart_specs.helm_plugin()), dropin_charts.helm_plugin)


if __name__ == "__main__":
    main()
