#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_releases
short_description: Install, upgrade and remove many Helm releases, in the order that they need each other
version_added: 0.2.0
author:
  - native.helm contributors (@native-helm)
description:
  - Makes a list of charts releases in a Kubernetes cluster, each exactly as M(native.helm.helm_release) makes it, many
    at once. A release begins as soon as those that it needs are as wanted.
  - Releases that already are as wanted are left alone, so that the task is C(ok) where nothing had to be done.
  - A circle of needs, a need that is not in the list and a release that is listed twice are errors before anything is
    touched, all of them in one message.
  - Check mode predicts the whole list, also releases whose custom resource definitions or namespace another one of the
    list brings.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.cluster
  - native.helm.entries
  - native.helm.plan
requirements:
  - google-re2 >= 1.1, for charts whose templates or schemas use regular expressions
  - cryptography >= 41.0 and bcrypt >= 4.0, for charts that make keys, certificates or passwords
options:
  defaults:
    description:
      - Options for each of O(releases) that does not give them itself. All options of M(native.helm.helm_release) but
        its name.
      - Mappings, such as the values, are merged at every depth, and what the release gives wins. Lists are not merged.
      - The cluster's options of the task are defaults, too, below these.
    type: dict
    default: {}
  parallel:
    description: How many releases may be under way at once. With V(1) they go one by one, in the order of the list as
      far as their needs allow.
    type: int
    default: 8
  on_failure:
    description:
      - What happens after a release has failed.
      - V(stop) - what is under way ends, and nothing new is begun. V(continue) - what does not need the failed one goes
        on.
      - The task fails in both cases, when all is over. Nothing is pruned after a failure.
    type: str
    choices: [stop, continue]
    default: stop
  only:
    description:
      - The releases that are meant, as C(NAME) or C(NAMESPACE/NAME), in which C(*), C(?) and C([...]) stand for other
        characters. Those, and what they need; nothing else is touched, and nothing is pruned.
      - A release with O(releases[].state=absent) brings nothing along.
    type: list
    elements: str
    default: []
  fleet:
    description:
      - A name for all releases of the list, kept in the record of each as the label C(native.helm/fleet).
      - It is a label's value - up to 63 letters, digits, C(-), C(_) and C(.).
    type: str
  prune:
    description:
      - Whether releases of O(fleet) that are listed no more are removed, in all namespaces of the cluster. In check
        mode they are named.
      - It is done after everything else, and only if that went well, one release after another, the youngest (by the
        time of its first revision) first.
      - The user has to be allowed to list the records in all namespaces.
    type: bool
    default: false
  allow_empty:
    description: Whether O(prune) may be done with an empty list, which removes the whole fleet. It is an error
      otherwise.
    type: bool
    default: false
seealso:
  - module: native.helm.helm_release
  - module: native.helm.helm_release_info
  - module: native.helm.helm_repo
"""

EXAMPLES = r"""
- name: A shop and what it needs
  native.helm.helm_releases:
    defaults:
      namespace: web
      create_namespace: true
      chart_repo_url: https://charts.example.com
      wait: true
    releases:
      - name: cache
        chart: cache
        chart_version: ^2.1
      - name: shop
        chart: shop
        needs: [cache]
        values:
          replicaCount: 3

- name: What would change, object by object
  native.helm.helm_releases:
    releases: "{{ shop_releases }}"
  check_mode: true
  diff: true

- name: Releases of the fleet that are listed no more are removed
  native.helm.helm_releases:
    releases: "{{ shop_releases }}"
    fleet: shop
    prune: true

- name: A plan of all of them, handed to the job that applies it
  native.helm.helm_releases:
    releases: "{{ shop_releases }}"
    plan:
      write:
      key: "{{ vaulted_plan_key }}"
  register: shop_planned

- name: All of them, if there is nothing in it that was not planned
  native.helm.helm_releases:
    releases: "{{ shop_releases }}"
    plan:
      apply: "{{ shop_planned.plan.document }}"
      key: "{{ vaulted_plan_key }}"

- name: Only the shop, and what it needs
  native.helm.helm_releases:
    releases: "{{ shop_releases }}"
    only: [web/shop]

- name: One is removed, and a failure does not keep the others from being done
  native.helm.helm_releases:
    defaults:
      namespace: web
    releases:
      - name: old-cache
        state: absent
      - name: mail
        chart: charts/mail
      - name: search
        chart: charts/search
    on_failure: continue
"""

RETURN = r"""
plan:
  description:
    - The plan, where the task has one. Of one that is applied, without the document.
  returned: with O(plan)
  type: dict
  contains:
    id:
      description: A digest of the document. Whoever approves a plan can name it so.
      type: str
    summary:
      description: How many releases and objects something is done to, by action.
      type: dict
    document:
      description: What is to be done, object by object, without a secret in it.
      type: dict
      returned: with O(plan.write)
  sample:
    id: 992-d44-e17-021-863-a0d-2d5-ebf-21b-f33-cd
    summary: {"upgrade": 1, "update": 2, "unchanged": 3}
secrets_compared:
  description: Whether the values of Secrets and other secret values are those that were planned. V(false) means that
    nobody looked, since there was no O(plan.key).
  returned: with O(plan.apply)
  type: bool
  sample: true
differences:
  description: In what a plan differs from what is to be done now.
  returned: when O(plan.apply) is refused
  type: list
  elements: dict
  contains:
    release:
      description: The release, as C(NAMESPACE/NAME).
      type: str
    object:
      description: The object, empty for the release itself.
      type: str
    field:
      description: What of it; in an object, a JSON pointer.
      type: str
    planned:
      description: What the plan says, null for nothing.
      type: raw
    now:
      description: What is to be done now, null for nothing.
      type: raw
  sample:
    - field: /spec/replicas
      now: {"before": 3, "after": 2}
      object: Deployment web/shop
      planned: null
      release: web/shop
progress:
  description:
    - What the task shows of its releases while they wait, in Ansible's worker process, as lines. A module that runs in
      a process of its own shows nothing before it ends, and has them here.
  returned: when a release waited or a hook's log is shown, and the module did not run in Ansible's worker process
  type: list
  elements: str
  sample: ["web/shop: 34 s: 1 of 5 not ready: Deployment web/shop: Available: 1/2"]
msg:
  description: The summary in words, and what each release that failed says.
  returned: always
  type: str
  sample: "2 of 50 releases changed, 48 unchanged, in 9.1 s"
releases:
  description:
    - What M(native.helm.helm_release) returns of each, by C(NAMESPACE/NAME).
    - Of a release that is unchanged, its objects are counted in C(unchanged_objects) and not listed.
    - The releases that were pruned are among them.
  returned: when the list is free of errors
  type: dict
  contains:
    outcome:
      description: V(changed), V(unchanged), V(failed), V(skipped) or V(pruned).
      type: str
    msg:
      description: What went wrong, or why it was skipped.
      type: str
      returned: where the outcome is V(failed) or V(skipped)
    unchanged_objects:
      description: How many objects the release has, none of which had to be changed.
      type: int
      returned: where the outcome is V(unchanged)
    seconds:
      description: How long it took.
      type: float
  sample:
    web/cache: {"outcome": "unchanged", "changed": false, "unchanged_objects": 4, "seconds": 0.2}
    web/shop: {"outcome": "changed", "changed": true, "reason": ["values"], "seconds": 3.1}
order:
  description: What could run together, first those that need nothing. Releases that are pruned come last, one by one.
  returned: when the list is free of errors
  type: list
  elements: list
  sample: [["web/cache", "web/mail"], ["web/shop"]]
summary:
  description: How many releases had each outcome, and how many seconds all took.
  returned: when the list is free of errors
  type: dict
  sample: {"changed": 1, "unchanged": 1, "failed": 0, "skipped": 0, "pruned": 0, "seconds": 3.4}
failed_releases:
  description: The releases that failed.
  returned: when the list is free of errors
  type: list
  elements: str
  sample: []
skipped_releases:
  description: The releases that were not begun, since one that they need failed, or the run was over.
  returned: when the list is free of errors
  type: list
  elements: str
  sample: []
connection:
  description: Which server was used, and as whom.
  returned: when all releases are of one cluster
  type: dict
  sample: {"server": "https://10.0.0.1:6443", "user": "deployer"}
"""

from ..module_utils._helm.entry import door, releases, specs


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**specs.releases()), releases.apply)


if __name__ == "__main__":
    main()
