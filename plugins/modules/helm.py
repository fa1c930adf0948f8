#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm
short_description: Install, upgrade and remove Helm releases, with kubernetes.core's options
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Stands in for C(kubernetes.core.helm) - a task moves over by changing its module's name.
  - Does what M(native.helm.helm_release) does, which has more options. Nothing is done, and no revision is made, when
    the release already is as wanted, and check mode says what would change, without any plugin of helm's.
  - No helm binary is needed.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.dropin
  - native.helm.dropin.more
options:
  chart_ref:
    description:
      - The chart - a folder, an archive, an archive's URL, an C(oci://) address, C(REPO/NAME) of a known repository, or
        C(NAME) with O(chart_repo_url).
      - Needed with O(release_state=present).
    type: path
  chart_repo_url:
    description: The repository that the chart is in.
    type: str
  chart_version:
    description: The chart's version, or a range of versions. The newest one where it is not given.
    type: str
  dependency_update:
    description: Whether the newest dependencies that fit are taken instead of those in the chart's C(charts/). The
      chart's folder is left alone.
    type: bool
    default: false
    aliases: [dep_up]
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
    description: Whether the release is to be there. One that is uninstalled, its history kept, is not.
    type: str
    choices: [present, absent]
    default: present
    aliases: [state]
  release_values:
    description: Values for the chart, over those of O(values_files).
    type: dict
    default: {}
    aliases: [values]
  values_files:
    description: Files with values, a later one over an earlier one.
    type: list
    elements: str
    default: []
  update_repo_cache:
    description: Whether the repository's index is fetched again.
    type: bool
    default: false
  set_values:
    description:
      - Single values, over all others, by the rules of helm's command line.
      - Each has C(value), as in C(image.tag=4.1), and C(value_type), one of V(raw), V(string), V(json) and V(file).
      - Quotes mean what they mean to a shell, the environment's variables and a leading C(~) are replaced. A blank has
        to be in quotes with V(raw).
    type: list
    elements: dict
  disable_hook:
    description: Whether the chart's hooks are left out.
    type: bool
    default: false
  force:
    description: Whether objects that change are put in the place of the live ones, instead of being merged into them.
    type: bool
    default: false
  purge:
    description: Whether O(release_state=absent) removes the release's records too.
    type: bool
    default: true
  wait:
    description: Whether to wait until the release's objects are ready, or are gone.
    type: bool
    default: false
  wait_for_jobs:
    description: Whether O(wait=true) waits for Jobs to be done, too.
    type: bool
    default: false
  wait_timeout:
    description: How long to wait with O(wait=true), in seconds or as V(5m30s).
    type: str
  timeout:
    description: How long each hook and the waiting may take, in seconds or as V(5m30s). V(5m) where it is not given.
    type: str
  atomic:
    description: Whether a failing run is undone - a first revision is removed, an upgrade is rolled back.
    type: bool
    default: false
  server_side:
    description: Whether objects are written by server-side apply. V(auto), as the last revision was, where it is not
      given.
    type: str
    choices: ["auto", "true", "false"]
  force_conflicts:
    description: Whether fields that others manage are taken over.
    type: bool
    default: false
  create_namespace:
    description: Whether the release's namespace is made where it is not there.
    type: bool
    default: false
  post_renderer:
    description: The path of a program that the rendered manifests go through.
    type: str
  replace:
    description:
      - Whether an uninstalled or failed release of that name is begun from nothing.
      - A release that is deployed and would change is an error then.
    type: bool
    default: false
  skip_crds:
    description: Whether the custom resource definitions in the chart's C(crds/) are left out.
    type: bool
    default: false
  history_max:
    description: How many revisions are kept, V(0) for all. V(10) where it is not given.
    type: int
  reuse_values:
    description: Whether an upgrade starts from the last revision's values, those of its chart included. Needs
      O(reset_values=false).
    type: bool
  reset_values:
    description: Whether an upgrade starts from the chart's values only.
    type: bool
    default: true
  reset_then_reuse_values:
    description: Whether an upgrade starts from the new chart's values, then those given to the last revision. Needs
      O(reset_values=false), and no O(reuse_values).
    type: bool
    default: false
  insecure_skip_tls_verify:
    description: Whether the certificate of the chart's repository or registry goes unchecked.
    type: bool
    default: false
    aliases: [skip_tls_certs_check]
  plain_http:
    description: Whether the chart's registry is spoken to without TLS.
    type: bool
    default: false
  take_ownership:
    description: Whether objects that are there and belong to no release, or to another one, become this release's.
    type: bool
    default: false
  skip_schema_validation:
    description: Whether the values are not held against the chart's schema.
    type: bool
    default: false
  cleanup_on_fail:
    description: Whether objects that a failing upgrade made are removed again.
    type: bool
    default: false
requirements:
  - google-re2 >= 1.1, for charts whose templates or schemas use regular expressions
  - cryptography >= 41.0 and bcrypt >= 4.0, for charts that make keys, certificates or passwords
seealso:
  - module: native.helm.helm_release
  - module: native.helm.helm_info
"""

EXAMPLES = r"""
- name: A chart of a repository
  native.helm.helm:
    release_name: shop
    release_namespace: web
    create_namespace: true
    chart_ref: example/shop
    chart_version: 1.2.0
    release_values:
      replicaCount: 3
    wait: true

- name: A single value changes, all others stay
  native.helm.helm:
    name: shop
    namespace: web
    chart_ref: example/shop
    reset_values: false
    reuse_values: true
    set_values:
      - value: image.tag=4.1
        value_type: string

- name: The release is gone
  native.helm.helm:
    name: shop
    namespace: web
    state: absent
    wait: true
"""

RETURN = r"""
status:
  description: The release, null where there is none.
  returned: success
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
      description: The values that were given.
      type: dict
    release_values:
      description: The same.
      type: dict
  sample: {"chart": "shop-1.2.0", "name": "shop", "namespace": "web", "revision": "2", "status": "deployed"}
stdout:
  description: What helm would have printed. Empty where nothing was done.
  returned: always
  type: str
  sample: "Release \"shop\" has been upgraded. Happy Helming!"
stderr:
  description: What helm itself would say of a failure, where it has such an error. Empty on success.
  returned: always
  type: str
  sample: "Error: UPGRADE FAILED: ..."
command:
  description: The command line of helm's that means the same. Nothing is run.
  returned: always
  type: str
  sample: helm upgrade -i --reset-values shop 'example/shop'
rc:
  description: Always 0.
  returned: success
  type: int
  sample: 0
reason:
  description: Why something changed, or in check mode would change, as of M(native.helm.helm_release).
  returned: success
  type: list
  elements: str
  sample: [values]
release:
  description: The release, as of M(native.helm.helm_release).
  returned: success
  type: dict
  sample: {"name": "shop", "namespace": "web", "revision": 2, "status": "deployed"}
changes:
  description: What was done to each object, as of M(native.helm.helm_release).
  returned: success
  type: list
  elements: dict
  sample: [{"action": "update", "api_version": "apps/v1", "kind": "Deployment", "name": "shop", "namespace": "web"}]
hooks:
  description: The hooks that ran, as of M(native.helm.helm_release).
  returned: success
  type: list
  elements: dict
  sample: []
drift:
  description: Where live objects differ from the last revision, as of M(native.helm.helm_release).
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
    door.run(door.HelmModule(**dropin_specs.helm()), dropin.helm)


if __name__ == "__main__":
    main()
