# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where cosign keeps the signatures of a digest: under a tag of its own, and among what refers to the digest.

Source: cosign pkg/oci/remote; the OCI distribution specification, referrers and their tag.
"""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple, Optional, Sequence

from ...base.errors import FetchError
from ..oci import manifest as oci_manifest
from ..oci.manifest import Descriptor
from ..oci.reference import Reference
from ..oci.registry import Registry

_SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json"
_ARTIFACT = "application/vnd.dev.cosign.artifact.sig.v1+json"
_EMPTY = "application/vnd.oci.empty.v1+json"
_BUNDLE = "application/vnd.dev.sigstore.bundle"
_SIGNATURE = "dev.cosignproject.cosign/signature"
_CERTIFICATE = "dev.sigstore.cosign/certificate"
_MAX_BYTES = 1024 * 1024  # of what is signed
_MOST = 200  # manifests and payloads that are fetched


class Signature(NamedTuple):
    """A signature. bundle: whether data is a bundle of Sigstore's, which has the signature in it; else data is what is
    signed, and text the signature. with_certificate: made without a key."""

    data: bytes
    text: str = ""
    bundle: bool = False
    with_certificate: bool = False


class Signatures:
    """The signatures that a registry has of a digest. reference: the repository and the digest."""

    def __init__(self, registry: Registry, reference: Reference) -> None:
        self._registry = registry
        self._reference = reference
        self._payloads: dict[str, bytes] = {}
        self._fetched = 0

    def __iter__(self) -> Iterator[Signature]:
        """Yield each of them, asking for one after the other. Raises FetchError."""
        tag = self._reference.digest.replace(":", "-")
        data = self._manifest(self._reference.at(tag=f"{tag}.sig"))
        if data is not None:
            yield from self._of_manifest(data)
        for digest in self._referrers(tag):
            data = self._manifest(self._reference.at(digest=digest))
            if data is not None:
                yield from self._of_manifest(data)

    def _referrers(self, tag: str) -> Iterator[str]:
        """Yield the digests of the manifests that refer to ours, and may be signatures."""
        listed = self._registry.referrers(self._reference)
        if listed is None:  # a registry of before version 1.1: what pushes to it keeps the list itself
            index = self._manifest(self._reference.at(tag=tag))
            listed = oci_manifest.parse(index, str(self._reference)).get("manifests") if index is not None else []
        for entry in listed if isinstance(listed, list) else []:
            if isinstance(entry, dict) and oci_manifest.is_digest(entry.get("digest")) and _may_be_signatures(entry):
                yield str(entry["digest"])

    def _of_manifest(self, data: bytes) -> Iterator[Signature]:
        layers = oci_manifest.parse(data, str(self._reference)).get("layers")
        for layer in layers if isinstance(layers, list) else []:
            kind, notes = _facts(layer)
            bundle = kind.startswith(_BUNDLE)
            if not bundle and kind != _SIMPLE and _SIGNATURE not in notes:
                continue
            payload = self._blob(oci_manifest.descriptor(layer, str(self._reference)))
            if payload is not None:
                text, certificate = str(notes.get(_SIGNATURE) or ""), bool(notes.get(_CERTIFICATE))
                yield Signature(payload, text, bundle, certificate)

    def _manifest(self, reference: Reference) -> Optional[bytes]:
        try:
            self._count()
            return self._registry.manifest(reference)[0]
        except FetchError as error:
            if error.status == 404:
                return None
            raise

    def _blob(self, wanted: Descriptor) -> Optional[bytes]:
        """A layer's bytes: the same text is signed again and again, and fetched once. None where it is gone, or too
        large for a signature: others may have attached something."""
        if wanted.size > _MAX_BYTES:
            return None
        if wanted.digest not in self._payloads:
            try:
                self._count()
                self._payloads[wanted.digest] = self._registry.blob(self._reference, wanted, max_bytes=_MAX_BYTES)
            except FetchError as error:
                if error.status == 404:
                    return None
                raise
        return self._payloads[wanted.digest]

    def _count(self) -> None:
        self._fetched += 1
        if self._fetched > _MOST:
            raise FetchError(
                f"there are more than {_MOST} signatures, and none of them is good",
                doing="looking for the chart's signatures",
                subject=str(self._reference),
                hint="take the old ones away, or sign a new version of the chart",
            )


def _facts(layer: Any) -> tuple[str, dict[str, Any]]:
    """A layer's media type and annotations."""
    if not isinstance(layer, dict):
        return "", {}
    notes = layer.get("annotations")
    return str(layer.get("mediaType") or ""), notes if isinstance(notes, dict) else {}


def _may_be_signatures(entry: dict[str, Any]) -> bool:
    """Whether what an entry of a list of referrers says allows it. Where cosign keeps the list itself, it says of a
    bundle that it is empty: it names the type of the manifest's configuration."""
    kind = str(entry.get("artifactType") or _EMPTY)
    return kind in (_ARTIFACT, _EMPTY) or kind.startswith(_BUNDLE)


def of(registry: Registry, reference: Reference, digests: Sequence[str]) -> Iterator[tuple[str, Signature]]:
    """Yield the signatures of each of some digests with it."""
    for digest in digests:
        for signature in Signatures(registry, reference.at(digest=digest)):
            yield digest, signature
