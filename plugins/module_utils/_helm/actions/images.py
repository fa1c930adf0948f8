# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All images that a chart would run: in its manifests, its hooks and its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional

from ..codecs.yaml import codec as yaml_codec
from ..content.shaping import spots

if TYPE_CHECKING:
    from ..base.env import Env
    from ..chart.model import Chart
    from ..render.model import Rendered

_NAME = "release-name"  # helm template's


def listed(rendered: Rendered, shaping: Mapping[str, Any], objects: Optional[list[dict[str, Any]]] = None) -> list[str]:
    """Return the images of a rendered chart, sorted, as they are written. objects: all that was rendered, where someone
    has it as objects already."""
    places = spots.places_of(shaping.get("image_paths") or ())
    if objects is not None:
        return spots.of(objects, places)
    texts = [manifest.content for manifest in rendered.manifests] + [hook.manifest for hook in rendered.hooks]
    return spots.of(map(yaml_codec.load_objects, texts), places)


def of_chart(chart: Chart, config: dict[str, Any], shaping: Mapping[str, Any], env: Env) -> list[str]:
    """Return the images of a chart with the user's values; a library has none. chart loses the subcharts that are
    switched off. Raises ChartError, ValuesError, TemplateError."""
    from ..content.preparation import prepared
    from ..releases import framing
    from ..render import engine

    if str(chart.metadata.get("type") or "application") == "library":
        return []
    values = prepared(chart, config, skip_schema=False, env=env)
    release, offered = engine.ReleaseFacts(_NAME, "default"), engine.Capabilities.default()
    with framing.framed(lambda: framing.TEMPLATING):
        rendered = engine.render(chart, values, release=release, capabilities=offered, env=env)
    return listed(rendered, shaping)
