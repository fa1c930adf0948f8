# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks of YAML in pages of documentation, and whether a playbook has them line for line."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Iterable

_MARKDOWN = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
_RUN = re.compile(r"code-block:: yaml\n\n((?: {4}.*\n|\n)+)")
# What pages show where a playbook that runs has a variable of the tests.
EXAMPLES = {
    "{{ converge_charts }}": "/srv/charts",
    "{{ converge_cluster.kubeconfig }}": "/etc/kubernetes/production.yaml",
    "{{ converge_servers.ca_cert }}": "/etc/ssl/shop-ca.pem",
    "{{ converge_servers.password }}": "{{ vaulted_password }}",
    "{{ converge_servers.registry }}": "oci://registry.example.com",
    "{{ converge_servers.repository }}": "https://charts.example.com",
    "{{ converge_servers.served }}": "/srv/repository",
    "{{ converge_servers.signers.alice }}": "/etc/ssl/cosign.pub",
    "{{ converge_servers.username }}": "reader",
    "{{ converge_url }}": "https://charts.example.com",
    "{{ demo_folder }}": "/srv",
    "{{ demo_namespace }}": "web",
    "{{ demo_url }}": "https://charts.example.com",
    "{{ demo_values }}": "/srv/production.yaml",
    "{{ guide_folder }}": "/srv/charts",
    "{{ guide_namespace }}": "web",
    "{{ guide_password }}": "{{ vaulted_password }}",
    "{{ molecule_folder }}": "/srv",
    "{{ molecule_namespace }}": "web",
}
_PLAIN = re.compile(r'"((?:/|oci://|https://)[^"{}\s#]*|web|reader)"')  # needs no quotes without the variable
_SHOWN = re.compile(r"code-block:: yaml(?:\+jinja)?\n\n((?: {4}.*\n|\n)+)")


def of_page(path: Path, *, run: bool = False) -> list[str]:
    """The blocks of a page in Markdown or reStructuredText. run: of the latter only those that are no yaml+jinja."""
    rows = {".md": _MARKDOWN, ".rst": _RUN if run else _SHOWN}[path.suffix]
    return [textwrap.dedent(block).strip("\n") for block in rows.findall(path.read_text(encoding="utf-8"))]


def shown(text: str) -> str:
    """A text of a playbook as pages have it: with EXAMPLES instead of the tests' variables."""
    for variable, example in EXAMPLES.items():
        text = text.replace(variable, example)
    return _PLAIN.sub(r"\1", text)


def stands_in(snippet: str, playbooks: Iterable[Path]) -> bool:
    """Whether one of the files has the snippet's lines one after another, at whatever depth, as shown() has them."""
    wanted = shown(snippet).splitlines()
    for path in playbooks:
        lines = shown(path.read_text(encoding="utf-8")).splitlines()
        for start in range(len(lines) - len(wanted) + 1):
            if textwrap.dedent("\n".join(lines[start : start + len(wanted)])).splitlines() == wanted:
                return True
    return False


def title(snippet: str) -> str:
    """A snippet's name among tests."""
    return snippet.splitlines()[0].strip("- ")[:40]
