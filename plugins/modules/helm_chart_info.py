#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_chart_info
short_description: Tell what there is to know about a Helm chart
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Reads a chart in a folder, an archive, a repository or an OCI registry, and returns its metadata, values, README,
    CRDs and how its dependencies stand.
  - Where it is asked, also which versions there are of it, what lint says about it, and who signed it.
  - No helm binary is needed, and no repository has to be added beforehand.
extends_documentation_fragment:
  - native.helm.attributes.info
  - native.helm.attributes.actiongroup
  - native.helm.cluster.accepted
  - native.helm.chart_source
  - native.helm.chart_source.signed
  - native.helm.shaping.image_paths
requirements:
  - python >= 3.9
  - PyYAML >= 6.0
  - urllib3 >= 1.26.15
  - pysequoia >= 0.1.35, with O(verify=true)
  - cryptography >= 41.0, with O(cosign_key)
  - sigstore >= 4.0, with O(cosign_identity)
options:
  chart:
    required: true
  versions:
    description:
      - Whether to list the versions that the repository or registry has of the chart. Those that meet
        O(chart_version), without it all but pre-releases, with O(devel) those, too.
      - For charts that are given as V(REPO/NAME), as a name with O(chart_repo_url), or as V(oci://…).
    type: bool
    default: false
  lint:
    description: Whether to lint the chart. What lint finds is returned, and does not fail the task.
    type: bool
    default: false
  images:
    description:
      - Whether to list every image that the chart would run with O(values), its hooks and tests included. The templates
        are rendered for that, as M(native.helm.helm_template) does, which has more options for it.
    type: bool
    default: false
  values:
    description: The values that O(lint) and O(images) render the templates with.
    type: dict
    default: {}
    aliases: [release_values]
  schema_references:
    description:
      - What a C($ref) in C(values.schema.json) may mean for O(lint), as in M(native.helm.helm_template). V(local) takes
        what is in the schema only, V(fetch) fetches addresses of https.
    type: str
    choices: [local, fetch]
    default: local
  binary_path:
    description: Accepted so that tasks written for other modules run unchanged, and not used. No helm binary is needed.
    type: path
seealso:
  - module: native.helm.helm_chart
  - module: native.helm.helm_template
"""

EXAMPLES = r"""
- name: What a chart in a registry can be told
  native.helm.helm_chart_info:
    chart: oci://registry.example.com/charts/shop
    chart_version: ^1.2
  register: shop

- name: Its values, with the comments
  ansible.builtin.debug:
    msg: "{{ shop.values_text }}"

- name: What a mirror has to have for it
  native.helm.helm_chart_info:
    chart: oci://registry.example.com/charts/shop
    chart_version: ^1.2
    images: true
  register: shop

- name: Every version of a chart below 3
  native.helm.helm_chart_info:
    chart: shop
    chart_repo_url: https://charts.example.com
    chart_version: <3
    versions: true

- name: Our own chart is in good order, with the values of production
  native.helm.helm_chart_info:
    chart: charts/shop
    lint: true
    values: "{{ lookup('ansible.builtin.file', 'production.yml') | from_yaml }}"
  register: checked
  failed_when: checked.lint.failed

- name: An archive and who signed it
  native.helm.helm_chart_info:
    chart: dist/shop-1.2.0.tgz
    verify: true
    keyring: keys/shop.gpg
"""

RETURN = r"""
origin:
  description: Where the chart was found, a path or a URL.
  returned: success
  type: str
  sample: oci://registry.example.com/charts/shop:1.2.0
digest:
  description: The archive's digest, empty for a folder.
  returned: success
  type: str
  sample: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
metadata:
  description: What C(Chart.yaml) says, with its own keys.
  returned: success
  type: dict
  sample: {"apiVersion": "v2", "appVersion": "4.1", "name": "shop", "type": "application", "version": "1.2.0"}
chart_values:
  description: The chart's default values. Numbers are those that templates see.
  returned: success
  type: dict
  sample: {"replicaCount": 1}
values_text:
  description: The text of C(values.yaml), with its comments.
  returned: success
  type: str
  sample: "# how many\nreplicaCount: 1\n"
readme:
  description: The text of the chart's README, empty where it has none.
  returned: success
  type: str
  sample: "# Shop\n"
crds:
  description: The files in C(crds/) of the chart and its subcharts.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: The file's path in the chart.
      type: str
    content:
      description: The file's text.
      type: str
  sample: [{"content": "apiVersion: apiextensions.k8s.io/v1\n", "path": "crds/orders.yaml"}]
dependencies:
  description: The charts that this one needs.
  returned: success
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
      description: As helm dependency list has it - V(ok) for an archive in C(charts/), V(unpacked) for a folder there
        or in an archive, V(missing), V(wrong version), V(invalid version), V(misnamed), V(corrupt),
        V(too many matches), V(bad pattern).
      type: str
  sample: [{"name": "cache", "repository": "https://charts.example.com", "status": "ok", "version": "^1.0"}]
images:
  description: Every image that the chart would run with O(values), as it is written, sorted. A library has none.
  returned: with O(images)
  type: list
  elements: str
  sample: [docker.io/library/nginx:1.29, quay.io/example/shop:4.1.3]
versions:
  description: The versions that there are, the highest first. A registry tells their numbers only.
  returned: with O(versions)
  type: list
  elements: dict
  contains:
    version:
      description: The version.
      type: str
    app_version:
      description: The version of what it installs.
      type: str
    description:
      description: One line about the chart.
      type: str
    created:
      description: When it came into the repository.
      type: str
    digest:
      description: The archive's digest.
      type: str
    deprecated:
      description: Whether the chart should not be used any more.
      type: bool
  sample: [{"app_version": "4.1", "deprecated": false, "version": "1.2.0"}]
lint:
  description: What lint says.
  returned: with O(lint)
  type: dict
  contains:
    failed:
      description: Whether there are errors.
      type: bool
    messages:
      description: The messages, those of C(helm lint), in its order.
      type: list
      elements: dict
      contains:
        severity:
          description: V(INFO), V(WARNING) or V(ERROR).
          type: str
        path:
          description: The file in the chart, or the chart itself.
          type: str
        message:
          description: What is to say about it.
          type: str
  sample: {"failed": false, "messages": [{"message": "icon is recommended", "path": "Chart.yaml", "severity": "INFO"}]}
verification:
  description: Who signed the archive, or with O(verify=cosign) its manifest.
  returned: with O(verify)
  type: dict
  contains:
    signed_by:
      description: The identities of the key. With O(verify=cosign) that of O(cosign_identity), none of a key.
      type: list
      elements: str
    fingerprint:
      description: The key's fingerprint. With O(verify=cosign) the SHA-256 of the public key.
      type: str
    digest:
      description: The digest that was signed.
      type: str
      returned: O(verify=cosign)
    annotations:
      description: What the signer said besides.
      type: dict
      returned: O(verify=cosign)
  sample: {"fingerprint": "C874011F0AB405110D02105534365D9472D7468F", "signed_by": ["Shop <shop@example.com>"]}
"""

from ..module_utils._helm.entry import chart_info, chart_specs, door


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**chart_specs.chart_info()), chart_info.apply)


if __name__ == "__main__":
    main()
