# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that makes a page of plans."""

from __future__ import annotations

DOCUMENTATION = r"""
name: plan_page
short_description: One HTML page of what a plan would do
version_added: 0.1.0
author:
  - native.helm contributors (@native-helm)
description:
  - Returns an HTML page of plans, as C(plan.write) of M(native.helm.helm_release), M(native.helm.helm_releases) and
    M(native.helm.helm_rollback) makes them, for the person who approves them. What takes objects away comes first.
  - The page needs nothing else and asks nobody for anything; every text in it is escaped.
positional: _input
options:
  _input:
    description: A plan's document, or a list of them. Each may be a text of JSON too.
    type: raw
    required: true
  title:
    description: The page's title.
    type: str
    default: Plan
"""

EXAMPLES = r"""
- name: A page of what would be done
  ansible.builtin.copy:
    content: "{{ lookup('ansible.builtin.file', 'shop.plan.json') | native.helm.plan_page(title='The shop') }}"
    dest: /srv/reports/plan.html
    mode: "0640"
"""

RETURN = r"""
_value:
  description: The page.
  type: str
"""

import json
from collections.abc import Mapping
from typing import Any, Callable

from ansible.errors import AnsibleFilterError

from ..module_utils._helm.entry.task import plain
from ..plugin_utils._report import plans, rendering


def plan_page(documents: Any, title: str = "Plan") -> str:
    """Return the page of documents. Raises AnsibleFilterError."""
    given = plain(documents)
    given = given if isinstance(given, list) else [given]
    try:
        found = [json.loads(one) if isinstance(one, str) else one for one in given]
        if not all(isinstance(one, Mapping) for one in found):
            raise ValueError("it takes plans, as plan.write makes them")
        page = plans.page(found)
    except ValueError as error:
        raise AnsibleFilterError(f"native.helm.plan_page: {error}") from error
    return rendering.rendered("plans.html.j2", page=page, title=str(title), time="", time_shown="")


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., str]]:
        """Return them by name."""
        return {"plan_page": plan_page}
