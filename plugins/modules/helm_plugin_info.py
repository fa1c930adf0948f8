#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_plugin_info
short_description: Find no helm plugins, with kubernetes.core's options
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Stands in for C(kubernetes.core.helm_plugin_info), so that a play that looks for plugins goes on.
  - There is no helm binary, and so there are no plugins of it. The list is always empty.
extends_documentation_fragment:
  - native.helm.attributes.info
  - native.helm.attributes.actiongroup
  - native.helm.dropin
  - native.helm.dropin.more
options:
  plugin_name:
    description: The name of one plugin.
    type: str
seealso:
  - module: native.helm.helm_plugin
"""

EXAMPLES = r"""
- name: Which plugins are there? None
  native.helm.helm_plugin_info:
  register: plugins
"""

RETURN = r"""
plugin_list:
  description: Always empty.
  returned: always
  type: list
  elements: dict
  sample: []
stdout:
  description: What helm prints when it succeeds, where it would have been run.
  returned: always
  type: str
  sample: "NAME\tVERSION\tTYPE\tAPIVERSION\tPROVENANCE\tSOURCE\n"
stderr:
  description: On failure the line that helm prints, where it has such an error.
  returned: always
  type: str
  sample: ""
command:
  description: The command line that helm would be given. Nothing runs it, and no password is in it.
  returned: always
  type: str
  sample: helm plugin list
rc:
  description: Always 0.
  returned: always
  type: int
  sample: 0
"""

from ..module_utils._helm.entry import door, dropin_chart_specs, dropin_charts


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**dropin_chart_specs.helm_plugin_info()), dropin_charts.helm_plugin_info)


if __name__ == "__main__":
    main()
