#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_registry_auth
short_description: Log in to registries of Helm charts, with kubernetes.core's options
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Stands in for C(kubernetes.core.helm_registry_auth) - a task moves over by changing its module's name.
  - Logs in to an OCI registry and out of it, in the file that helm itself reads. Does what M(native.helm.helm_repo)
    does with C(url=oci://HOST).
  - The registry is asked whether the login is good. It is unchanged where that login is kept already.
  - A login is not needed for the modules that fetch charts, which take user name and password themselves.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.dropin.accepted
requirements:
  - python >= 3.9
  - urllib3 >= 1.26.15
  - PyYAML >= 6.0
options:
  state:
    description:
      - V(present) - the login is good, and kept.
      - V(absent) - no login is kept.
    type: str
    choices: [present, absent]
    default: present
  host:
    description: The registry's host, with its port where it has one. No C(oci://) in front of it.
    type: str
    required: true
    aliases: [registry_url]
  insecure:
    description: Whether the registry's certificate is taken without a check.
    type: bool
    default: false
  username:
    description: The user name. It goes with O(password).
    type: str
    aliases: [repo_username]
  password:
    description: The password. It is kept in helm's file, which only its owner can read.
    type: str
    aliases: [repo_password]
  key_file:
    description: The path of the client certificate's key, in PEM.
    type: path
  cert_file:
    description: The path of a client certificate for the registry, in PEM.
    type: path
  ca_file:
    description: The path of the certificates that the registry's certificate is checked against, in PEM.
    type: path
  plain_http:
    description: Whether the registry is spoken to without TLS.
    type: bool
    default: false
  binary_path:
    description: Accepted and not used. No helm binary takes part. The result's C(command) begins with it.
    type: path
notes:
  - This module has the options, defaults and checks of kubernetes.core 6.6, so that a task moves over by changing its
    module's name. What it does is what this collection's own modules do.
  - What differs, option by option, is in the collection's C(docs/migration.md).
  - In C(module_defaults) of the action group O(host) is the API server's. So it is given in each task of this module.
seealso:
  - module: native.helm.helm_repo
  - module: native.helm.helm_repository
"""

EXAMPLES = r"""
- name: A login
  native.helm.helm_registry_auth:
    host: registry.example.com
    username: reader
    password: "{{ vault_registry_password }}"

- name: A registry on this host, without TLS
  native.helm.helm_registry_auth:
    host: localhost:5000
    username: admin
    password: "{{ vault_registry_password }}"
    plain_http: true

- name: The login is no longer needed
  native.helm.helm_registry_auth:
    host: registry.example.com
    state: absent
"""

RETURN = r"""
url:
  description: The registry's URL.
  returned: success
  type: str
  sample: oci://registry.example.com
path:
  description: The file of logins.
  returned: success
  type: str
  sample: /home/deploy/.config/helm/registry/config.json
stdout:
  description: What helm prints when it succeeds, where it would have been run.
  returned: always
  type: str
  sample: Login Succeeded
stderr:
  description: On failure the line that helm prints, where it has such an error.
  returned: always
  type: str
  sample: ""
command:
  description: The command line that helm would be given. Nothing runs it, and no password is in it.
  returned: always
  type: str
  sample: helm registry login registry.example.com --username=reader --password-stdin
"""

from ..module_utils._helm.entry import door, dropin_chart_specs, dropin_charts


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**dropin_chart_specs.helm_registry_auth()), dropin_charts.helm_registry_auth)


if __name__ == "__main__":
    main()
