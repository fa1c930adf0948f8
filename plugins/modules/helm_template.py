#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_template
short_description: Render a Helm chart
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Renders a chart as C(helm template) does, to the byte, and returns the manifests as text and as objects.
  - With O(dest) or O(output_dir) they are kept in a file, or in a file a template. Only what differs is written, and
    only that is a change.
  - No cluster is needed, unless O(validate) asks one. No helm binary is needed.
  - Stands in for C(kubernetes.core.helm_template) too, whose options are aliases. A task that says C(chart_ref) is
    taken as written for it - quotes in O(set_values) mean what they mean to a shell, O(dependency_update) writes what
    is missing into the C(charts/) of a chart's folder, and results have its keys besides.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.cluster
  - native.helm.chart_source
  - native.helm.chart_source.signed
  - native.helm.chart_source.dependencies
  - native.helm.values
  - native.helm.shaping
  - native.helm.shaping.image_paths
options:
  name:
    description: The release's name, for the templates.
    type: str
    default: release-name
    aliases: [release_name]
  namespace:
    description: The release's namespace, for the templates. The context's where it is not given, else C(default).
    type: str
    aliases: [release_namespace]
  chart:
    required: true
  insecure_skip_tls_verify:
    aliases: [insecure_registry, skip_tls_certs_check]
  kube_version:
    description:
      - The version of Kubernetes that the templates are told, such as V(1.33). Helm's own default where it is not
        given.
    type: str
  api_versions:
    description: What the templates find in C(.Capabilities.APIVersions) besides helm's own list.
    type: list
    elements: str
    default: []
  validate:
    description:
      - Whether the cluster is asked. The templates see its version and its API, C(lookup) finds its objects, and the
        API server is asked, by dry runs, whether it would take each object and hook. Nothing is written.
      - An object that it refuses fails the task.
    type: bool
    default: false
  is_upgrade:
    description: Whether C(.Release.IsUpgrade) is set instead of C(.Release.IsInstall).
    type: bool
    default: false
  include_crds:
    description: Whether the custom resource definitions in the chart's C(crds/) are among the manifests.
    type: bool
    default: false
  show_only:
    description:
      - Only the manifests of these templates, by their paths in the chart, such as V(templates/service.yaml). Patterns
        with C(*) are possible.
    type: list
    elements: str
    default: []
  skip_tests:
    description: Whether the chart's tests are left out.
    type: bool
    default: false
  disable_hook:
    description: Whether the chart's hooks are left out.
    type: bool
    default: false
  enable_dns:
    description: Whether templates may resolve host names.
    type: bool
    default: false
  post_renderer:
    description:
      - A program and its arguments, which the rendered manifests go through before anything else is done with them,
        hooks included, after O(patches), O(images) and O(registries). It reads them from its standard input and writes
        the manifests wanted to its standard output.
      - It is started without a shell on the host that the module runs on, in check mode too.
    type: list
    elements: str
    default: []
  dest:
    description:
      - The file that is to hold the manifests. Its folder has to be there.
      - A new file is readable for its owner only, since manifests may hold Secrets; one that is there keeps its mode.
    type: path
  output_dir:
    description:
      - The folder that is to hold a file for each template, at the path that the template has in the chart, as
        C(helm template --output-dir) makes them. Folders are made, other files are left alone.
    type: path
  show_secrets:
    description:
      - Whether the result has the data of Secrets. They are masked in it otherwise; the files always have them.
      - With it, C(no_log) keeps them out of Ansible's output.
    type: bool
    default: false
  binary_path:
    description: Accepted so that tasks written for other modules run unchanged, and not used. No helm binary takes
      part.
    type: path
requirements:
  - python >= 3.9
  - PyYAML >= 6.0
seealso:
  - module: native.helm.helm_release
  - module: native.helm.helm_chart
"""

EXAMPLES = r"""
- name: What the chart would install
  native.helm.helm_template:
    name: shop
    namespace: web
    chart: example/shop
    values_files: [production.yaml]
  register: shop

- name: All images that it would run
  ansible.builtin.debug:
    msg: "{{ shop.images }}"

- name: The manifests in a file, for a repository of manifests
  native.helm.helm_template:
    name: shop
    namespace: web
    chart: charts/shop
    include_crds: true
    skip_tests: true
    kube_version: "1.33"
    dest: manifests/shop.yaml

- name: Would the cluster take it?
  native.helm.helm_template:
    name: shop
    namespace: web
    chart: charts/shop
    validate: true
"""

RETURN = r"""
text:
  description: What C(helm template) prints, the data of Secrets masked unless O(show_secrets=true).
  returned: success
  type: str
  sample: "---\n# Source: shop/templates/service.yaml\napiVersion: v1\nkind: Service\n"
manifests:
  description: The same as objects, in the same order.
  returned: success
  type: list
  elements: dict
  sample: [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "shop"}}]
images:
  description:
    - Every image that the chart would run, as it is written, sorted. Hooks and tests are included, whatever
      O(show_only), O(skip_tests) and O(disable_hook) leave out of the manifests.
  returned: success
  type: list
  elements: str
  sample: [docker.io/library/nginx:1.29, quay.io/example/shop:4.1.3]
notes:
  description: The chart's notes, rendered.
  returned: success
  type: str
  sample: The shop is open.
files:
  description: The files that were written, or in check mode would be.
  returned: success
  type: list
  elements: str
  sample: [manifests/shop.yaml]
stdout:
  description: The same as RV(text), or with O(output_dir) a line for each file that was written.
  returned: the task is written for kubernetes.core, and says C(chart_ref)
  type: str
  sample: "---\n# Source: shop/templates/service.yaml\napiVersion: v1\nkind: Service\n"
command:
  description: The command line of helm's that means the same. Nothing is run.
  returned: the task is written for kubernetes.core, and says C(chart_ref)
  type: str
  sample: helm template shop example/shop
rc:
  description: Always 0.
  returned: the task is written for kubernetes.core, and says C(chart_ref)
  type: int
  sample: 0
stderr:
  description: What helm itself would say, where it has such an error. Empty on success, where RV(stdout) is returned.
  returned: failure, or the task is written for kubernetes.core
  type: str
  sample: "execution error at (shop/templates/service.yaml:3:5): a port is needed"
"""

from ..module_utils._helm.entry import door, dropin, specs


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**specs.template()), dropin.helm_template)


if __name__ == "__main__":
    main()
