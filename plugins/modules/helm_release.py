#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_release
short_description: Install, upgrade and remove Helm releases
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Makes a chart a release in a Kubernetes cluster, upgrades it when the chart, its values or the live objects say so,
    and removes it.
  - Nothing is done, and no revision is made, when the release already is as wanted.
  - No helm binary is needed. What this module writes, helm reads, upgrades and rolls back, and the other way round.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.cluster
  - native.helm.operation
  - native.helm.operation.release
  - native.helm.chart_source
  - native.helm.chart_source.signed
  - native.helm.chart_source.dependencies
  - native.helm.values
  - native.helm.shaping
  - native.helm.shaping.image_paths
  - native.helm.plan
requirements:
  - google-re2 >= 1.1, for charts whose templates or schemas use regular expressions
  - cryptography >= 41.0 and bcrypt >= 4.0, for charts that make keys, certificates or passwords
options:
  state:
    description:
      - V(present) - the release is there, with this chart and these values.
      - V(absent) - it is not there, and its objects are gone.
    type: str
    choices: [present, absent]
    default: present
    aliases: [release_state]
  chart:
    description:
      - The chart - a folder, an archive, an archive's URL, C(REPO/NAME) with a repository of M(native.helm.helm_repo),
        or C(NAME) with O(chart_repo_url). Needed with O(state=present).
      - Dependencies that are missing from the chart's C(charts/) are fetched into the cache, as C(Chart.lock) says
        where there is one. The chart's folder is left alone.
  reset_values:
    description: Whether an upgrade starts from the chart's values only, and those given replace all that were given
      before.
    type: bool
    default: true
  reuse_values:
    description: Whether an upgrade starts from the last revision's values, those of its chart included.
    type: bool
    default: false
  reset_then_reuse_values:
    description: Whether an upgrade starts from the new chart's values, then those given to the last revision.
    type: bool
    default: false
  create_namespace:
    description:
      - Whether the release's namespace is made where it is not there. It is not removed with the release.
      - One that is being deleted is waited for and made anew with O(wait=true), for up to O(timeout).
    type: bool
    default: false
  namespace_labels:
    description: Labels for a namespace that is made.
    type: dict
    default: {}
  crds:
    description:
      - What happens to the custom resource definitions in the chart's C(crds/). They are never removed.
      - V(skip) leaves them out, V(create) makes them with the first revision, V(apply) keeps them as the chart has
        them.
      - One that the templates have too is left to them once it is there, and a warning names both places.
    type: str
    choices: [skip, create, apply]
    default: create
  skip_crds:
    description: Another way to say O(crds=skip).
    type: bool
  atomic:
    description: Whether a failing run is undone - a first revision is removed, an upgrade is rolled back.
    type: bool
    default: false
    aliases: [rollback_on_failure]
  enable_dns:
    description: Whether the chart's templates may look up host names.
    type: bool
    default: false
  replace:
    description:
      - Whether a release that failed and never was deployed is begun from nothing, as C(helm install --replace) does.
        Where this is false, its values, labels and times are those of a release that is being repaired.
      - The name of an uninstalled release is free in any case.
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
  purge:
    description: Whether O(state=absent) removes the release's records too. They are kept, marked as uninstalled, where
      it is false.
    type: bool
    default: true
  keep_history:
    description: Another way to say O(purge), the other way round.
    type: bool
  cascade:
    description: How O(state=absent) removes what belongs to the release's objects.
    type: str
    choices: [background, foreground, orphan]
    default: background
  on_pending:
    description:
      - What to do about a release whose last revision is pending, because another run is at work or was killed.
      - V(recover) waits for it for O(pending_timeout), then takes it for dead, marks it as failed and goes on. V(fail)
        fails at once, as helm does.
      - With V(recover), many hosts that change one release at once have their turns, within O(timeout).
    type: str
    choices: [recover, fail]
    default: recover
  pending_timeout:
    description: How old a pending revision must be to count as dead, in seconds or as V(5m30s).
    type: str
    default: 5m
  drift:
    description:
      - What to do about live objects that were changed by someone else since.
      - V(correct) puts them back. V(warn) leaves them, and names each field with the wanted and the live value, some in
        a warning of at most ten lines and all in RV(drift). V(ignore) leaves them without a word.
      - What is there for others to fill in is left to them as long as the chart says of it what it said in the last
        revision. That is C(caBundle) of webhook configurations, custom resource definitions and APIServices, and any
        field that the chart leaves blank (an empty text, list or mapping) and something else than kubectl has set.
        M(native.helm.helm_release_info) tells such fields as drift. Where the chart's own value changes it is a
        conflict, and O(force_conflicts=true) takes it. Releases with O(server_side=false) know no conflicts.
      - A Job with C(ttlSecondsAfterFinished) that is not there any more is no drift, since it goes by itself once it is
        done. It is made again where the chart says something else of it.
      - An object that is being deleted is waited for and made anew with O(wait=true). Else it is told by a warning, and
        by C(state=terminating) among RV(changes).
    type: str
    choices: [correct, warn, ignore]
    default: correct
  drift_ignore:
    description:
      - What does not count as drift, and is left as it is.
      - Replicas that a HorizontalPodAutoscaler or a ScaledObject of KEDA sets never count, and are left to it in
        upgrades and rollbacks too. Where it cannot be told whether there is one (the user may not list them, say),
        replicas that someone else has set are left as they are, and a warning says what stood in the way.
    type: list
    elements: dict
    default: []
    suboptions:
      kind:
        description: The objects' kind. Any where it is not given.
        type: str
      name:
        description: The objects' name. Any where it is not given.
        type: str
      namespace:
        description: The objects' namespace. Any where it is not given.
        type: str
      paths:
        description: JSON pointers of the fields, such as V(/spec/replicas). The whole object where there are none.
        type: list
        elements: str
        default: []
  unstable:
    description:
      - What to do about what differs between two renders of the same input, such as random passwords, certificates and
        times. It is found by rendering the chart again.
      - So is what a chart makes of its own objects, looked up once they are there. What it makes of others' counts.
      - V(ignore) takes it for no change on its own. When something else changes, the new values are applied.
      - V(keep) leaves the last revision's values in place through upgrades too.
      - V(apply) makes a revision of every difference, as helm does.
    type: str
    choices: [ignore, keep, apply]
    default: ignore
  run_tests:
    description:
      - Whether the chart's tests run once the release is as wanted, whether or not anything had to be changed for that.
      - A failing test fails the task, with the test's logs. The release stays as it is, also with O(atomic=true).
      - The tests' own objects are no change of the release. In check mode the tests that would run are listed.
    type: bool
    default: false
  junit:
    description:
      - The path of a file on the task's host that gets what O(run_tests) and O(drift) found, as JUnit has tests, for
        AWX, GitLab, Jenkins and their kind, with O(state=present).
      - Each of the chart's tests that ran is a test, with its log, and each object that had drifted one that failed,
        also where it was put back. A task that fails for another reason is a test with an error.
      - It is written whether the task fails or not, whole or not at all, and not in check mode. It makes no
        change. Its folder has to be there. What a result masks is masked in it.
    type: path
  test_filters:
    description:
      - Which tests run with O(run_tests=true), in the words of C(helm test --filter).
      - V(name=NAME) runs that test, V(!name=NAME) leaves it out. All run where none is given.
    type: list
    elements: str
    default: []
seealso:
  - module: native.helm.helm_release_info
  - module: native.helm.helm_rollback
  - module: native.helm.helm_repo
"""

EXAMPLES = r"""
- name: A chart of a repository, with a values file and a setting on top
  native.helm.helm_release:
    name: shop
    namespace: web
    create_namespace: true
    chart: example/shop
    chart_version: ^1.2
    values_files:
      - production.yaml
    set_values:
      - value: image.tag=4.1.3
        value_type: string
    wait: true

- name: No repository has to be added beforehand
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: shop
    chart_repo_url: https://charts.example.com
    values:
      replicaCount: 3

- name: A folder as it lies, undone when it does not get ready
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: charts/shop
    wait: true
    timeout: 10m
    atomic: true

- name: Passwords stay out of results and diffs
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: example/shop
    values:
      auth:
        password: "{{ vault_shop_password }}"
    sensitive_paths:
      - auth.password

- name: All images from a mirror, one of them newer; what the chart has no value for is patched
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: example/shop
    registries:
      docker.io: mirror.example.com/hub
      quay.io: mirror.example.com/quay
    images:
      - name: nginx
        new_tag: 1.29.1
    patches:
      - target:
          kind: Deployment
        patch:
          spec:
            template:
              spec:
                priorityClassName: important
      - target:
          kind: Service
          name: shop-.*
        patch:
          - op: remove
            path: /spec/loadBalancerIP
        optional: true

- name: The chart's tests, but not the slow one
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: example/shop
    run_tests: true
    test_filters:
      - "!name=shop-load"

- name: The tests that the chart brings, as tests of a pipeline
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: example/shop
    run_tests: true
    junit: /srv/reports/shop.xml

- name: A generated password stays, the autoscaler's work is nobody's business, the migration Job is made anew
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: example/shop
    unstable: keep
    drift_ignore:
      - kind: Deployment
        name: shop
        paths:
          - /spec/template/spec/containers/0/resources
    recreate:
      - Job/shop-migrate

- name: What would be done is written down, and nothing is changed
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: example/shop
    plan:
      write: /var/tmp/shop.plan.json
  register: shop_planned

- name: It is done, unless something is not as it was planned
  native.helm.helm_release:
    name: shop
    namespace: web
    chart: example/shop
    plan:
      apply: /var/tmp/shop.plan.json
      max_age: 2h

- name: The release and all of its objects are gone
  native.helm.helm_release:
    name: shop
    namespace: web
    state: absent
    wait: true
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
tests:
  description: The tests that ran, in their order. A test that failed is the last one.
  returned: when O(run_tests=true)
  type: list
  elements: dict
  contains:
    name:
      description: The name of the test's object.
      type: str
    kind:
      description: The kind of the test's object.
      type: str
    event:
      description: Always V(test).
      type: str
    phase:
      description: How it ended, V(Succeeded) or V(Failed). Empty in check mode.
      type: str
    started_at:
      description: When it started.
      type: str
    completed_at:
      description: When it ended.
      type: str
    logs:
      description: The last lines of its containers.
      type: str
  sample: [{"event": "test", "kind": "Pod", "logs": "finished", "name": "shop-ping", "phase": "Succeeded"}]
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
    - Where live objects differ from the release's last revision, an entry an object. They were put back with
      O(drift=correct), and left as they are with O(drift=warn). Nothing is told with O(drift=ignore).
    - Where the run makes a new revision, what that leaves as it is.
    - What O(drift=warn) leaves is no change, and so not in the diff.
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
status:
  description: The release by the keys of other modules, to make moving over easy.
  returned: success, when there is a release
  type: dict
  sample: {"chart": "shop-1.2.0", "name": "shop", "namespace": "web", "revision": "2", "status": "deployed"}
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
    - RV(release), RV(status), RV(changes) and RV(hooks) tell then what is in the record and in the cluster.
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
    door.run(door.HelmModule(**specs.release()), release.apply)


if __name__ == "__main__":
    main()
