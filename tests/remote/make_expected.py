# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make signatures.json: charts that the real cosign has signed in a real registry, each in a repository of its own, and
what cosign itself says of each. Some are forged afterwards, and cosign says what it makes of that.

Building cosign takes some minutes, so no test does.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path
from typing import Any, Callable

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from chart_servers.registry import Registry

TOOL = HERE.parent / "tools/cosign"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
SIGNATURE = "dev.cosignproject.cosign/signature"
# Where cosign looks: it has to be told.
FORMS = ([], ["--experimental-oci11"], ["--new-bundle-format", "--trusted-root", "root.json"])
Change = Callable[[dict[str, Any]], None]


class Maker:
    """A registry, cosign, and two keys: alice's, whom the cases trust, and bob's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = Registry(folder / "registry")
        self.program = subprocess.run([TOOL, "--path"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        self.environ = {**os.environ, "COSIGN_PASSWORD": "", "COSIGN_EXPERIMENTAL": "1", "HOME": str(folder)}
        for name in ("alice", "bob"):
            self.cosign("generate-key-pair", "--output-key-prefix", name)
        self.cosign("trusted-root", "create", "--out", "root.json")  # of nobody: it wants one, with a key too

    def cosign(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [self.program, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environ, capture_output=True, text=True, check=False, input="y\n"
        )
        if arguments[0] != "verify" and done.returncode:
            raise SystemExit(done.stderr)
        return done

    def sign(self, case: str, digest: str, *flags: str, key: str = "alice", command: str = "sign") -> None:
        target = f"{self.registry.host}/{case}/shop@{digest}"
        self.cosign(command, "--key", f"{key}.key", "--tlog-upload=false", "--yes", *flags, target)

    def send(self, method: str, path: str, data: bytes | None = None, kind: str = "") -> tuple[bytes, dict[str, str]]:
        url = path if path.startswith("http") else f"http://{self.registry.host}/v2/{path}"
        request = urllib.request.Request(url, data=data, method=method)
        request.add_header("Content-Type" if data is not None else "Accept", kind or f"{MANIFEST}, {INDEX}")
        with urllib.request.urlopen(request) as answer:
            return answer.read(), dict(answer.headers)

    def push_blob(self, case: str, data: bytes) -> dict[str, Any]:
        location = self.send("POST", f"{case}/shop/blobs/uploads/", b"")[1]["Location"]
        digest = digest_of(data)
        self.send("PUT", f"{location}&digest={digest}", data, "application/octet-stream")
        return {"digest": digest, "size": len(data)}

    def push_chart(self, case: str, version: str = "1.0.0") -> str:
        """Push a chart as helm does; return its manifest's digest."""
        config = self.push_blob(case, json.dumps({"name": "shop", "version": version, "apiVersion": "v2"}).encode())
        layer = self.push_blob(case, archive(version))
        manifest = {
            "schemaVersion": 2,
            "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", **config},
            "layers": [{"mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip", **layer}],
        }
        return self.put(case, version, manifest)

    def put(self, case: str, tag: str, manifest: dict[str, Any], kind: str = MANIFEST) -> str:
        data = json.dumps(manifest).encode()
        self.send("PUT", f"{case}/shop/manifests/{tag}", data, kind)
        return digest_of(data)

    def forge(self, case: str, digest: str, change: Change) -> None:
        """Change the manifest of the signatures of a chart."""
        tag = f"{digest.replace(':', '-')}.sig"
        manifest = json.loads(self.send("GET", f"{case}/shop/manifests/{tag}")[0])
        change(manifest)
        self.put(case, tag, manifest)

    def said(self, case: str, digest: str, *flags: str, key: str = "alice") -> str:
        """What cosign says of a chart: "" where it verifies it."""
        words: dict[str, None] = {}
        for form in FORMS:
            target = f"{self.registry.host}/{case}/shop@{digest}"
            run = self.cosign("verify", "--key", f"{key}.pub", "--insecure-ignore-tlog=true", *form, *flags, target)
            if run.returncode == 0:
                return ""
            words[run.stderr.partition("Error: ")[2].strip().partition("\n")[0]] = None
        return "; ".join(words).replace(self.registry.host, "HOST")

    def stored(self, case: str) -> dict[str, Any]:
        """All that the registry has of a case: tags, manifests with their kinds, and blobs."""
        root = self.folder / "registry/data/docker/registry/v2"
        repository = root / "repositories" / case / "shop"
        tags = {
            link.parents[1].name: link.read_text()
            for link in sorted((repository / "_manifests/tags").glob("*/current/link"))
        }
        manifests, blobs = {}, {}
        for link in sorted((repository / "_manifests/revisions/sha256").glob("*/link")):
            data, headers = self.send("GET", f"{case}/shop/manifests/{link.read_text()}")
            manifests[link.read_text()] = [headers["Content-Type"], base64.b64encode(data).decode()]
        for link in sorted((repository / "_layers/sha256").glob("*/link")):
            data, _headers = self.send("GET", f"{case}/shop/blobs/{link.read_text()}")
            blobs[link.read_text()] = base64.b64encode(data).decode()
        return {"tags": tags, "manifests": manifests, "blobs": blobs}


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def archive(version: str) -> bytes:
    """A chart's archive, the same bytes every time."""
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        files = {
            "Chart.yaml": f"apiVersion: v2\nname: shop\nversion: {version}\n",
            "templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n",
        }
        for name, text in files.items():
            entry = tarfile.TarInfo(f"shop/{name}")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return made.getvalue()


def first_layer(key: str, value: Any) -> Change:
    return lambda manifest: manifest["layers"][0].update({key: value})


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        maker = Maker(Path(name))
        digests: dict[str, str] = {}

        def chart(case: str) -> str:
            digests[case] = maker.push_chart(case)
            return digests[case]

        chart("unsigned")
        maker.sign("signed", chart("signed"))
        maker.sign("annotated", chart("annotated"), "-a", "env=prod", "-a", "team=shop")
        maker.sign("others", chart("others"), key="bob")
        maker.sign("both", chart("both"), "-a", "by=bob", key="bob")  # what is the same text would take its place
        maker.sign("both", digests["both"])
        maker.sign("referring", chart("referring"), "--registry-referrers-mode=oci-1-1")
        maker.sign("bundled", chart("bundled"), "--new-bundle-format")
        maker.sign("others-bundle", chart("others-bundle"), "--new-bundle-format", key="bob")
        maker.sign("identified", chart("identified"), "--sign-container-identity", "registry.example.com/shop")
        (maker.folder / "predicate.json").write_text("{}")
        attest = ("--predicate", "predicate.json", "--type", "https://example.com/scanned")
        maker.sign("attested", chart("attested"), *attest, "--new-bundle-format", command="attest")
        forged(maker, chart)
        verdicts = [
            {"case": case, "key": key, "annotations": notes, "said": maker.said(case, digests[case], *flags, key=key)}
            for case in digests
            for key in ("alice", "bob")
            for notes, flags in (({}, []), ({"env": "prod"}, ["-a", "env=prod"]), ({"env": "dev"}, ["-a", "env=dev"]))
        ]
        made = {
            "keys": {key: (maker.folder / f"{key}.pub").read_text() for key in ("alice", "bob")},
            "digests": digests,
            "verdicts": verdicts,
            "cases": {case: maker.stored(case) for case in digests},
        }
        maker.registry.stop()
    (HERE / "signatures.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return 0


def forged(maker: Maker, chart: Callable[[str], str]) -> None:
    """Make the cases that no signer has made."""
    for case in ("moved", "changed", "cut", "no-text", "no-base64", "no-layer", "other-kind"):
        maker.sign(case, chart(case))
    other = maker.push_chart("moved", "2.0.0")  # its signature is put where that of the first one is
    maker.sign("moved", other)
    theirs = json.loads(maker.send("GET", f"moved/shop/manifests/{other.replace(':', '-')}.sig")[0])
    maker.forge("moved", chart("moved"), lambda manifest: manifest.update(layers=theirs["layers"]))
    digest = chart("changed")
    payload = {
        "critical": {
            "identity": {"docker-reference": ""},
            "image": {"docker-manifest-digest": digest},
            "type": "cosign container image signature",
        },
        "optional": {"env": "prod"},
    }
    blob = maker.push_blob("changed", json.dumps(payload).encode())
    maker.forge("changed", digest, lambda manifest: manifest["layers"][0].update(blob))

    def text_as(change: Callable[[str], str]) -> Change:
        def made(manifest: dict[str, Any]) -> None:
            notes = manifest["layers"][0]["annotations"]
            notes[SIGNATURE] = change(notes[SIGNATURE])

        return made

    maker.forge("cut", chart("cut"), text_as(lambda text: base64.b64encode(base64.b64decode(text)[:-1]).decode()))
    maker.forge("no-text", chart("no-text"), text_as(lambda text: ""))
    maker.forge("no-base64", chart("no-base64"), text_as(lambda text: f"%{text}"))
    maker.forge("no-layer", chart("no-layer"), lambda manifest: manifest.update(layers=[]))
    maker.forge("other-kind", chart("other-kind"), first_layer("mediaType", "text/plain"))


if __name__ == "__main__":
    sys.exit(main())
