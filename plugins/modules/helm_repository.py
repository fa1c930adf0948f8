#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_repository
short_description: Manage Helm chart repositories, with kubernetes.core's options
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Stands in for C(kubernetes.core.helm_repository) - a task moves over by changing its module's name.
  - Adds and removes chart repositories in the file that helm itself reads. Does what M(native.helm.helm_repo) does,
    which can refresh indexes, log in to registries and make repositories of folders, too.
  - A repository that is known by that name with another URL is refused, unless O(force_update).
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.dropin
  - native.helm.dropin.more
options:
  repo_name:
    description: The name that the repository is known by on this host.
    type: str
    required: true
    aliases: [name]
  repo_url:
    description: The repository's URL. A slash at its end makes no difference.
    type: str
    aliases: [url]
  repo_username:
    description:
      - The user name for the repository. It goes with O(repo_password).
      - Where it is not given, what is known for the repository stays.
    type: str
    aliases: [username]
  repo_password:
    description: The password for the repository. It goes with O(repo_username). Another one than is known is a change.
    type: str
    aliases: [password]
  repo_state:
    description:
      - V(present) - the repository is known, and its index is there.
      - V(absent) - the repository is not known.
    type: str
    choices: [present, absent]
    default: present
    aliases: [state]
  pass_credentials:
    description: Whether user name and password are sent to other hosts too, when the repository's index leads there.
    type: bool
    default: false
  force_update:
    description:
      - Whether what is known by that name is replaced, whatever it is, and its index fetched anew. This is told as a
        change each time.
    type: bool
    default: false
    aliases: [force]
  insecure_skip_tls_verify:
    description: Whether the repository's certificate is taken without a check.
    type: bool
    default: false
    aliases: [skip_tls_certs_check]
notes:
  - O(ca_cert) and O(validate_certs) are the API server's, as those of kubernetes.core are, and no cluster is used. For
    a repository with an authority of its own there is M(native.helm.helm_repo).
seealso:
  - module: native.helm.helm_repo
  - module: native.helm.helm_registry_auth
"""

EXAMPLES = r"""
- name: A repository
  native.helm.helm_repository:
    name: example
    repo_url: https://charts.example.com

- name: A private one
  native.helm.helm_repository:
    name: private
    repo_url: https://charts.example.com/private
    repo_username: reader
    repo_password: "{{ vault_charts_password }}"

- name: The name is used for another repository from now on
  native.helm.helm_repository:
    name: example
    repo_url: https://charts.example.org
    force: true

- name: A repository is no longer used
  native.helm.helm_repository:
    name: example
    state: absent
"""

RETURN = r"""
name:
  description: The repository's name.
  returned: success
  type: str
  sample: example
url:
  description: The repository's URL, without any credentials in it.
  returned: O(repo_state=present)
  type: str
  sample: https://charts.example.com
path:
  description: Helm's list of repositories.
  returned: success
  type: str
  sample: /home/deploy/.config/helm/repositories.yaml
cache_updated:
  description: Whether the repository's index was fetched, or in check mode would be.
  returned: O(repo_state=present)
  type: bool
  sample: true
repo_name:
  description: The repository's name.
  returned: when nothing changes
  type: str
  sample: example
repo_url:
  description: The repository's URL.
  returned: when nothing changes
  type: str
  sample: https://charts.example.com
stdout:
  description: What helm prints when it succeeds, where it would have been run.
  returned: when something changes, and on failure
  type: str
  sample: '"example" has been added to your repositories'
stderr:
  description: On failure the line that helm prints, where it has such an error.
  returned: always
  type: str
  sample: ""
command:
  description: The command line that helm would be given. Nothing runs it, and no password is in it.
  returned: when something changes, and on failure
  type: str
  sample: helm repo add example https://charts.example.com
"""

from ..module_utils._helm.entry import door, dropin_chart_specs, dropin_charts


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**dropin_chart_specs.helm_repository()), dropin_charts.helm_repository)


if __name__ == "__main__":
    main()
