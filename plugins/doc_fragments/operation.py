# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the modules share: how a release's objects are written and waited for."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of entry/specs.py, OPERATION."""

    DOCUMENTATION = r"""
options:
  wait:
    description: Whether to wait until the objects are ready, or on removal, gone.
    type: bool
    default: false
  wait_strategy:
    description:
      - What counts as ready - V(watcher) goes by the objects' conditions, as helm 4 does, V(legacy) by the rules of
        helm 3.
    type: str
    choices: [watcher, legacy]
    default: watcher
  wait_for_jobs:
    description: Whether to wait for Jobs to complete too. Needs O(wait=true).
    type: bool
    default: false
  timeout:
    description:
      - How long each hook, and the wait, may take, in seconds or as V(5m30s).
      - An API server that is away for a while ends neither a wait nor another step before that time, and a warning
        tells of it. One that does not answer the task's first request is not waited for.
    type: str
    default: 5m
    aliases: [wait_timeout]
  disable_hook:
    description: Whether the chart's hooks are left out.
    type: bool
    default: false
  server_side:
    description:
      - Whether objects are written by server-side apply. V(auto) does as the release's last revision did, and uses it
        for new releases. A rollback goes by the revision that it goes back to.
      - V(false) merges the chart's objects into the live ones as helm 3 does, with what the last revision said as the
        third part. Releases of helm 3 are written so until V(true) is given. Unlike in helm, one port by two protocols
        (and whatever else stands twice by its merge key) ends as the chart has it.
    type: str
    choices: ["auto", "true", "false"]
    default: auto
  force_conflicts:
    description: Whether fields that another manager owns are taken over. Goes with server-side apply only.
    type: bool
    default: false
  force:
    description:
      - Whether live objects are replaced by the chart's instead of being merged with them. What others added to them
        is lost.
      - Goes with O(server_side=false), or with releases of helm 3.
    type: bool
    default: false
  recreate:
    description:
      - Kinds, such as V(Job), or single objects, such as V(Deployment/shop), that may be deleted and made anew where a
        field has to change that cannot be changed.
      - An object is only deleted when the API server refused the change field by field, takes the new object as it is
        (asked by dry runs, so check mode tells too) and lets the user delete the old one. Anything else, such as a
        value of the wrong type or a policy, is an error before anything is touched. A quota has to have room for both.
      - Where the new object is refused after all, the old one is put back, and the error says what is there.
      - A StatefulSet whose volumes would be deleted with it, and a PersistentVolume that is in use or would be deleted
        with its data, are not made anew.
      - A PersistentVolumeClaim, a Namespace or a CustomResourceDefinition is never made anew, nor is an object with the
        resource policy C(keep).
    type: list
    elements: str
    default: []
  take_ownership:
    description: Whether objects that belong to no release, or to another one, are taken over.
    type: bool
    default: false
  cleanup_on_fail:
    description: Whether objects that a failing run created are removed again.
    type: bool
    default: false
  history_max:
    description: How many revisions are kept. V(0) keeps them all.
    type: int
    default: 10
  description:
    description: A text for the revision's record, instead of helm's.
    type: str
  labels:
    description: Labels of the revision's record, besides helm's own. Those of the last revision stay where it is not
      given.
    type: dict
"""

    RELEASE = r"""
options:
  name:
    description: The release's name.
    type: str
    required: true
    aliases: [release_name]
  namespace:
    description: The release's namespace. The context's where it is not given, else C(default).
    type: str
    aliases: [release_namespace]
  driver:
    description:
      - Where the release's records are kept, in helm's words.
      - V(memory) forgets them at the end of the task. V(sql) keeps them in a PostgreSQL database, that of
        O(sql_connection).
      - The environment variable E(HELM_DRIVER) is used where it is not given, then C(secret).
    type: str
    choices: [secret, configmap, memory, sql]
  sql_connection:
    description:
      - The database of O(driver=sql), as C(postgresql://user:password@host:5432/database?sslmode=require), or in
        libpq's keywords. It is a secret, and shown nowhere.
      - Helm's own tables are used, and made where they are not there. TLS is required where C(sslmode) is not given.
      - The environment variable E(HELM_DRIVER_SQL_CONNECTION_STRING) is used where it is not given.
      - Needs the Python library psycopg, version 3.1 or later.
    type: str
  binary_path:
    description: Accepted so that tasks written for other modules run unchanged, and not used. No helm binary takes
      part.
    type: path
"""
