# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the drop-in modules share: the options of kubernetes.core's modules, and ours besides."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of entry/dropin_specs.py: CLUSTER, MORE, ACCEPTED."""

    DOCUMENTATION = r"""
options:
  binary_path:
    description: Accepted and not used. No helm binary takes part. The result's C(command) begins with it.
    type: path
  context:
    description:
      - The kubeconfig's context, instead of its current one.
      - The environment variable E(K8S_AUTH_CONTEXT) is used where it is not given.
    type: str
    aliases: [kube_context]
  kubeconfig:
    description:
      - The path of a kubeconfig file, several paths separated by C(:), or a kubeconfig's content as a mapping.
      - A path is one of the host that the module runs on. A relative one that it does not have is looked for on the
        controller, in the C(files) of the role and of the playbook. A file of the controller may be vaulted.
      - The environment variables E(K8S_AUTH_KUBECONFIG) and E(KUBECONFIG) are used where it is not given, then
        C(~/.kube/config).
    type: raw
    aliases: [kubeconfig_path]
  host:
    description:
      - The API server's URL, instead of the kubeconfig's.
      - The environment variable E(K8S_AUTH_HOST) is used where it is not given.
    type: str
  ca_cert:
    description:
      - The path of the certificates that the API server's certificate is checked against, in PEM.
      - The environment variable E(K8S_AUTH_SSL_CA_CERT) is used where it is not given.
    type: path
    aliases: [ssl_ca_cert]
  validate_certs:
    description:
      - Whether to check the API server's certificate. With V(true) the kubeconfig may still say otherwise.
      - The environment variable E(K8S_AUTH_VERIFY_SSL) is used where it is not given.
    type: bool
    default: true
    aliases: [verify_ssl]
  api_key:
    description:
      - A bearer token to authenticate with, instead of the kubeconfig's credentials.
      - The environment variable E(K8S_AUTH_API_KEY) is used where it is not given.
    type: str
requirements:
  - python >= 3.9
  - urllib3 >= 1.26.15
  - PyYAML >= 6.0
notes:
  - This module has the options, defaults and checks of kubernetes.core 6.6, so that a task moves over by changing its
    module's name. What it does is what this collection's own modules do.
  - What differs, option by option, is in the collection's C(docs/migration.md).
"""

    MORE = r"""
options:
  client_cert:
    description:
      - The path of a client certificate to authenticate with, in PEM.
      - The environment variable E(K8S_AUTH_CERT_FILE) is used where it is not given.
    type: path
  client_key:
    description:
      - The path of the client certificate's key, in PEM.
      - The environment variable E(K8S_AUTH_KEY_FILE) is used where it is not given.
    type: path
  tls_server_name:
    description: The name that the API server's certificate has to carry, where it is not the host's.
    type: str
  proxy:
    description:
      - The URL of a proxy to reach the API server by, as in V(http://proxy.example.com:3128), V(https://...) or
        V(socks5://...).
      - The environment variable E(K8S_AUTH_PROXY), else the kubeconfig's C(proxy-url), else the environment's
        E(HTTPS_PROXY) or E(HTTP_PROXY) is used where it is not given.
    type: str
  no_proxy:
    description:
      - Hosts that are reached without the proxy, separated by commas.
      - The environment variable E(K8S_AUTH_NO_PROXY) is used where it is not given.
    type: str
  impersonate_user:
    description:
      - The user to act as.
      - The environment variable E(K8S_AUTH_IMPERSONATE_USER) is used where it is not given.
    type: str
  impersonate_groups:
    description:
      - The groups to act as a member of.
      - The environment variable E(K8S_AUTH_IMPERSONATE_GROUPS), separated by commas, is used where it is not given.
    type: list
    elements: str
  in_cluster:
    description:
      - Whether to use the service account of the pod that the module runs in. Never done without being asked for.
    type: bool
    default: false
  request_timeout:
    description: How long one request to the API server may take, in seconds or as V(1m30s).
    type: str
"""

    ACCEPTED = r"""
options:
  kubeconfig:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: raw
  context:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: str
  host:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: str
  api_key:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: str
  client_cert:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: path
  client_key:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: path
  ca_cert:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: path
  validate_certs:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: bool
  tls_server_name:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: str
  proxy:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: str
  no_proxy:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: str
  impersonate_user:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: str
  impersonate_groups:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: list
    elements: str
  in_cluster:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: bool
    default: false
  request_timeout:
    description: Of the cluster, which this module does not use. Accepted for C(module_defaults) of the action group.
    type: str
"""
