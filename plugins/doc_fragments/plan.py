# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the modules share: what would be done is written down, and done once it was approved."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of entry/plan_specs.py."""

    DOCUMENTATION = r"""
options:
  plan:
    description:
      - Splits the task in two. With O(plan.write) nothing is changed, and what would be done is written down. With
        O(plan.apply) it is done, but only if it still is what was written down, object by object. Else the task fails
        with a list of what differs, before anything is written.
      - The other options of both tasks have to be the same.
      - A plan is for the server and the user that it was made with, and for one run. It is refused where a release
        was changed meanwhile, by another run of the same plan, too.
      - The document holds no value of a Secret, nothing else that is secret, and no digest from which a short secret
        could be guessed. Such values are compared only where both tasks have the same O(plan.key).
    type: dict
    version_added: 0.2.0
    suboptions:
      write:
        description:
          - The path of the document, which is JSON and readable for its owner only. What is there is replaced.
          - The path may be left out, with nothing behind the colon. The result has the document all the same.
          - In check mode no file is written.
        type: raw
      apply:
        description:
          - The document as C(plan.document) of the result has it, a text of JSON, or the path of its file. A file that
            the host does not have is looked for on the controller.
          - In check mode it is told whether the plan would be applied.
        type: raw
      max_age:
        description: How old a plan may be at most, in seconds, or as in V(1h30m).
        type: str
        default: 24h
      key:
        description:
          - A secret of both tasks, by which secret values can be compared, and a document that was changed is told
            from what was planned, whoever changed it. A long random text, kept in a vault.
          - A plan that was made with a key needs the same one to be applied; one that was made without takes none.
        type: str
"""
