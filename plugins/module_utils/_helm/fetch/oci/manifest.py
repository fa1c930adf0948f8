# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart's manifest in a registry: made to the byte as helm makes it, read with distrust. Nothing is asked or written.

Source: Helm pkg/registry client.go and chart.go; the OCI image specification.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from ...base.errors import FetchError, HelmError
from ...base.files import digest_of
from ...codecs.json import codec as json_codec
from ...golang.space import SPACE

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.cncf.helm.config.v1+json"
CONTENT = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
OLD_CONTENT = "application/tar+gzip"
PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov"
MAX_BYTES = 4 * 1024 * 1024  # of a manifest, as the distribution specification has it

_FEWEST = 2  # descriptors that make a chart: the manifest's own and the configuration's
_SPEC = "org.opencontainers.image."
_FIXED = (f"{_SPEC}version", f"{_SPEC}title")  # a chart's own annotations do not change these


@dataclass(frozen=True)
class Descriptor:
    """What a manifest says of a blob. digest: "sha256:…". Its annotations and its urls are nobody's business here."""

    media_type: str
    digest: str
    size: int

    @classmethod
    def of(cls, media_type: str, data: bytes) -> Descriptor:
        """Return the descriptor of data."""
        return cls(media_type, digest_of(data), len(data))

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"mediaType": self.media_type, "digest": self.digest, "size": self.size}


@dataclass(frozen=True)
class Manifest:
    """A chart's manifest. data: its bytes, digest: theirs. chart, provenance: None where it has none. index: the digest
    of the image index that it was found in, "" for none."""

    data: bytes
    config: Descriptor
    chart: Optional[Descriptor] = None
    provenance: Optional[Descriptor] = None
    old_type: bool = False
    index: str = ""

    @property
    def digest(self) -> str:
        """The manifest's own digest, which is what helm prints and what @sha256: means."""
        return digest_of(self.data)


@dataclass(frozen=True)
class Package:
    """What is pushed: the manifest, and the blobs that have to be there first, by digest."""

    manifest: Manifest
    blobs: dict[str, bytes] = field(default_factory=dict)


def package(metadata: Mapping[str, Any], archive: bytes, provenance: Optional[bytes], *, created: str) -> Package:
    """Return what helm push would push of a chart's archive.

    metadata: Chart.yaml as loaded, in the order of Go's struct. created: RFC 3339, the archive's time.
    """
    config = config_bytes(metadata)
    described = Descriptor.of(CONFIG, config)
    chart = Descriptor.of(CONTENT, archive)
    signature = None if provenance is None else Descriptor.of(PROVENANCE, provenance)
    layers = sorted((layer for layer in (chart, signature) if layer), key=lambda layer: layer.digest)
    text = json_codec.dumps(annotations_of(metadata, created))
    listed = ",".join(_json(layer.as_dict()) for layer in layers)
    data = f'{{"schemaVersion":2,"config":{_json(described.as_dict())},"layers":[{listed}],"annotations":{text}}}'
    blobs = {described.digest: config, chart.digest: archive}
    if provenance is not None and signature is not None:
        blobs[signature.digest] = provenance
    return Package(Manifest(_utf8(data), described, chart, signature), blobs)


def config_bytes(metadata: Mapping[str, Any]) -> bytes:
    """Return the config blob: Chart.yaml as encoding/json writes the struct, its fields in their order, maps sorted."""
    return _utf8(_json(metadata, maps=("annotations",)))


def annotations_of(metadata: Mapping[str, Any], created: str) -> dict[str, str]:
    """Return a manifest's annotations: what the registry's users see of Chart.yaml, and the chart's own."""
    sources = metadata.get("sources") or [""]
    found = {
        "description": metadata.get("description", ""),
        "title": metadata.get("name", ""),
        "version": metadata.get("version", ""),
        "url": metadata.get("home", ""),
        "created": created,
        "source": sources[0],
        "authors": _authors(metadata.get("maintainers") or []),
    }
    own = {f"{_SPEC}{name}": str(text) for name, text in found.items() if str(text).strip(SPACE)}
    theirs = metadata.get("annotations") or {}
    return {**own, **{name: text for name, text in theirs.items() if name not in _FIXED}}


def _authors(maintainers: list[Mapping[str, str]]) -> str:
    texts = []
    for known in maintainers:
        email = known.get("email", "")
        texts.append(known.get("name", "") + (f" ({email})" if email else ""))
    return ", ".join(texts)


def read(data: bytes, source: str) -> Manifest:
    """Return the chart's manifest in data. Raises FetchError with helm's words where it is none."""
    document = parse(data, source)
    layers = document.get("layers")
    config = descriptor(document.get("config"), source)
    known = [layer for layer in _described(layers, source) if layer.media_type in (CONTENT, OLD_CONTENT, PROVENANCE)]
    count = 1 + (config.media_type == CONFIG) + len(known)  # what helm asks for besides is not even fetched
    if count < _FEWEST:
        problem = f"manifest does not contain minimum number of descriptors ({_FEWEST}), descriptors found: {count}"
        raise _bad(problem, source, "this is something else than a chart")
    if config.media_type != CONFIG:
        raise _bad(f"could not load config with mediatype {CONFIG}", source, "this is something else than a chart")
    charts = [layer for layer in known if layer.media_type != PROVENANCE]
    signatures = [layer for layer in known if layer.media_type == PROVENANCE]
    if len(charts) > 1 or len(signatures) > 1:
        raise _bad("manifest has more than one chart or provenance layer", source, "push the chart again")
    chart = charts[0] if charts else None
    old = chart is not None and chart.media_type == OLD_CONTENT
    return Manifest(data, config, chart, signatures[0] if signatures else None, old)


def _described(layers: Any, source: str) -> list[Descriptor]:
    return [descriptor(layer, source) for layer in layers] if isinstance(layers, list) else []


def parse(data: bytes, source: str) -> dict[str, Any]:
    """Return the JSON object in data. Raises FetchError."""
    try:
        document = json_codec.loads_objects(data.decode("utf-8"))
    except (HelmError, UnicodeDecodeError) as error:
        raise _bad(f"it is no JSON: {error}", source, "the registry is broken, or this is none") from error
    if not isinstance(document, dict):
        raise _bad("it is no JSON object", source, "the registry is broken, or this is none")
    return document


def of_index(data: bytes, source: str) -> list[Descriptor]:
    """Return the manifests that an image index lists."""
    listed = parse(data, source).get("manifests")
    return [descriptor(entry, source) for entry in listed] if isinstance(listed, list) else []


def is_digest(text: Any) -> bool:
    """Whether text is "sha256:" and 64 hexadecimal digits."""
    if not isinstance(text, str) or not text.startswith("sha256:") or len(text) != 71:
        return False
    return all(letter in "0123456789abcdef" for letter in text[7:])


def descriptor(entry: Any, source: str) -> Descriptor:
    """Return what an entry of a manifest describes. Raises FetchError."""
    if isinstance(entry, dict):
        kind, digest, size = entry.get("mediaType"), entry.get("digest"), entry.get("size")
        if isinstance(kind, str) and is_digest(digest) and size.__class__ is int and size >= 0:
            return Descriptor(kind, str(digest), size)
    raise _bad("manifest has a broken descriptor", source, "the registry is broken; push the chart again")


def _bad(problem: str, source: str, hint: str) -> FetchError:
    return FetchError(problem, doing="reading the manifest", subject=source, hint=hint)


def _json(value: Any, *, maps: tuple[str, ...] = ()) -> str:
    """Return value as encoding/json writes structs: keys in their order, those of maps sorted."""
    if isinstance(value, Mapping):
        pairs = (
            f"{json_codec.dumps(key)}:{json_codec.dumps(item) if key in maps else _json(item, maps=maps)}"
            for key, item in value.items()
        )
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_json(item, maps=maps) for item in value) + "]"
    return json_codec.dumps(value)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
