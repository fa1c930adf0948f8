#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_rollback
short_description: Roll a Helm release back to an earlier revision
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Makes an earlier revision of a release the one that is deployed, as a new revision with the old one's content.
  - Nothing is done when the release already is at that content.
  - The chart's source is not needed. No helm binary is needed.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.cluster
  - native.helm.operation
  - native.helm.operation.release
  - native.helm.plan
options:
  revision:
    description:
      - The revision to go back to - a number, V(previous), which is the one before the last, or V(last_deployed),
        which is the last one that was deployed successfully.
    type: str
    default: previous
  sensitive_paths:
    description: Paths of values, such as V(auth.password), that are masked wherever the module reports something.
    type: list
    elements: str
    default: []
seealso:
  - module: native.helm.helm_release
  - module: native.helm.helm_release_info
"""

EXAMPLES = r"""
- name: Back to the revision before
  native.helm.helm_rollback:
    name: shop
    namespace: web
    wait: true

- name: Back to the last one that worked, after a failed upgrade
  native.helm.helm_rollback:
    name: shop
    namespace: web
    revision: last_deployed

- name: What going back would do
  native.helm.helm_rollback:
    name: shop
    namespace: web
    plan:
      write:
  register: shop_planned

- name: Going back, if it does what was looked at
  native.helm.helm_rollback:
    name: shop
    namespace: web
    plan:
      apply: "{{ shop_planned.plan.document }}"

- name: Back to a certain one
  native.helm.helm_rollback:
    name: shop
    namespace: web
    revision: "3"
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
msg:
  description: The plan in words, or what went wrong.
  returned: with O(plan.write), and on failure
  type: str
  sample: "Plan 992-d44-e17-021-863-a0d-2d5-ebf-21b-f33-cd: 1 release to be upgraded; 2 objects to be updated"
from_revision:
  description: The revision that the release was at.
  returned: success
  type: int
  sample: 4
to_revision:
  description: The revision whose content the release has now.
  returned: success
  type: int
  sample: 3
reason:
  description:
    - Why something changed, or in check mode would change.
    - Words such as V(created), V(chart), V(values), V(manifest), V(metadata), V(drift), V(recovered) and V(removed).
  returned: success
  type: list
  elements: str
  sample: ["values"]
release:
  description: The release. Null when there is none, or none any more.
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
    release_values:
      description: The values that were given, those of O(sensitive_paths) masked.
      type: dict
  sample:
    name: shop
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
    release_values: {"replicaCount": 3}
changes:
  description: What was done to each object, or in check mode would be done.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: One of V(create), V(update), V(replace), V(delete), V(keep) and V(unchanged).
      type: str
    kind:
      description: The object's kind.
      type: str
    api_version:
      description: The object's API version.
      type: str
    namespace:
      description: The object's namespace, empty where its kind has none.
      type: str
    name:
      description: The object's name.
      type: str
  sample: [{"action": "update", "api_version": "apps/v1", "kind": "Deployment", "name": "shop", "namespace": "web"}]
hooks:
  description: The hooks that ran.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the hook's object.
      type: str
    kind:
      description: The kind of the hook's object.
      type: str
    event:
      description: When it ran, such as V(pre-upgrade).
      type: str
    phase:
      description: How it ended, V(Succeeded) or V(Failed).
      type: str
    started_at:
      description: When it started.
      type: str
    completed_at:
      description: When it ended.
      type: str
    logs:
      description: The last lines of its containers, where the hook's policies ask for them or it failed.
      type: str
  sample: [{"event": "pre-upgrade", "kind": "Job", "name": "shop-migrate", "phase": "Succeeded"}]
progress:
  description:
    - What a task that waits shows while it runs in Ansible's worker process, as lines. A module that runs in a process
      of its own shows nothing before it ends, and has them here.
  returned: when it waited or a hook's log is shown, and the module did not run in Ansible's worker process
  type: list
  elements: str
  sample: ["web/shop: 34 s: 1 of 5 not ready: Deployment web/shop: Available: 1/2"]
drift:
  description:
    - Where live objects differed from the content that the release was at already, and were put back, an entry an
      object.
    - Where the run makes a new revision, what that leaves to others.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: What puts the object right, or would. V(unchanged) for fields that are left to others in any case.
      type: str
    kind:
      description: The object's kind.
      type: str
    api_version:
      description: Its API group and version.
      type: str
    namespace:
      description: Its namespace, empty for objects of the cluster.
      type: str
    name:
      description: Its name.
      type: str
    state:
      description: V(terminating) for an object that is being deleted.
      returned: the object is being deleted
      type: str
    fields:
      description: The fields that differ, as JSON pointers. None for an object that is missing.
      type: list
      elements: str
    differences:
      description: The same fields, each with C(field), C(wanted) (what the revision says) and C(live) (what the cluster
        has). Null where there is no value. The data of Secrets and other secret values are masked.
      type: list
      elements: dict
    message:
      description: Why the API server would not let the object be put right.
      returned: the API server refuses it
      type: str
  sample:
    - action: update
      kind: Deployment
      api_version: apps/v1
      namespace: web
      name: shop
      fields: [/spec/replicas]
      differences: [{"field": "/spec/replicas", "wanted": 3, "live": 1}]
connection:
  description: Which server was used, and as whom.
  returned: success
  type: dict
  sample: {"server": "https://10.0.0.1:6443", "user": "deployer"}
stderr:
  description: What helm itself would say, where it has such an error.
  returned: failure
  type: str
  sample: "template: shop/templates/service.yaml:3:12: executing ..."
failed_objects:
  description:
    - The objects that did not get ready in time, or failed, or were refused, the most telling first.
    - What the user may not read (pods, their logs, events) is left out.
  returned: when waiting failed, or an object was refused
  type: list
  elements: dict
  contains:
    kind:
      description: The object's kind.
      type: str
    api_version:
      description: The object's API version.
      type: str
    namespace:
      description: The object's namespace, empty where its kind has none.
      type: str
    name:
      description: The object's name.
      type: str
    why:
      description: What it lacks, or what the server said.
      type: str
    reasons:
      description: Why, in the words of the kubelet, the scheduler and the controllers, the most telling first.
      type: list
      elements: str
    conditions:
      description: The conditions of its status.
      type: list
      elements: dict
    events:
      description: Its last events.
      type: list
      elements: str
    pods:
      description: Those of its pods that are not ready, with their containers' states, events and last log lines.
      type: list
      elements: dict
  sample:
    - kind: Deployment
      name: shop
      namespace: web
      why: "Available: 0/1"
      reasons: ["pod shop-5657cf855-sksw8: container shop: CrashLoopBackOff, exit code 1, restarted 3 times"]
conflicts:
  description: The fields that another manager owns.
  returned: when the server refused to take them over
  type: list
  elements: dict
  contains:
    object:
      description: The object, its C(kind), C(api_version), C(namespace) and C(name).
      type: dict
    field:
      description: The field.
      type: str
    manager:
      description: Who owns it.
      type: str
  sample: [{"field": ".spec.replicas", "manager": "kubectl", "object": {"kind": "Deployment", "name": "shop"}}]
left_behind:
  description:
    - What state a failed run left behind.
    - RV(release), RV(changes) and RV(hooks) tell then what is in the record and in the cluster.
  returned: when a run failed after it had stored a revision
  type: dict
  contains:
    revision:
      description: The revision that failed.
      type: int
    status:
      description: What the record says of it, V(unknown) where the record cannot be read.
      type: str
    objects:
      description: The objects that this run made, and that are there.
      type: list
      elements: dict
  sample: {"objects": [], "revision": 2, "status": "failed"}
"""

from ..module_utils._helm.entry import door, release, specs


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**specs.rollback()), release.rollback)


if __name__ == "__main__":
    main()
