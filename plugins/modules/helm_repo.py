#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_repo
short_description: Manage Helm chart repositories and logins of registries
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Adds and removes chart repositories in the files that helm itself reads, and refreshes their indexes.
  - Logs in to OCI registries and out of them, in the file that helm itself reads.
  - Makes a folder of archives a repository, by writing its C(index.yaml).
  - No helm binary is needed.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.cluster.accepted
requirements:
  - python >= 3.9
  - PyYAML >= 6.0
  - urllib3 >= 1.26.15
options:
  name:
    description: The name that the repository is known by on this host. A registry has none.
    type: str
    aliases: [repo_name]
  url:
    description:
      - The repository's URL. A slash at its end makes no difference.
      - V(oci://HOST) is a registry, which is logged in to with O(username) and O(password), with O(state=absent) out
        of. A login that is kept already is left alone; a new one is tried first.
      - With O(state=indexed), what the archives' addresses begin with. They are relative to the index where it is not
        given.
    type: str
    aliases: [repo_url]
  state:
    description:
      - V(present) - the repository is known, with exactly these settings, and its index is there.
      - V(absent) - the repository is not known, and its cached files are gone. No login is kept for the registry.
      - V(indexed) - the folder O(path) has an C(index.yaml) of its archives.
    type: str
    choices: [present, absent, indexed]
    default: present
    aliases: [repo_state]
  username:
    description: The user name for the repository.
    type: str
    aliases: [repo_username]
  password:
    description: The password for the repository. It is kept in helm's file, which only its owner can read.
    type: str
    aliases: [repo_password]
  pass_credentials:
    description: Whether the credentials are sent to other hosts too, when the repository's index leads there.
    type: bool
    default: false
  ca_cert:
    description: The path of the certificates that the repository's certificate is checked against, in PEM.
    type: path
    aliases: [ssl_ca_cert]
  client_cert:
    description: The path of a client certificate for the repository, in PEM.
    type: path
    aliases: [cert_file]
  client_key:
    description: The path of the client certificate's key, in PEM.
    type: path
    aliases: [key_file]
  validate_certs:
    description: Whether to check the repository's certificate.
    type: bool
    default: true
    aliases: [verify_ssl]
  insecure_skip_tls_verify:
    description: The opposite of O(validate_certs), by the name that other tools have for it.
    type: bool
    aliases: [skip_tls_certs_check]
  plain_http:
    description: Whether a registry is spoken to without TLS.
    type: bool
    default: false
  force:
    description: Whether the index is fetched anew, or a registry asked whether the login is good, even when nothing
      changes.
    type: bool
    default: false
    aliases: [force_update]
  update_cache:
    description:
      - Whether the repository's index is refreshed when it is older than O(cache_valid_time). Only this repository is
        asked, and sends its index only if it has another one by now.
    type: bool
    default: false
  cache_valid_time:
    description: For how many seconds a fetched index is good.
    type: int
    default: 0
  path:
    description: The folder of archives to index.
    type: path
  merge:
    description: The path of an index whose entries are taken over. For a version that both have, the folder's archive
      wins.
    type: path
  binary_path:
    description: Accepted so that tasks written for other modules run unchanged, and not used. No helm binary takes
      part.
    type: path
notes:
  - O(ca_cert), O(client_cert), O(client_key) and O(validate_certs) are the repository's, also where they come from the
    action group's C(module_defaults).
seealso:
  - module: native.helm.helm_chart
  - module: native.helm.helm_release
"""

EXAMPLES = r"""
- name: A repository
  native.helm.helm_repo:
    name: example
    url: https://charts.example.com

- name: A private one, refreshed once a day
  native.helm.helm_repo:
    name: private
    url: https://charts.example.com/private
    username: reader
    password: "{{ vault_charts_password }}"
    update_cache: true
    cache_valid_time: 86400

- name: A login for a registry
  native.helm.helm_repo:
    url: oci://registry.example.com
    username: reader
    password: "{{ vault_registry_password }}"

- name: A folder of archives as a repository, to be served by any web server
  native.helm.helm_repo:
    state: indexed
    path: /srv/charts
    url: https://charts.example.com

- name: A repository is no longer used
  native.helm.helm_repo:
    name: example
    state: absent
"""

RETURN = r"""
name:
  description: The repository's name.
  returned: O(state=present) or O(state=absent), for a repository
  type: str
  sample: example
url:
  description: The repository's or registry's URL, without any credentials in it.
  returned: O(state=present), for a registry also O(state=absent)
  type: str
  sample: https://charts.example.com
path:
  description: The file that says it - helm's list of repositories, its file of logins, or the index.
  returned: success
  type: str
  sample: /home/deploy/.config/helm/repositories.yaml
cache_updated:
  description: Whether the repository's index was fetched, or in check mode would be.
  returned: O(state=present), for a repository
  type: bool
  sample: true
charts:
  description: The charts in the index, from their names to their versions, the highest first.
  returned: O(state=indexed)
  type: dict
  sample: {"shop": ["1.3.0", "1.2.0"]}
"""

from ..module_utils._helm.entry import chart_specs, door, repo


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**chart_specs.repo()), repo.apply)


if __name__ == "__main__":
    main()
