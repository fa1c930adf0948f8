# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the modules share: what is changed in the objects that a chart renders."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of entry/shaping_specs.py."""

    DOCUMENTATION = r"""
options:
  patches:
    description:
      - Changes of what the chart renders, made one after the other. Its hooks and tests are included, and the custom
        resource definitions in its C(crds/).
      - A patch that finds no object fails the task, and so do two patches that want different things of the same field.
    type: list
    elements: dict
    default: []
    suboptions:
      target:
        description:
          - The objects that the patch is for. They meet all that is said here; C({}) means every object.
          - Without it the patch says C(apiVersion), C(kind) and C(metadata.name) of the one object that it is for.
        type: dict
        suboptions:
          group:
            description: A regular expression for the whole of the API group, such as V(apps).
            type: str
          version:
            description: A regular expression for the whole of the API version, such as V(v1).
            type: str
          kind:
            description: A regular expression for the whole of the kind, such as V(Deployment|StatefulSet).
            type: str
          name:
            description: A regular expression for the whole of the name.
            type: str
          namespace:
            description:
              - A regular expression for the whole of the namespace. An object that names none is in the release's.
            type: str
          label_selector:
            description: A label selector, such as V(app=shop,!canary).
            type: str
            aliases: [labelSelector]
          annotation_selector:
            description: The same for annotations.
            type: str
            aliases: [annotationSelector]
      patch:
        description:
          - A mapping is merged into the object as kustomize does it, a strategic merge. Lists of Kubernetes' own kinds
            are merged by their keys, such as containers by name; what the patch names comes first. Other lists are
            replaced. C(null) takes a field away, and C($patch) V(delete) a mapping, an element or the object.
            C($setElementOrder/LIST), C($deleteFromPrimitiveList/LIST) and C($retainKeys) are as for the API server.
          - A list is a JSON patch (RFC 6902), carried out as a whole. What it replaces or removes has to be there.
          - A text is YAML with one of them.
        type: raw
        required: true
      optional:
        description: Whether the patch may find no object.
        type: bool
        default: false
  images:
    description:
      - Other names, tags or digests for images, in every container, init container and ephemeral container of every
        kind of object, image volumes included. O(patches) come first.
      - Each entry works on what the one before it made. One whose image is not there does nothing.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - The image's name, without a tag. Short names are understood, V(nginx) is V(docker.io/library/nginx).
        type: str
        required: true
      new_name:
        description: The name that it gets. It keeps its tag and digest, unless others are given.
        type: str
        aliases: [newName]
      new_tag:
        description: The tag that it gets. A digest goes, unless O(images[].digest) is given too.
        type: str
        aliases: [newTag]
      digest:
        description: The digest that it gets, such as V(sha256:…). A tag goes, unless O(images[].new_tag) is given too.
        type: str
  registries:
    description:
      - Mirrors of registries, such as V({"docker.io":"mirror.example.com/hub"}), for all images. O(images) come first.
      - The path below the registry stays, in full, so that V(nginx) becomes V(mirror.example.com/hub/library/nginx). A
        key may have a part of the path too, such as V(quay.io/jetstack); the longest that fits counts.
    type: dict
    default: {}
"""

    IMAGE_PATHS = r"""
options:
  image_paths:
    description:
      - Fields of custom resources that name an image, too.
    type: list
    elements: dict
    default: []
    suboptions:
      path:
        description: The field, such as V(spec/image) or V(spec/sidecars[]/image). Lists are gone through.
        type: str
        required: true
      kind:
        description: The kind that has it. Every kind where it is not given.
        type: str
      group:
        description: The API group of that kind.
        type: str
      version:
        description: The API version of that kind.
        type: str
"""
