# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that makes a page of what helm_release_info returned."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report_page
short_description: One HTML page of the releases of one or many clusters
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Returns an HTML page of what M(native.helm.helm_release_info) returned - status, chart and newer versions,
    readiness, drift, history. The page needs nothing else and asks nobody for anything; every text in it is escaped.
  - The role C(native.helm.report) asks the clusters and writes the page.
positional: _input
options:
  _input:
    description:
      - A list with an entry a cluster.
      - C(name) is its name; C(releases) and C(connection) are what M(native.helm.helm_release_info) returned.
      - C(problem) says why it could not be read, C(incomplete) why not all of it.
      - An entry that is only a name is a cluster that was not asked.
    type: list
    elements: raw
    required: true
  title:
    description: The page's title.
    type: str
    default: Helm releases
  time:
    description: When the clusters were asked, in RFC 3339.
    type: str
    default: ""
seealso:
  - module: native.helm.helm_release_info
"""

EXAMPLES = r"""
- name: Everything that is installed
  native.helm.helm_release_info:
    all_namespaces: true
    fields: [resources, drift, history, updates]
  register: installed

- name: A page of it
  ansible.builtin.copy:
    content: "{{ [installed | combine({'name': 'production'})] | native.helm.report_page(title='Production') }}"
    dest: /srv/reports/production.html
    mode: "0640"
"""

RETURN = r"""
_value:
  description: The page.
  type: str
"""

from collections.abc import Mapping
from typing import Any, Callable

from ansible.errors import AnsibleFilterError

from ..module_utils._helm.entry.task import plain
from ..plugin_utils._report import releases, rendering, texts


def report_page(clusters: Any, title: str = "Helm releases", time: str = "") -> str:
    """Return the page of clusters, as the documentation has them. Raises AnsibleFilterError."""
    found = plain(clusters)
    if isinstance(found, list):
        found = [{"name": one, "problem": "It was not asked."} if isinstance(one, str) else one for one in found]
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise AnsibleFilterError(
            "native.helm.report_page: it takes a list with a mapping a cluster, such as "
            "[installed | combine({'name': 'production'})]"
        )
    facts = {"title": str(title), "time": str(time), "time_shown": texts.moment(time)}
    return rendering.rendered("releases.html.j2", page=releases.page(found), **facts)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., str]]:
        """Return them by name."""
        return {"report_page": report_page}
