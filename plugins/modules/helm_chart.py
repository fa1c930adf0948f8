#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_chart
short_description: Create, maintain, package, pull, push and remove Helm charts
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Makes a chart's folder, keeps its metadata, values and files as the task says, and packages it into an archive.
  - Fetches charts from repositories and OCI registries, and pushes archives to registries and chart servers.
  - Comments and order in C(Chart.yaml) and C(values.yaml) stay as the chart's author left them.
  - No helm binary is needed.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.cluster.accepted
  - native.helm.chart_source.own
  - native.helm.chart_source.signed
requirements:
  - python >= 3.9
  - PyYAML >= 6.0
  - urllib3 >= 1.26.15, with O(state=pulled) and O(state=pushed), and for O(dependencies) from repositories
  - semver >= 3.0, with O(version=bump), for the newest version in a registry, and with O(lint)
  - pysequoia >= 0.1.35, with O(sign) and O(verify=true)
  - cryptography >= 41.0, with O(cosign_key)
  - sigstore >= 4.0, with O(cosign_identity)
options:
  path:
    description:
      - The chart's folder, with O(state=absent) also an archive. With O(state=pushed) the archive.
      - Required with every O(state) but V(pulled).
    type: path
  state:
    description:
      - V(present) - the folder is made with a chart that installs where it is not there, and what the other options
        say is kept in force. What they do not say is left alone.
      - V(packaged) - the folder's chart is in O(dest) as C(NAME-VERSION.tgz). The same content gives the same bytes.
      - V(pulled) - the chart that O(chart) means is in the folder O(dest), as an archive, or with O(untar) as a folder.
      - V(pushed) - the archive O(path), and the C(.prov) file beside it where there is one, is at O(chart_repo_url).
      - V(absent) - the folder or archive is gone.
    type: str
    choices: [present, packaged, pulled, pushed, absent]
    default: present
  name:
    description: The chart's name. The folder's where a new chart is made and it is not given.
    type: str
  chart_api_version:
    description: The version of the chart's format, C(apiVersion) in C(Chart.yaml).
    type: str
    choices: [v1, v2]
  version:
    description:
      - The chart's version. With O(state=packaged) only the archive gets it.
      - V(bump) raises the version that C(Chart.yaml) has, in the part that O(bump) names. With O(state=present) and
        other options, that is done only where these change something, so that a second run finds nothing to do. Where
        no other option is given, each run raises it. A new chart starts with its first version. With O(state=packaged)
        the archive gets the next version, and the folder keeps its own.
    type: str
  bump:
    description:
      - Which part of the version O(version=bump) raises, V(patch) where it is not given. After 1.2.3 come 2.0.0, 1.3.0,
        1.2.4, and for V(prerelease) 1.2.4-rc.1.
      - A pre-release becomes the release that it leads to, so that 1.2.4 comes after 1.2.4-rc.1, and with V(prerelease)
        the next pre-release, 1.2.4-rc.2. What follows a plus sign is dropped.
      - The version has to be one of U(https://semver.org), with all three numbers.
    type: str
    choices: [major, minor, patch, prerelease]
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
        error, as with helm, V(build) makes C(charts/) what C(Chart.lock) says, V(update) resolves every range anew and
        writes the lock, too. Where one of them cannot be had, nothing is written. No repository has to be added
        beforehand.
    type: list
    elements: raw
  values:
    description:
      - Values that C(values.yaml) has to have. Others in the file, and its comments, stay.
      - With O(state=packaged) the values that O(lint) renders the templates with.
    type: dict
  files:
    description:
      - Further files of the chart, from their paths inside it to their content. A file whose content is null is
        removed.
      - Templates hold double braces, which Ansible would take for its own. Read them with the
        P(ansible.builtin.file#lookup) lookup, or mark them with C(!unsafe).
    type: dict
  chart_repo_url:
    description:
      - The URL of the chart's repository, V(https://…) or V(oci://…). No repository has to be added beforehand.
      - With O(state=pushed) where the archive goes - V(oci://HOST/PATH), to which the chart's name and version are
        added, or the URL of a repository with the API of ChartMuseum. User and password are those of the task, else
        those that are kept for it.
    type: str
  dest:
    description: The folder for the archive, or with O(untar) for the chart's folder. The current one where it is not
      given.
    type: path
  starter:
    description:
      - What a new chart is made of - the absolute path of a chart, or the name of one in helm's folder of starters
        (C($HELM_DATA_HOME/starters)). C(<CHARTNAME>) in its templates and values becomes the chart's name. Without it,
        the chart is a web service as C(helm create) makes it.
      - Where there is a chart already, it is not looked at.
    type: str
  lint:
    description:
      - With O(state=packaged), whether the chart has to pass lint first. The messages are those of helm lint.
      - With V(true) errors fail the task, with V(strict) warnings do, too.
    type: str
    choices: ["false", "true", strict]
    default: "false"
  junit:
    description:
      - With O(lint), the path of a file on the task's host that gets its messages as JUnit has tests, for AWX, GitLab,
        Jenkins and their kind. Each of the chart's files that lint says something of is a test; it fails by what fails
        the task.
      - It is written whether the task fails or not, whole or not at all, and not in check mode. It makes no
        change. Its folder has to be there.
    type: path
  schema_references:
    description:
      - What a C($ref) in C(values.schema.json) may mean for O(lint), as in M(native.helm.helm_template). V(local) takes
        what is in the schema only, V(fetch) fetches addresses of https.
    type: str
    choices: [local, fetch]
    default: local
  sign:
    description:
      - With O(state=packaged), whether the archive gets a signature, in the C(.prov) file beside it, by O(key) out of
        O(keyring). One that is good already stays. The library pysequoia does it, no gpg is needed.
    type: bool
    default: false
  key:
    description: The identity of the key for O(sign), or a part of it that only one key has, as V(alice@example.com).
    type: str
  passphrase:
    description: The passphrase of O(key), where it has one.
    type: str
  provenance:
    description:
      - Whether the signature's file comes along with O(state=pulled), without being verified. That there is none is a
        warning.
    type: bool
    default: false
  untar:
    description: Whether the pulled chart is unpacked, into a folder of its name below O(dest).
    type: bool
    default: false
  force:
    description:
      - With O(untar), whether a folder of the chart's name that holds something else is replaced.
      - With O(state=pushed), whether a chart server replaces another archive of the same version. Registries always do,
        as with helm.
    type: bool
    default: false
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

- name: A new patch version, whenever the image is another one
  native.helm.helm_chart:
    path: charts/shop
    version: bump
    values:
      image:
        tag: "{{ built_tag }}"

- name: A pre-release of the next minor version to try out, while the folder stays as it is
  native.helm.helm_chart:
    path: charts/shop
    state: packaged
    dest: dist
    version: bump
    bump: prerelease

- name: An archive to share
  native.helm.helm_chart:
    path: charts/shop
    state: packaged
    dest: dist
    dependencies: build

- name: The archive for everybody, linted and signed
  native.helm.helm_chart:
    path: charts/shop
    state: packaged
    dest: dist
    version: 1.2.0
    lint: strict
    sign: true
    key: releases@example.com
    keyring: /srv/keys/secring.gpg
    passphrase: "{{ vault_signing_passphrase }}"

- name: What lint says, as tests of a pipeline
  native.helm.helm_chart:
    path: charts/shop
    state: packaged
    dest: dist
    lint: strict
    junit: dist/lint.xml

- name: A new chart of our own kind
  native.helm.helm_chart:
    path: charts/billing
    starter: /srv/starters/service

- name: The archive in a registry
  native.helm.helm_chart:
    path: dist/shop-1.2.0.tgz
    state: pushed
    chart_repo_url: oci://registry.example.com/charts
    chart_repo_username: pusher
    chart_repo_password: "{{ vault_registry_password }}"

- name: A chart to look into, its signature verified
  native.helm.helm_chart:
    state: pulled
    chart: oci://registry.example.com/charts/shop
    chart_version: ^1.2
    dest: vendor
    untar: true
    verify: true
    keyring: keys/shop.gpg

- name: The chart is no longer needed
  native.helm.helm_chart:
    path: charts/shop
    state: absent
"""

RETURN = r"""
path:
  description: The chart's folder, as an absolute path.
  returned: O(state=present), O(state=packaged), O(state=absent), or O(state=pulled) with O(untar)
  type: str
  sample: /srv/charts/shop
archive:
  description: The archive's path.
  returned: O(state=packaged), O(state=pushed), or O(state=pulled) without O(untar)
  type: str
  sample: /srv/dist/shop-1.2.0.tgz
digest:
  description: The archive's digest.
  returned: O(state=packaged), O(state=pulled) or O(state=pushed)
  type: str
  sample: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
metadata:
  description: What C(Chart.yaml) says, with its own keys.
  returned: O(state=present), O(state=packaged), O(state=pulled) or O(state=pushed)
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
      description: As helm dependency list has it - V(ok) for an archive in C(charts/), V(unpacked) for a folder there,
        V(missing), V(wrong version), V(invalid version), V(misnamed), V(corrupt), V(too many matches), V(bad pattern).
      type: str
  sample: [{"name": "cache", "repository": "https://charts.example.com", "status": "missing", "version": "^1.0"}]
lint:
  description: What lint says about the chart. When it fails the task, the failed result has it, too.
  returned: O(state=packaged) with O(lint)
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
  sample: [{"message": "icon is recommended", "path": "Chart.yaml", "severity": "INFO"}]
provenance:
  description: The path of the archive's signature.
  returned: O(state=packaged) with O(sign)
  type: str
  sample: /srv/dist/shop-1.2.0.tgz.prov
reference:
  description: Where the archive was pushed to, or where in a registry it was pulled from.
  returned: O(state=pushed), and O(state=pulled) from a registry
  type: str
  sample: oci://registry.example.com/charts/shop:1.2.0
manifest_digest:
  description: The digest of the chart's manifest in the registry, which pins it as C(oci://…/shop@sha256:…).
  returned: O(state=pushed) to a registry
  type: str
  sample: sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
verification:
  description: Who signed the archive, or with O(verify=cosign) its manifest.
  returned: O(state=pulled) with O(verify)
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
files:
  description: The chart's files that were written or removed, or in check mode would be.
  returned: O(state=present), or O(state=packaged) with O(dependencies) V(build) or V(update)
  type: list
  elements: str
  sample: ["Chart.yaml", "templates/migrate.yaml"]
"""

from ..module_utils._helm.entry import chart, chart_specs, door


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**chart_specs.chart()), chart.apply)


if __name__ == "__main__":
    main()
