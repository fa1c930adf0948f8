#!/usr/bin/python
# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: helm_pull
short_description: Download a Helm chart, with kubernetes.core's options
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Stands in for C(kubernetes.core.helm_pull) - a task moves over by changing its module's name.
  - Fetches a chart from a repository, a registry or an address into a folder, and unpacks it there where that is
    wanted. Does what M(native.helm.helm_chart) does with C(state=pulled).
  - It is unchanged where the same archive or the same files are there already.
extends_documentation_fragment:
  - native.helm.attributes
  - native.helm.attributes.actiongroup
  - native.helm.dropin.accepted
requirements:
  - python >= 3.9
  - urllib3 >= 1.26.15
  - PyYAML >= 6.0
options:
  chart_ref:
    description:
      - The chart - its name in the repository O(repo_url), C(REPO/NAME), C(oci://HOST/PATH/NAME), or the URL of its
        archive.
    type: str
    required: true
  chart_version:
    description:
      - The version, or a range as in V(^2.0.0). The newest one where it is not given.
      - Where the folder has a chart of that name in exactly this version already, nothing is fetched, unless O(force).
    type: str
  verify_chart:
    description: Whether the chart must have a good signature by a key of O(verify_chart_keyring). No gpg is needed.
    type: bool
    default: false
  verify_chart_keyring:
    description: The path of the public keys, as C(gpg --export) writes them. C(~/.gnupg/pubring.gpg) if not given.
    type: path
  provenance:
    description:
      - Whether the signature's file comes along, without being verified.
      - That there is none is a warning.
    type: bool
    default: false
  repo_url:
    description: The URL of the repository that O(chart_ref) is a name in.
    type: str
    aliases: [url, chart_repo_url]
  repo_username:
    description: The user name for the repository or registry. It goes with O(repo_password).
    type: str
    aliases: [username, chart_repo_username]
  repo_password:
    description: The password for the repository or registry. It goes with O(repo_username).
    type: str
    aliases: [password, chart_repo_password]
  pass_credentials:
    description: Whether user name and password are sent to other hosts too, when the repository's index leads there.
    type: bool
    default: false
  skip_tls_certs_check:
    description: Whether the server's certificate is taken without a check.
    type: bool
    default: false
    aliases: [insecure_skip_tls_verify]
  chart_devel:
    description: Whether development versions count, too. Not together with O(chart_version).
    type: bool
  untar_chart:
    description: Whether the chart is unpacked, into a folder of its name.
    type: bool
    default: false
  force:
    description:
      - Whether the chart is fetched even where it is there already, which is then told as a change.
      - With O(untar_chart=true) a chart's folder that is there is replaced. A folder that holds no chart is left alone.
    type: bool
    default: false
  destination:
    description: The folder to write into. It is made where it is not there.
    type: path
    required: true
  chart_ca_cert:
    description: The path of the certificates that the server's certificate is checked against, in PEM.
    type: path
  chart_ssl_cert_file:
    description: The path of a client certificate for the server, in PEM.
    type: path
  chart_ssl_key_file:
    description: The path of the client certificate's key, in PEM.
    type: path
  plain_http:
    description: Whether a registry is spoken to without TLS.
    type: bool
    default: false
  binary_path:
    description: Accepted and not used. No helm binary takes part. The result's C(command) begins with it.
    type: path
notes:
  - This module has the options, defaults and checks of kubernetes.core 6.6, so that a task moves over by changing its
    module's name. What it does is what this collection's own modules do.
  - What differs, option by option, is in the collection's C(docs/migration.md).
seealso:
  - module: native.helm.helm_chart
  - module: native.helm.helm_chart_info
"""

EXAMPLES = r"""
- name: A chart by its address
  native.helm.helm_pull:
    chart_ref: https://charts.example.com/shop-1.2.0.tgz
    destination: /srv/charts

- name: A chart of a repository, unpacked
  native.helm.helm_pull:
    chart_ref: shop
    repo_url: https://charts.example.com
    chart_version: 1.2.0
    untar_chart: true
    destination: /srv/charts

- name: A chart of a registry, with a user and a password
  native.helm.helm_pull:
    chart_ref: oci://registry.example.com/charts/shop
    chart_version: 1.2.0
    username: reader
    password: "{{ vault_registry_password }}"
    destination: /srv/charts

- name: Only with a good signature
  native.helm.helm_pull:
    chart_ref: shop
    repo_url: https://charts.example.com
    verify_chart: true
    verify_chart_keyring: /etc/helm/trusted.gpg
    destination: /srv/charts
"""

RETURN = r"""
msg:
  description: That the chart is there already.
  returned: when the wanted version was there and nothing was asked for
  type: str
  sample: Chart shop version 1.2.0 already exists in destination directory
archive:
  description: The archive's path.
  returned: when a chart was fetched, and not unpacked
  type: str
  sample: /srv/charts/shop-1.2.0.tgz
path:
  description: The path of the chart's folder.
  returned: when a chart was fetched, and unpacked
  type: str
  sample: /srv/charts/shop
digest:
  description: The archive's digest.
  returned: when a chart was fetched
  type: str
  sample: sha256:2f0c9e4b6c1f5d0f0c9e4b6c1f5d0f2f0c9e4b6c1f5d0f0c9e4b6c1f5d0f2f0c
metadata:
  description: The chart's Chart.yaml.
  returned: when a chart was fetched
  type: dict
  sample: {"apiVersion": "v2", "name": "shop", "version": "1.2.0"}
reference:
  description: Where the chart is in its registry, with the manifest's digest.
  returned: when a chart was fetched from a registry
  type: str
  sample: oci://registry.example.com/charts/shop:1.2.0@sha256:2f0c9e4b6c1f5d0f
verification:
  description: Who signed the chart.
  returned: O(verify_chart=true)
  type: dict
  contains:
    signed_by:
      description: The key's identities.
      type: list
      elements: str
    fingerprint:
      description: The key's fingerprint.
      type: str
  sample: {"signed_by": ["Ann <ann@example.com>"], "fingerprint": "B00CA0AF6E5A2E4A0C6BD1B4F0A5E2C4D3F6A7B8"}
stdout:
  description: What helm prints when it succeeds, where it would have been run.
  returned: always
  type: str
  sample: ""
stderr:
  description: On failure the line that helm prints, where it has such an error.
  returned: always
  type: str
  sample: ""
command:
  description: The command line that helm would be given. Nothing runs it, and no password is in it.
  returned: always
  type: str
  sample: helm pull shop --version 1.2.0 --repo https://charts.example.com --destination /srv/charts
rc:
  description: The code that helm would end with.
  returned: always
  type: int
  sample: 0
"""

from ..module_utils._helm.entry import door, dropin_chart_specs, dropin_charts


def main() -> None:
    """Run the module."""
    door.run(door.HelmModule(**dropin_chart_specs.helm_pull()), dropin_charts.helm_pull)


if __name__ == "__main__":
    main()
