# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""helm_template's task as a request to its action."""

from __future__ import annotations

import os
from typing import Any

from .task import Task


def apply(task: Task) -> dict[str, Any]:
    """Do helm_template."""
    from ..actions import template
    from ..asked import inputs, requests
    from ..base.disk_cache import templates_cache

    params = task.params
    task.env.load_schema = inputs.schema_loader(params, task.env, task.environ, check=task.check)
    client = _client(task)
    request = template.TemplateRequest(
        name=task.text("name"),
        namespace=_namespace(task),
        chart=lambda: inputs.open_chart(params, task.env, task.environ, check=task.check),
        values=requests.ValuesInput(
            values=inputs.given_values(params),
            files=inputs.read_values_files(params["values_files"]),
            set_values=params["set_values"],
            skip_schema=params["skip_schema_validation"],
        ),
        kube_version=task.text("kube_version"),
        api_versions=params["api_versions"],
        client=client,
        is_upgrade=params["is_upgrade"],
        enable_dns=params["enable_dns"],
        include_crds=params["include_crds"],
        show_only=params["show_only"],
        skip_tests=params["skip_tests"],
        disable_hooks=params["disable_hook"],
        dest=os.path.expanduser(task.text("dest")),
        output_dir=os.path.expanduser(task.text("output_dir")),
        shaping=inputs.shaping(params),
        post_renderer=params["post_renderer"],
        show_secrets=params["show_secrets"],
        code_cache=templates_cache(task.environ, writable=not task.check),
        check=task.check,
        diff=task.diff,
    )
    return template.render(request, task.env)


def _namespace(task: Task) -> str:
    """The option's namespace, the context's, else default."""
    if task.params["namespace"]:
        return task.text("namespace")
    from ..asked import connect

    return connect.namespace(task.params, task.environ)


def _client(task: Task) -> Any:
    """The client of the cluster that is asked, None where none is."""
    if not task.params["validate"]:
        return None
    from ..asked import connect
    from ..releases import framing

    with framing.framed(lambda: framing.TEMPLATING):
        return connect.client(task.params, task.env, task.environ)
