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
      - V(updates) adds newer versions of the chart. A release does not record where its chart is from.
        O(update_sources) says it; else the repositories known on the task's host are asked for a chart of that name
        that they have in the release's version too, as C(helm search repo) finds them. Where several have it, and
        say different things, that is what RV(releases[].updates) says. Each index is fetched once a task.
    type: list
    elements: str
    default: []
    choices: [values, all_values, manifest, hooks, notes, metadata, history, resources, drift, updates]
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
  junit:
    description:
      - With V(drift) in O(fields), the path of a file on the task's host that gets the drift as JUnit has tests, for
        AWX, GitLab, Jenkins and their kind. Each object that has drifted is a test that failed; a release as it should
        be is one that passed.
      - It is written whole or not at all, and not in check mode. Its folder has to be there.
    type: path
  update_sources:
    description:
      - Where charts are from, and which of their newer versions are wanted, for V(updates) of O(fields). Of several
        entries that are for a release the first one that says something counts.
      - An entry may say only a range, with O(update_sources[].chart_version). It is for all charts then, or for that of
        O(update_sources[].chart).
    type: list
    elements: dict
    default: []
    suboptions:
      chart:
        description:
          - The chart's name (V(NAME), with O(update_sources[].chart_repo_url)), V(REPO/NAME), or V(oci://HOST/PATH/NAME).
          - Where it is not given, charts of any name are looked for in O(update_sources[].chart_repo_url), besides the
            known repositories, and by the same rules.
        type: str
      chart_version:
        description: The range that RV(releases[].updates.newest_within) is the newest version of, such as V(^1.2).
        type: str
      chart_repo_url:
        description: The URL of the chart's repository, V(https://…) or V(oci://…).
        type: str
      releases:
        description:
          - The releases that the entry is for, as V(NAME) or V(NAMESPACE/NAME), in which C(*) and C(?) stand for
            other characters.
          - All of them where it is not given.
        type: list
        elements: str
        default: []
      chart_repo_username:
        description: The user name for the repository.
        type: str
      chart_repo_password:
        description: The password for the repository.
        type: str
      pass_credentials:
        description: Whether the credentials are sent to other hosts too, when the repository's index leads there.
        type: bool
        default: false
      chart_ca_cert:
        description: The path of the certificates that the repository's certificate is checked against, in PEM.
        type: path
      chart_client_cert:
        description: The path of a client certificate for the repository, in PEM.
        type: path
      chart_client_key:
        description: The path of the client certificate's key, in PEM.
        type: path
      chart_validate_certs:
        description: Whether to check the repository's certificate.
        type: bool
        default: true
      plain_http:
        description: Whether to speak HTTP, not HTTPS, to a registry.
        type: bool
        default: false
      devel:
        description: Whether pre-releases count as newer versions.
        type: bool
        default: false
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

- name: Which charts have newer versions, within the same major version for one of them
  native.helm.helm_release_info:
    all_namespaces: true
    fields: [updates]
    update_sources:
      - chart: oci://registry.example.com/charts/shop
        chart_version: ^1
      - chart_repo_url: https://charts.example.com
  register: installed

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
        - The revisions that are kept, when asked for, each with its C(labels). C(rollback_revision) is the one that a
          rollback went back to, else V(0).
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
    updates:
      description: Newer versions of the chart, when asked for.
      type: dict
      contains:
        state:
          description:
            - V(available) where there is a newer version (within RV(releases[].updates.constraint), where there is a
              range), V(beyond) where there are some only outside of it, V(current) where there is none.
            - V(ambiguous) where several repositories have the chart in that version and say different things,
              V(unknown) else.
          type: str
        message:
          description: Why it is not known.
          type: str
        newest:
          description: The newest version.
          type: str
        newest_app_version:
          description: The version of what it installs, where the place tells it.
          type: str
        deprecated:
          description: Whether the chart's author has deprecated it.
          type: bool
        constraint:
          description: The range that the task gives.
          type: str
        newest_within:
          description: The newest version that the range takes.
          type: str
        newer:
          description: All newer versions, the newest first.
          type: list
          elements: str
        source:
          description: The repository's name or URL, or the registry's address, that they are from.
          type: str
        candidates:
          description:
            - The places that have a chart of that name, each with its C(source), C(newest), C(newest_within), and
              C(has_installed), whether it has the release's version.
          type: list
          elements: dict
        errors:
          description:
            - The places that could not be asked, each with its C(source) and a C(message). A warning names them too.
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

from ..module_utils._helm.entry import door, release_info, specs


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**specs.release_info()), release_info.info)


if __name__ == "__main__":
    main()
