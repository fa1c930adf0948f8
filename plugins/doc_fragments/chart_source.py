# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the modules share: where a chart comes from."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of entry/specs.py, CHART_SOURCE."""

    DOCUMENTATION = r"""
options:
  chart:
    description:
      - The chart - a folder, an archive, an archive's URL, C(REPO/NAME) with a repository of M(native.helm.helm_repo),
        C(NAME) with O(chart_repo_url), or C(oci://HOST/PATH/NAME), which may end with a tag or with C(@sha256:) and the
        digest of its manifest.
      - To an OCI registry, the user and password of the task come first, then the login that helm or
        M(native.helm.helm_repo) keeps in C(registry/config.json), then Docker's, then none.
      - Dependencies that are missing from the chart's C(charts/) are fetched into the cache, as C(Chart.lock) says
        where there is one. The chart's folder is left alone.
    type: str
    aliases: [chart_ref]
  chart_version:
    description:
      - The chart's version, or a range of versions such as V(^1.2), of which the highest one is taken.
      - The highest version that is no pre-release where it is not given.
    type: str
    aliases: [version]
  chart_repo_url:
    description:
      - The URL of the chart's repository, V(https://…) or V(oci://…). No repository has to be added beforehand.
    type: str
    aliases: [repo_url, url]
  chart_repo_username:
    description: The user name for the repository.
    type: str
    aliases: [username, chart_repo_user]
  chart_repo_password:
    description: The password for the repository.
    type: str
    aliases: [password]
  pass_credentials:
    description:
      - Whether the credentials are sent to other hosts too, when the repository's index leads there.
    type: bool
    default: false
  chart_ca_cert:
    description: The path of the certificates that the repository's certificate is checked against, in PEM.
    type: path
  chart_client_cert:
    description: The path of a client certificate for the repository, in PEM.
    type: path
  chart_client_key:
    description: The path of the client certificate's key, in PEM.
    type: path
  chart_validate_certs:
    description: Whether to check the repository's certificate.
    type: bool
    default: true
  insecure_skip_tls_verify:
    description: The opposite of O(chart_validate_certs), by the name that other tools have for it.
    type: bool
    aliases: [skip_tls_certs_check]
  plain_http:
    description: Whether a registry (V(oci://…)) is spoken to without TLS.
    type: bool
    default: false
  devel:
    description: Whether pre-releases are taken too, where O(chart_version) is not given.
    type: bool
    default: false
  digest:
    description:
      - The digest that the chart's archive must have, as V(sha256:) and 64 hexadecimal digits. For a chart in a
        registry also its manifest's digest, which is what C(helm push) prints.
      - A chart that was fetched before is taken from the cache then, and nobody is asked.
    type: str
notes:
  - A chart's templates are compiled once and kept in C(native-helm/templates) of the user's cache folder, on the host
    that the module runs on, where nobody else can read or write them. They hold the chart's texts, never a task's
    values. In check mode they are only read. The environment variable E(NATIVE_HELM_CACHE) names another folder, or
    turns this off when it is V(off).
"""

    # The same for a module that has options of its own by the names that are aliases here.
    OWN = r"""
options:
  chart:
    description:
      - The chart - a folder, an archive, an archive's URL, C(REPO/NAME) with a repository of M(native.helm.helm_repo),
        C(NAME) with O(chart_repo_url), or C(oci://HOST/PATH/NAME), which may end with a tag or with C(@sha256:) and the
        digest of its manifest.
      - To an OCI registry, the user and password of the task come first, then the login that helm or
        M(native.helm.helm_repo) keeps in C(registry/config.json), then Docker's, then none.
      - Dependencies that are missing from the chart's C(charts/) are fetched into the cache, as C(Chart.lock) says
        where there is one. The chart's folder is left alone.
    type: str
  chart_version:
    description:
      - The chart's version, or a range of versions such as V(^1.2), of which the highest one is taken.
      - The highest version that is no pre-release where it is not given.
    type: str
  chart_repo_url:
    description:
      - The URL of the chart's repository, V(https://…) or V(oci://…). No repository has to be added beforehand.
    type: str
  chart_repo_username:
    description: The user name for the repository.
    type: str
  chart_repo_password:
    description: The password for the repository.
    type: str
  pass_credentials:
    description:
      - Whether the credentials are sent to other hosts too, when the repository's index leads there.
    type: bool
    default: false
  chart_ca_cert:
    description: The path of the certificates that the repository's certificate is checked against, in PEM.
    type: path
  chart_client_cert:
    description: The path of a client certificate for the repository, in PEM.
    type: path
  chart_client_key:
    description: The path of the client certificate's key, in PEM.
    type: path
  chart_validate_certs:
    description: Whether to check the repository's certificate.
    type: bool
    default: true
  insecure_skip_tls_verify:
    description: The opposite of O(chart_validate_certs), by the name that other tools have for it.
    type: bool
  plain_http:
    description: Whether a registry (V(oci://…)) is spoken to without TLS.
    type: bool
    default: false
  devel:
    description: Whether pre-releases are taken too, where O(chart_version) is not given.
    type: bool
    default: false
  digest:
    description:
      - The digest that the chart's archive must have, as V(sha256:) and 64 hexadecimal digits. For a chart in a
        registry also its manifest's digest, which is what C(helm push) prints.
      - A chart that was fetched before is taken from the cache then, and nobody is asked.
    type: str
"""

    # Which signature the chart must have.
    SIGNED = r"""
options:
  verify:
    description:
      - Which signature the chart must have. Without it, or with another one, the task fails.
      - V(true) means one by a key of O(keyring), in the C(.prov) file beside the archive or in the registry, as
        C(helm verify) has it. This needs the Python library pysequoia.
      - V(cosign) means one that C(cosign sign) made of a chart in a registry, by O(cosign_key) or O(cosign_identity).
        What is compared is the digest of the very manifest that is used; the registry is asked every time. Dependencies
        that the archive does not have in its C(charts/) must be signed in the same way.
      - Where it is not given, V(cosign) if O(cosign_key) or O(cosign_identity) is, else V(false).
    type: str
    choices: ['false', 'true', cosign]
  keyring:
    description: The path of the public keys for O(verify=true). Gpg's C(pubring.gpg) where it is not given.
    type: path
  cosign_key:
    description:
      - The public key for O(verify=cosign), as C(cosign generate-key-pair) writes it, an ECDSA key on P-256 in PEM.
        The key itself or its path.
      - The key alone decides. No transparency log is asked, as with C(cosign verify --insecure-ignore-tlog), so that
        it works without a way out.
      - This needs the Python library cryptography.
    type: str
  cosign_identity:
    description:
      - Who must have signed for O(verify=cosign), where that is without a key. The address or URL in the certificate,
        in full, such as V(https://github.com/example/shop/.github/workflows/release.yml@refs/tags/v1.2.0).
      - Understood is what cosign 3 makes, and C(cosign sign --new-bundle-format) of cosign 2.6.
      - This needs the Python library sigstore, 4.0 or later, and Python 3.10. Sigstore's keys are fetched from Sigstore
        unless O(cosign_trusted_root) has them.
    type: str
  cosign_issuer:
    description:
      - Who knows O(cosign_identity), such as V(https://token.actions.githubusercontent.com) or
        V(https://accounts.google.com).
    type: str
  cosign_annotations:
    description: What the signer must have said besides, as with C(cosign sign -a). All of it must be there.
    type: dict
  cosign_trusted_root:
    description: The path of a file with Sigstore's keys, as C(cosign trusted-root create) writes it, for
      O(cosign_identity). Nobody is asked for them then.
    type: path
"""

    DEPENDENCIES = r"""
options:
  dependency_update:
    description:
      - Whether the chart's dependencies are looked up anew in their repositories, the highest version that fits each
        range, whatever C(Chart.lock) says and C(charts/) has. The chart's folder is left alone.
      - What is merely missing is fetched without this.
    type: bool
    default: false
    aliases: [dep_up]
  update_repo_cache:
    description: Whether the index of a repository known by name (O(chart=REPO/NAME)) is asked for anew, as
      C(helm repo update) does. Otherwise helm's own copy of it counts, as long as it has what is wanted.
    type: bool
"""
