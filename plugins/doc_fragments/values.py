# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the modules share: the values that a chart is rendered with."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of entry/specs.py, VALUES."""

    DOCUMENTATION = r"""
options:
  values:
    description:
      - Values for the chart. They win over those of O(values_files).
    type: dict
    default: {}
    aliases: [release_values]
  values_files:
    description:
      - Paths or URLs of YAML files with values for the chart. A later file wins over an earlier one.
      - The paths are those of the host that the module runs on. What that host does not have is looked for on the
        controller, as Ansible's own modules look for a C(src) - a relative path in the C(files), C(vars) and
        C(templates) of the role and then of the playbook, and in their folders themselves; an absolute path where it
        is inside of the role or of the playbook's folder. It is taken as it is, no template.
      - A file of the controller may be vaulted. Its values are masked as those of a vaulted variable.
      - A file that is still encrypted otherwise, by SOPS, git-crypt, age or PGP, or in which values are vaulted one by
        one, fails the task before anything is rendered.
    type: list
    elements: str
    default: []
  set_values:
    description:
      - Single values, in helm's C(--set) grammar. They win over O(values) and O(values_files).
    type: list
    elements: dict
    default: []
    suboptions:
      value:
        description: What to set, as in V(image.tag=1.2,replicas=3).
        type: str
        required: true
      value_type:
        description:
          - How the text after C(=) is read.
          - V(raw) as C(--set) does - numbers, booleans, null, lists in braces, else strings.
          - V(string) as C(--set-string) does - always a string.
          - V(json) as C(--set-json) does.
          - V(file) as C(--set-file) does - the content of the file of that path.
          - V(literal) as C(--set-literal) does - everything after C(=), with no character special.
        type: str
        choices: [raw, string, json, file, literal]
        default: raw
  sensitive_paths:
    description:
      - Paths of values, such as V(auth.password), that are masked wherever the module reports something.
      - C(*) stands for every key of a mapping and every item of a list, a number in brackets for one item. A key with a
        dot is quoted or escaped, as in C(data."tls.key") or C(data.tls\.key).
      - A path at which no value is gives a warning, which names the path that looks most like it.
      - Values of less than four characters are masked only where they stand alone.
      - The data of Secrets is masked always, and so are values that the chart's schema marks as C(writeOnly) or as of
        the format C(password), also behind a C($ref) inside of the schema.
      - What is vaulted is masked without being named here, wherever its text appears - the host's variables that are
        vaulted, one by one or as a whole file. Of a file that is vaulted as a whole, texts of less than four
        characters, numbers of less than six digits, words such as C(true), and what is also this task's name,
        namespace, chart, version or context are left out. What a filter or a template function makes of a secret is
        known where it quotes, folds or encodes it, or reads base64, base32, a URL or JSON. What else is made of it is
        not, such as a part of it.
    type: list
    elements: str
    default: []
  skip_schema_validation:
    description: Whether values are taken without being checked against the chart's C(values.schema.json).
    type: bool
    default: false
  schema_references:
    description:
      - What a C($ref) in C(values.schema.json) may mean that is in no schema of the chart.
      - V(local) refuses it - a chart makes this host read and fetch nothing by itself.
      - V(fetch) fetches it as helm does, but over https only, without any credentials, and never a file of the host.
        The servers' certificates are always checked, by the authorities of the system (E(SSL_CERT_FILE)). A document
        may have 5 MiB, all of them 20 MiB and 60 seconds; at most 64 are fetched, 16 of them leading from one to the
        next. What was fetched is kept for an hour, and is used longer, with a warning, while its server fails.
      - Use it for charts that you trust. Who wrote the chart chooses which addresses are asked from this host.
    type: str
    choices: [local, fetch]
    default: local
"""
