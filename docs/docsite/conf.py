# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How `make site` builds the pages: every warning is an error, and no other host is asked."""

from __future__ import annotations

import re
from typing import Any, Optional

project = "native.helm"
copyright = "native.helm contributors"  # noqa: A001  Sphinx's name
title = html_short_title = "native.helm"
extensions = ["sphinx_antsibull_ext"]
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
html_theme = "sphinx_ansible_theme"
html_theme_options = {"documentation_home_url": "./", "topbar_links": {}}
html_show_sphinx = False
html_use_index = False
html_copy_source = False
default_role = "any"
nitpicky = True

ANSIBLE = "https://docs.ansible.com/ansible/latest/"
# What antsibull's pages refer to in Ansible's own documentation, which is no part of this site.
ANSIBLE_PAGES = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


def link_to_ansible(_app: Any, _env: Any, node: Any, contnode: Any) -> Optional[Any]:
    """A link to Ansible's page for a label of it, None for any other label: that one is a mistake of ours."""
    from docutils import nodes

    target = node.get("reftarget", "")
    plugin = re.fullmatch(r"ansible_collections\.ansible\.builtin\.(\w+_(?:lookup|filter|module))", target)
    page = f"collections/ansible/builtin/{plugin.group(1)}.html" if plugin else ANSIBLE_PAGES.get(target)
    return nodes.reference("", "", contnode, internal=False, refuri=ANSIBLE + page) if page else None


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("missing-reference", link_to_ansible)
