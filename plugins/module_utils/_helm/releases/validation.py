# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rendering with what a cluster offers, every object of which the cluster would take: asked by dry runs only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..content.lookup import Lookup
from ..content.rendering import capabilities, served_with
from ..plan import objects, observe
from ..plan.conflicts import Policy
from ..plan.model import CREATE, Item, Operation
from ..plan.parallel import each
from ..plan.situation import Situation
from ..render import engine
from . import framing, gate

if TYPE_CHECKING:
    from ..base.env import Env
    from ..chart.model import Chart
    from ..kube.client import Client
    from ..render.model import Options, ReleaseFacts, Rendered


def render(
    client: Client, chart: Chart, values: dict[str, Any], *, release: ReleaseFacts, env: Env, options: Options
) -> Rendered:
    """Return the rendering. Raises Invalid, Forbidden, ReleaseError for an object that the cluster does not take."""
    served = served_with(client, chart)
    with framing.framed(lambda: framing.TEMPLATING):
        rendered = engine.render(
            chart,
            values,
            release=release,
            capabilities=capabilities(served),
            lookup=Lookup(served),
            env=env,
            options=options,
        )
    policy, situation = Policy(force=True, take_ownership=True), Situation(served=served)
    items = objects.items(rendered.text(), served.scope, release=release.name, namespace=release.namespace)
    for hook in rendered.hooks:
        items += _of_hook(hook.manifest, hook.path, served.scope, release.namespace)
    states = each(lambda item: observe.observe_target(client, item, policy, situation), items, workers=client.width())
    refused = gate.refused([Operation(CREATE, state.item, refusal=state.refusal) for state in states])
    if refused:
        raise gate.together(refused)
    return rendered


def _of_hook(manifest: str, path: str, scope: objects.Scope, namespace: str) -> list[Item]:
    """Return a hook's objects; one of an unknown kind is found out when it runs, as helm does."""
    found = []
    for body in objects.bodies(manifest, path):
        namespaced = scope(str(body["apiVersion"]), str(body["kind"]))
        if namespaced is not None:
            found.append(objects.bare_item(body, path, namespaced, namespace))
    return found
