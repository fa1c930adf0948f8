# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart rendered, as helm template does: for a look at it, for a file, for other tools. No release is made."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Optional

from ..asked import checks
from ..asked.requests import ValuesInput
from ..base.env import Env
from ..base.errors import RequestError, YamlError
from ..base.files import content_of, write_atomic
from ..chart.model import Chart
from ..chart.values import inputs
from ..codecs.yaml import codec as yaml_codec
from ..content.preparation import prepared
from ..plan.masking import masked_object
from ..releases import framing, masking
from ..render import engine, manifests, template

if TYPE_CHECKING:
    from ..content.shaping.shaping import Files, Shaper
    from ..kube.client import Client
    from ..render.model import Rendered


@dataclass
class TemplateRequest:
    """What to render.

    kube_version, api_versions: what the templates are told of a cluster, helm's own defaults where empty. client: the
    client of a cluster that tells instead, and is asked whether it would take every object. include_crds to
    disable_hooks: what of the rendering is wanted. dest: a file for the text; output_dir: a folder for a file a
    template, as helm's --output-dir. shaping: what is changed in the rendering, as inputs.shaping gives it.
    post_renderer: a program that it goes through after that. show_secrets: whether the result has the data of Secrets;
    files always do. code_cache: as in Context. diff: whether the result's diff is to be made.
    """

    name: str
    namespace: str
    chart: Callable[[], Chart]
    values: ValuesInput = field(default_factory=ValuesInput)
    kube_version: str = ""
    api_versions: list[str] = field(default_factory=list)
    client: Optional[Client] = None
    is_upgrade: bool = False
    enable_dns: bool = False
    include_crds: bool = False
    show_only: list[str] = field(default_factory=list)
    skip_tests: bool = False
    disable_hooks: bool = False
    dest: str = ""
    output_dir: str = ""
    shaping: dict[str, Any] = field(default_factory=dict)
    post_renderer: list[str] = field(default_factory=list)
    show_secrets: bool = False
    code_cache: Any = None
    check: bool = False
    diff: bool = True


def render(request: TemplateRequest, env: Env) -> dict[str, Any]:
    """Return the result: changed, text, manifests, images, notes, files, diff.

    files: the paths that were written, or in check mode would be. Nothing is written unless all is well. Raises
    HelmError: of the chart, its values, its templates; Invalid and others of a cluster that does not take an object.
    """
    from .images import listed as listed_images

    checks.check_name(request.name, "release name check failed: {}")
    rendered = _rendered(request, env)
    shape = template.TemplateOptions(request.include_crds, request.show_only, request.skip_tests, request.disable_hooks)
    text = template.template_output(rendered, shape)
    if request.dest:
        texts = {request.dest: text}
    elif request.output_dir:
        files = template.template_files(rendered, shape)
        texts = {os.path.join(request.output_dir, path): content for path, content in files.items()}
    else:
        texts = {}
    wanted = _checked(texts, below=request.output_dir)
    before = {path: content_of(path, doing="reading what is there") for path in wanted}
    changed = [path for path, content in wanted.items() if before[path] != content]
    if not request.check:
        for path in changed:
            _write(path, wanted[path])
    shown: Callable[[str], str] = str if request.show_secrets else masking.masked_text
    found = _objects(text, masked=not request.show_secrets)
    whole = not (request.show_only or request.skip_tests or request.disable_hooks)
    return {
        "changed": bool(changed),
        "text": shown(text),
        "manifests": found,
        "images": listed_images(rendered, request.shaping, found if whole else None),
        "notes": rendered.notes,
        "files": changed,
        "diff": [_difference(path, before[path], wanted[path]) for path in changed] if request.diff else [],
    }


def _rendered(request: TemplateRequest, env: Env) -> Rendered:
    chart, given = request.chart(), request.values
    env.secrets.read_chart(chart)
    config = inputs.merge_inputs(given.values, given.files, given.set_values)
    env.secrets.configs.append(config)
    values = prepared(chart, config, skip_schema=given.skip_schema, env=env)
    release = engine.ReleaseFacts(
        request.name, request.namespace, is_install=not request.is_upgrade, is_upgrade=request.is_upgrade
    )
    if request.enable_dns:
        from ..content import hosts

        env = hosts.with_dns(env)
    changed, shaper = _changes(request, chart)
    options = engine.Options(enable_dns=request.enable_dns, code_cache=request.code_cache, post_render=changed)
    if request.client is not None:
        from ..releases import validation

        rendered = validation.render(request.client, chart, values, release=release, env=env, options=options)
    else:
        offered = engine.Capabilities.default()
        if request.kube_version:
            offered.kube_version = engine.KubeVersion.parse(request.kube_version)
        offered.api_versions = [*offered.api_versions, *request.api_versions]
        with framing.framed(lambda: framing.TEMPLATING):
            rendered = engine.render(chart, values, release=release, capabilities=offered, env=env, options=options)
    return rendered if shaper is None else rendered._replace(crds=shaper.crds(rendered.crds))


def _changes(request: TemplateRequest, chart: Chart) -> tuple[Optional[Files], Optional[Shaper]]:
    """What the rendered files go through, as those of a release do, and what shapes them."""
    through = None
    if request.post_renderer:
        from ..content import post_rendering

        through = post_rendering.through(request.post_renderer)
    if not request.shaping:
        return through, None
    from ..content.shaping import shaping
    from ..render import crds

    shaper = shaping.Shaper(request.shaping, request.namespace)
    return shaper.before(through, crds.of(chart)), shaper


def _objects(text: str, *, masked: bool) -> list[dict[str, Any]]:
    """Return the documents of a text as objects, without those that hold comments only."""
    found = [yaml_codec.load_objects(document) for document in manifests.split(text)]
    return [masked_object(value) if masked else value for value in found if value is not None]


# Files


def _checked(texts: dict[str, str], *, below: str) -> dict[str, bytes]:
    """Return the content of every file that is to be there, by its path. Raises RequestError where one cannot be."""
    for path in texts:
        _check_place(path, below=below)
    return {path: text.encode("utf-8", "surrogateescape") for path, text in texts.items()}


def _check_place(path: str, *, below: str) -> None:
    """Raise RequestError where path cannot become a file. below: the folder whose own folders are made."""
    if os.path.isdir(path):
        hint = "name a file, or use output_dir for a folder"
        raise RequestError("it is a folder", doing="writing the manifests", subject=path, hint=hint)
    folder = os.path.dirname(os.path.abspath(path))
    while below and not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        hint = "make the folder first" if not os.path.lexists(folder) else "it is in the way of a folder"
        raise RequestError("no such folder", doing="writing the manifests", subject=folder, hint=hint)


def _write(path: str, content: bytes) -> None:
    """Write a file with the mode that it has; a new one is for its owner only, as it may hold Secrets."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o600
    write_atomic(path, content, mode=mode)


def _difference(path: str, before: Optional[bytes], after: bytes) -> dict[str, str]:
    """Return Ansible's entry of a file, Secrets masked."""
    texts = [_maskable("" if data is None else data.decode("utf-8", "surrogateescape")) for data in (before, after)]
    return {"before": texts[0], "after": texts[1], "before_header": path, "after_header": path}


def _maskable(text: str) -> str:
    """Return a text for a diff: what was in the file may be no manifest, and then shows nothing."""
    try:
        return masking.masked_text(text)
    except YamlError:
        return "(not YAML)\n"
