#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_release_info
short_description: List Helm releases and show what they are made of
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Lists the releases of a namespace or of the whole cluster, or shows one of them, and on request its values,
    manifest, hooks, notes, history, objects and drift.
  - A listing reads no more than the records' metadata, so that it is quick with any number of releases. O(name) and
    O(fields) read the records themselves, and show the chart, the times and the description too.
  - No helm binary is needed.
extends_documentation_fragment:
  - native.helm.attributes.info
  - native.helm.attributes.actiongroup
  - native.helm.cluster
  - native.helm.operation.release
options:
  name:
    description: The release's name. All releases where it is not given.
    type: str
    required: false
    aliases: [release_name]
  all_namespaces:
    description: Whether the releases of all namespaces are listed.
    type: bool
    default: false
  states:
    description:
      - The statuses that a listed release may have, in helm's words. Any status where it is not given.
      - V(pending) stands for the three that begin with it, V(all) for every one.
    type: list
    elements: str
    default: []
    choices:
      - all
      - pending
      - unknown
      - deployed
      - uninstalled
      - superseded
      - failed
      - uninstalling
      - pending-install
      - pending-upgrade
      - pending-rollback
    aliases: [release_state]
  selector:
    description: A label selector for the releases' records, such as V(team=web,tier!=test).
    type: str
  fields:
    description:
      - What to show of each release besides what a listing has.
      - V(values) adds the values that were given, as C(release_values), V(all_values) those of the chart too.
      - V(manifest), V(hooks) and V(notes) add what the chart was rendered to.
      - V(metadata) adds what C(helm get metadata) shows, such as the chart's dependencies and annotations.
      - V(history) adds the revisions that are kept.
      - V(resources) adds the live objects and whether they are ready, V(drift) where they differ from what was written.
    type: list
    elements: str
    default: []
    choices: [values, all_values, manifest, hooks, notes, metadata, history, resources, drift]
  revision:
    description: The revision to show, with O(name). V(0) is the last one.
    type: int
    default: 0
  owner_of:
    description:
      - An object of the cluster. The release that it belongs to is shown, as with O(name), none where it belongs to
        none.
      - Hooks do not say which release they belong to, nor do custom resource definitions of a chart's C(crds/).
    type: dict
    suboptions:
      api_version:
        description: The object's API version.
        type: str
        default: v1
      kind:
        description: The object's kind.
        type: str
        required: true
      name:
        description: The object's name.
        type: str
        required: true
      namespace:
        description: The object's namespace. O(namespace), or the context's, where it is not given.
        type: str
  get_all_values:
    description: Whether RV(status) has the chart's values too. V(all_values) of O(fields) has them with the release.
    type: bool
    default: false
  sensitive_paths:
    description: Paths of values, such as V(auth.password), that are masked wherever the module reports something.
    type: list
    elements: str
    default: []
seealso:
  - module: native.helm.helm_release
  - module: native.helm.helm_rollback
"""

EXAMPLES = r"""
- name: Everything that is installed
  native.helm.helm_release_info:
    all_namespaces: true
  register: installed

- name: One release, with its history and what has drifted
  native.helm.helm_release_info:
    name: shop
    namespace: web
    fields: [values, history, drift]
  register: shop

- name: The release that a Deployment belongs to
  native.helm.helm_release_info:
    owner_of:
      api_version: apps/v1
      kind: Deployment
      name: shop
      namespace: web

- name: What failed, of one team
  native.helm.helm_release_info:
    all_namespaces: true
    states: [failed, pending]
    selector: team=web
"""

RETURN = r"""
releases:
  description: The releases, by namespace and name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The release's name.
      type: str
    namespace:
      description: The release's namespace.
      type: str
    revision:
      description: The number of its revision.
      type: int
    status:
      description: The revision's status, in helm's words.
      type: str
    chart:
      description: The chart's name.
      type: str
    chart_version:
      description: The chart's version.
      type: str
    app_version:
      description: The version of what the chart installs.
      type: str
    description:
      description: What helm would say about the revision.
      type: str
    first_deployed:
      description: When the release's first revision was deployed.
      type: str
    last_deployed:
      description: When this revision was deployed.
      type: str
    labels:
      description: The labels of the revision's record, besides helm's own.
      type: dict
    notes:
      description: The chart's notes, rendered.
      type: str
    all_values:
      description: The values that were given, merged with those of the chart, when asked for.
      type: dict
    release_values:
      description: The values that were given, when V(values) is asked for, those of O(sensitive_paths) masked.
      type: dict
    manifest:
      description: What the chart was rendered to, the data of Secrets masked, when asked for.
      type: str
    hooks:
      description: The hooks and how they last ran, when asked for.
      type: list
      elements: dict
    metadata:
      description: What C(helm get metadata) shows, when asked for.
      type: dict
    history:
      description:
        - The revisions that are kept, when asked for. C(rollback_revision) is the one that a rollback went back to,
          else V(0).
      type: list
      elements: dict
    resources:
      description:
        - The live objects and whether they are ready, when asked for. One that cannot be read (a missing right, an API
          whose server is away) has the C(state) C(unknown), and the reason as its C(message). One that is being deleted
          is C(terminating).
      type: list
      elements: dict
    drift:
      description:
        - Where live objects differ from what was written, when asked for - C(action) is what would put it right,
          C(fields) are the fields that differ, as JSON pointers. C(differences) has each of them with its C(wanted) and
          its C(live) value, null where there is none, secret values masked.
        - An object that is being deleted has the C(state) C(terminating). C(message) says why the API server would not
          let it be put right.
      type: list
      elements: dict
  sample:
    - name: shop
      namespace: web
      revision: 2
      status: deployed
      chart: shop
      chart_version: 1.2.0
      app_version: "4.1"
      description: Upgrade complete
      first_deployed: "2026-01-31T10:00:00.123456789Z"
      last_deployed: "2026-01-31T11:30:00.123456789Z"
      labels: {}
      notes: ""
owner:
  description: What O(owner_of) says it belongs to. Null where it says nothing, or is not there.
  returned: when O(owner_of) is given
  type: dict
  sample: {"name": "shop", "namespace": "web"}
connection:
  description: Which server was used, and as whom.
  returned: success
  type: dict
  sample: {"server": "https://10.0.0.1:6443", "user": "deployer"}
status:
  description:
    - The release by the keys of other modules, to make moving over easy.
    - C(manifest) and C(hooks) are lists of objects, the data of Secrets in them masked.
  returned: O(name) is given and there is such a release
  type: dict
  sample: {"chart": "shop-1.2.0", "name": "shop", "namespace": "web", "revision": "2", "status": "deployed"}
stderr:
  description: What helm itself would say, where it has such an error.
  returned: failure
  type: str
  sample: "release: not found"
"""

from ..module_utils._helm.entry import door, release, specs


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**specs.release_info()), release.info)


if __name__ == "__main__":
    main()
