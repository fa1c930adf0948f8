#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_chart
short_description: Create, maintain, package and remove Helm charts
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Makes a chart's folder, keeps its metadata, values and files as the task says, and packages it into an archive.
  - Comments and order in C(Chart.yaml) and C(values.yaml) stay as the chart's author left them.
  - No helm binary is needed.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.cluster.accepted
requirements:
  - python >= 3.9
  - PyYAML >= 6.0
options:
  path:
    description: The chart's folder, with O(state=absent) also an archive.
    type: path
    required: true
  state:
    description:
      - V(present) - the folder is made with a chart that installs where it is not there, and what the other options
        say is kept in force. What they do not say is left alone.
      - V(packaged) - the folder's chart is in O(dest) as C(NAME-VERSION.tgz). The same content gives the same bytes.
      - V(absent) - the folder or archive is gone.
    type: str
    choices: [present, packaged, absent]
    default: present
  name:
    description: The chart's name. The folder's where a new chart is made and it is not given.
    type: str
  chart_api_version:
    description: The version of the chart's format, C(apiVersion) in C(Chart.yaml).
    type: str
    choices: [v1, v2]
  version:
    description: The chart's version. With O(state=packaged) only the archive gets it.
    type: str
  app_version:
    description: The version of what the chart installs. With O(state=packaged) only the archive gets it.
    type: str
  description:
    description: One line about the chart.
    type: str
  type:
    description: Whether the chart is installed, or only used by others.
    type: str
    choices: [application, library]
  kube_version:
    description: The range of Kubernetes versions that the chart is for.
    type: str
  home:
    description: The URL of the project's home page.
    type: str
  sources:
    description: URLs of the source code.
    type: list
    elements: str
  keywords:
    description: Words to find the chart by.
    type: list
    elements: str
  maintainers:
    description: Who looks after the chart.
    type: list
    elements: dict
    suboptions:
      name:
        description: The maintainer's name.
        type: str
        required: true
      email:
        description: The maintainer's address.
        type: str
      url:
        description: The maintainer's page.
        type: str
  icon:
    description: The URL of an icon.
    type: str
  annotations:
    description: Annotations of the chart.
    type: dict
  dependencies:
    description:
      - With O(state=present), the charts that this one needs, as in C(Chart.yaml) - mappings with C(name), C(version),
        C(repository), C(condition), C(tags), C(import-values) and C(alias).
      - With O(state=packaged), what happens to those that are missing from C(charts/) - V(check), the default, is an
        error, as with helm, V(build) puts them into the archive as C(Chart.lock) says, else in the highest version
        that fits. The chart's folder is left alone.
    type: list
    elements: raw
  values:
    description: Values that C(values.yaml) has to have. Others in the file, and its comments, stay.
    type: dict
  files:
    description:
      - Further files of the chart, from their paths inside it to their content. A file whose content is null is
        removed.
      - Templates hold double braces, which Ansible would take for its own. Read them with the
        P(ansible.builtin.file#lookup) lookup, or mark them with C(!unsafe).
    type: dict
  dest:
    description: The folder for the archive. The current one where it is not given.
    type: path
  binary_path:
    description: Accepted so that tasks written for other modules run unchanged, and not used. No helm binary is needed.
    type: path
seealso:
  - module: native.helm.helm_repo
  - module: native.helm.helm_release
"""

EXAMPLES = r"""
- name: A new chart, with its metadata and values
  native.helm.helm_chart:
    path: charts/shop
    version: 1.2.0
    app_version: "4.1"
    description: The shop
    values:
      replicaCount: 2

- name: A dependency, and a hook of our own
  native.helm.helm_chart:
    path: charts/shop
    dependencies:
      - name: cache
        version: ^1.0
        repository: https://charts.example.com
    files:
      templates/migrate.yaml: "{{ lookup('ansible.builtin.file', 'migrate.yaml') }}"

- name: An archive to share
  native.helm.helm_chart:
    path: charts/shop
    state: packaged
    dest: dist
    dependencies: build

- name: The chart is no longer needed
  native.helm.helm_chart:
    path: charts/shop
    state: absent
"""

RETURN = r"""
path:
  description: The chart's folder, as an absolute path.
  returned: success
  type: str
  sample: /srv/charts/shop
archive:
  description: The archive's path.
  returned: O(state=packaged)
  type: str
  sample: /srv/dist/shop-1.2.0.tgz
digest:
  description: The archive's digest.
  returned: O(state=packaged)
  type: str
  sample: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
metadata:
  description: What C(Chart.yaml) says, with its own keys.
  returned: O(state=present) or O(state=packaged)
  type: dict
  sample: {"apiVersion": "v2", "appVersion": "4.1", "name": "shop", "type": "application", "version": "1.2.0"}
dependencies:
  description: The charts that this one needs.
  returned: O(state=present) or O(state=packaged)
  type: list
  elements: dict
  contains:
    name:
      description: The dependency's name.
      type: str
    version:
      description: The version, or range of versions, that is wanted.
      type: str
    repository:
      description: Where it comes from.
      type: str
    status:
      description: V(ok) when it is in C(charts/), V(missing) when it is not, V(fetched) when it was put into the
        archive.
      type: str
  sample: [{"name": "cache", "repository": "https://charts.example.com", "status": "missing", "version": "^1.0"}]
files:
  description: The files that were written or removed, or in check mode would be.
  returned: O(state=present)
  type: list
  elements: str
  sample: ["Chart.yaml", "templates/migrate.yaml"]
"""

from ..module_utils._helm.entry import door, chart, specs


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**specs.chart()), chart.apply)


if __name__ == "__main__":
    main()
