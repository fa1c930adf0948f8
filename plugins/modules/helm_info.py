#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_info
short_description: Look at a Helm release, with kubernetes.core's options
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Stands in for C(kubernetes.core.helm_info) - a task moves over by changing its module's name.
  - Does what M(native.helm.helm_release_info) does, which can list releases and tell more of them. The data of Secrets
    is masked.
extends_documentation_fragment:
  - native.helm.attributes.info
  - native.helm.attributes.actiongroup
  - native.helm.dropin
  - native.helm.dropin.more
options:
  release_name:
    description: The release's name.
    type: str
    required: true
    aliases: [name]
  release_namespace:
    description: The release's namespace.
    type: str
    required: true
    aliases: [namespace]
  release_state:
    description:
      - Statuses. A release whose last revision has none of them is not shown.
      - V(all), V(deployed), V(failed), V(pending), V(superseded), V(uninstalled) and V(uninstalling) are known, other
        words are passed over. Any status will do where none is given.
    type: list
    elements: str
    default: []
  get_all_values:
    description: Whether the values that the chart brings are shown too, besides those that were given.
    type: bool
    default: false
seealso:
  - module: native.helm.helm_release_info
  - module: native.helm.helm
"""

EXAMPLES = r"""
- name: Is the shop installed?
  native.helm.helm_info:
    name: shop
    release_namespace: web
  register: shop

- name: A release that is pending
  native.helm.helm_info:
    name: shop
    release_namespace: web
    release_state:
      - pending
"""

RETURN = r"""
status:
  description: The release.
  returned: when there is such a release
  type: dict
  contains:
    name:
      description: The release's name.
      type: str
    namespace:
      description: The release's namespace.
      type: str
    revision:
      description: The number of its revision.
      type: str
    status:
      description: The revision's status.
      type: str
    chart:
      description: The chart's name and version.
      type: str
    app_version:
      description: The version of what the chart installs.
      type: str
    updated:
      description: When the revision was deployed.
      type: str
    values:
      description: The values that were given, or all with O(get_all_values=true).
      type: dict
    release_values:
      description: The same.
      type: dict
    manifest:
      description: Its objects, as the chart rendered them.
      type: list
      elements: dict
    hooks:
      description: Its hooks, as the chart rendered them.
      type: list
      elements: dict
    notes:
      description: The chart's notes, rendered.
      type: str
  sample: {"chart": "shop-1.2.0", "name": "shop", "namespace": "web", "revision": "2", "status": "deployed"}
releases:
  description: The same release as of M(native.helm.helm_release_info), in a list, which is empty where there is none.
  returned: success
  type: list
  elements: dict
  sample: []
connection:
  description: Which server was used, and as whom.
  returned: success
  type: dict
  sample: {"server": "https://10.0.0.1:6443", "user": "deployer"}
"""

from ..module_utils._helm.entry import door, dropin, dropin_specs


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**dropin_specs.helm_info()), dropin.helm_info)


if __name__ == "__main__":
    main()
