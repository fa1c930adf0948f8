# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world that the rows speak of: charts broken and good, repositories, registries, and a server that refuses."""
# ruff: noqa: E501 - a table has long lines

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

import openpgp
from chart_servers.caddy import Caddy
from chart_servers.hostile import Asked, Hostile, Reply
from chart_servers.keys import Keys
from chart_servers.registry import Registry

from remote.conftest import Home

from . import asking, clusters

CHART = "apiVersion: v2\nname: {0}\nversion: 1.0.0\n"
OLD_CHART = "apiVersion: v1\nname: {0}\nversion: 1.0.0\n"
TEMPLATE = "kind: A\n"
INDEX = "apiVersion: v1\nentries:\n  web:\n  - apiVersion: v2\n    name: web\n    version: 1.0.0\n    urls: [{0}]\n"
PAGE = b"<html><body>Sign in</body></html>\n"
_THEN = 1_714_979_289
LOCK = "dependencies:\n- name: {0}\n  repository: {1}\n  version: {2}\ndigest: {3}\ngenerated: '2020-01-01T00:00:00Z'\n"


def needs(name: str, version: str, repository: str, *, head: str = CHART, chart: str = "needy", more: str = "") -> str:
    """Return the Chart.yaml of a chart with one dependency."""
    place = f", repository: '{repository}'" if repository else ""
    return head.format(chart) + f"dependencies:\n- {{name: {name}, version: '{version}'{place}{more}}}\n"


def charts(url: str) -> dict[str, dict[str, str]]:
    """Return the charts' files. url: of the repository."""
    out_of_step = "dependencies: []\ndigest: sha256:x\ngenerated: '2020-01-01T00:00:00Z'\n"
    return {
        "web": {"Chart.yaml": CHART.format("web"), "templates/a.yaml": TEMPLATE},
        "gone": {"Chart.yaml": CHART.format("gone")},
        "empty": {"values.yaml": "a: 1\n"},
        "blank": {"Chart.yaml": ""},
        "noyaml": {"Chart.yaml": "a: b: c\n"},
        "noversion": {"Chart.yaml": "apiVersion: v2\nname: web\n"},
        "badversion": {"Chart.yaml": "apiVersion: v2\nname: web\nversion: nonsense\n"},
        "badname": {"Chart.yaml": "apiVersion: v2\nname: a/b\nversion: 1.0.0\n"},
        "badtype": {"Chart.yaml": CHART.format("web") + "type: strange\n"},
        "badicon": {"Chart.yaml": CHART.format("badicon") + "icon: nonsense\n", "values.yaml": ""},
        "nameless": {"Chart.yaml": CHART.format("web") + "dependencies: [{version: 1.0.0}]\n"},
        "twice": {"Chart.yaml": CHART.format("web") + "dependencies: [{name: a, version: 1.0.0}, {name: a, version: 1.0.0}]\n"},
        "v3": {"Chart.yaml": "apiVersion: v3\nname: web\nversion: 1.0.0\n"},
        "v9": {"Chart.yaml": "apiVersion: v9\nname: web\nversion: 1.0.0\n"},
        "badvalues": {"Chart.yaml": CHART.format("web"), "values.yaml": "a: b: c\n"},
        "listvalues": {"Chart.yaml": CHART.format("web"), "values.yaml": "[1]\n"},
        "badlock": {"Chart.yaml": needs("web", "1.0.0", url), "Chart.lock": "a: b: c\n"},
        "badrequirements": {"Chart.yaml": OLD_CHART.format("web"), "requirements.yaml": "a: b: c\n"},
        "badrequirementslock": {"Chart.yaml": OLD_CHART.format("web"), "requirements.lock": "a: b: c\n"},
        "badignore": {"Chart.yaml": CHART.format("web"), ".helmignore": "a/**/b\n"},
        "badsub": {"Chart.yaml": CHART.format("web"), "charts/sub/Chart.yaml": "a: b: c\n"},
        "badsubarchive": {"Chart.yaml": CHART.format("web"), "charts/sub.tgz": "text"},
        "badschema": {"Chart.yaml": CHART.format("web"), "values.schema.json": "{", "templates/a.yaml": TEMPLATE},
        "badnotes": {"Chart.yaml": CHART.format("web"), "templates/NOTES.txt": "{{ nope }}"},
        "badimport": {"Chart.yaml": needs("sub", "9.9.9", "", more=", condition: [a]"), "charts/sub/Chart.yaml": CHART.format("sub")},
        "badalias": {"Chart.yaml": needs("sub", "1.0.0", "", more=", alias: 'a b'"), "charts/sub/Chart.yaml": CHART.format("sub")},
        "library": {"Chart.yaml": CHART.format("library") + "type: library\n"},
        "needs": {"Chart.yaml": needs("web", "9", url)},
        "needsgone": {"Chart.yaml": needs("gone", "*", url)},
        "needsnope": {"Chart.yaml": needs("nope", "1.0.0", url)},
        "needsalias": {"Chart.yaml": needs("web", "1.0.0", "@nobody"), "Chart.lock": out_of_step},
        "needsftp": {"Chart.yaml": needs("web", "1.0.0", "ftp://127.0.0.1:9")},
        "needslocal": {"Chart.yaml": needs("web", "1.0.0", "")},
        "needsnoregistry": {"Chart.yaml": needs("web", "1.0.0", "oci://127.0.0.1:9/x")},
        "noconstraint": {"Chart.yaml": needs("dep", "", url)},
        "badconstraint": {"Chart.yaml": needs("web", "nonsense", url)},
        "noserver": {"Chart.yaml": needs("dep", "1", "http://127.0.0.1:9")},
        "nofolder": {"Chart.yaml": needs("web", "1.0.0", "file://../nowhere")},
        "unfitfolder": {"Chart.yaml": needs("web", "9.9.9", "file://../web")},
        "unfit": {"Chart.yaml": needs("sub", "9.9.9", ""), "charts/sub/Chart.yaml": CHART.format("sub")},
        "chartsfile": {"Chart.yaml": needs("web", "1.0.0", url), "charts": "text"},
        "outofstep": {"Chart.yaml": needs("dep", "1", url), "Chart.lock": out_of_step},
        "outofstepv1": {"Chart.yaml": OLD_CHART.format("old"), "requirements.yaml": f"dependencies:\n- {{name: dep, version: '1', repository: '{url}'}}\n", "requirements.lock": out_of_step},
        "fails": {"Chart.yaml": CHART.format("fails"), "templates/a.yaml": "a: {{ fail \"no\" }}\n"},
        "notyaml": {"Chart.yaml": CHART.format("notyaml"), "templates/a.yaml": "a: b: c\n"},
        "parse": {"Chart.yaml": CHART.format("parse"), "templates/a.yaml": "a: {{ nope }}\n"},
        "schema": {"Chart.yaml": CHART.format("schema"), "values.yaml": "a: 1\n", "values.schema.json": '{"properties": {"a": {"type": "string"}}}'},
        "kube": {"Chart.yaml": CHART.format("kube") + "kubeVersion: '>=99'\n"},
        "nil": {"Chart.yaml": CHART.format("nil"), "templates/a.yaml": "a: {{ .Values.a.b }}\n"},
        "warned": {"Chart.yaml": CHART.format("warned"), "templates/a.yaml": "a: {{ fail \"no\" }}\n"},
        "badindex": {"index.yaml": "["},
    }  # fmt: skip


class World:
    """What rows may name. places: {name} -> what it is here. stop() ends the server that refuses."""

    def __init__(self, folder: Path, caddy: Caddy, registry: Registry, private: Registry, keys: Keys) -> None:
        self.folder = folder
        self.home = Home(folder / "home")
        self.home.folder.mkdir()
        self.home.environ["SOURCE_DATE_EPOCH"] = str(_THEN)  # archives, and what is pushed of them, have one digest
        self.repository = caddy.root / "words"
        self.repository.mkdir()
        url = f"{caddy.plain}/words"
        self.faults = Hostile(self._answer)
        self.places = {
            "w": str(folder),
            "repo": url,
            "oci": f"{registry.url}/words",
            "ocihost": registry.host,
            "private": f"{private.url}/words",
            "privatehost": private.host,
            "faults": self.faults.url,
            "faultshost": self.faults.host,
            "managed": hashlib.sha256(f"{self.faults.url}/noyaml".encode()).hexdigest(),  # helm's name for it
            "password": f"{caddy.password}/words",
            "securehost": caddy.password,
            "certificate": f"{caddy.certificate}/words",
            "old": f"{caddy.old}/words",
            "tlsofplain": url.replace("http:", "https:"),
            "plainoftls": f"{caddy.password}/words".replace("https:", "http:"),
            "ca": str(keys.ca),
            "stranger": str(keys.stranger),
            "strangerkey": str(keys.stranger_key),
        }
        self._lay_charts(url)
        self._lay_kubeconfigs()
        self._lay_repository(registry)
        self._lay_archives()
        self._lay_signed()
        self._lay_registry(registry)
        self.home.helm("repo", "index", self.repository)
        (self.repository / "gone-1.0.0.tgz").unlink()

    def stop(self) -> None:
        """End the server."""
        self.faults.stop()

    def _lay_charts(self, url: str) -> None:
        w = self.folder
        for name, files in charts(url).items():
            for path, text in files.items():
                (w / name / path).parent.mkdir(parents=True, exist_ok=True)
                (w / name / path).write_text(text)
        for name, wanted in {
            "lockednoserver": ("web", "1.0.0", "http://127.0.0.1:9"),
            "locked9": ("web", "9.9.9", url),
            "lockednope": ("nope", "1.0.0", url),
            "lockedgone": ("gone", "1.0.0", url),
            "lockedfolder": ("web", "1.0.0", "file://../nowhere"),
        }.items():
            self._lay_locked(name, *wanted)
        for name, text in {
            "needsoci": needs("nope", "1.0.0", self.places["oci"]),
            "needsbroken": needs("web", "1.0.0", f"{self.faults.url}/noyaml"),
        }.items():
            (w / name).mkdir()
            (w / name / "Chart.yaml").write_text(text)
        (w / "badlink").mkdir()
        (w / "badlink/Chart.yaml").write_text(CHART.format("web"))
        (w / "badlink/nowhere").symlink_to(w / "not-there")
        (w / "pipe").mkdir()
        (w / "pipe/Chart.yaml").write_text(CHART.format("web"))
        os.mkfifo(w / "pipe/pipe")
        (w / "taken/web").mkdir(parents=True)
        (w / "ring.gpg").write_bytes(b"")
        (w / "bad.yaml").write_text("[")
        (w / "list.yaml").write_text("- a\n")
        (w / "badrepos.yaml").write_text("a: b: c\n")
        urls = {"failing": f"{self.faults.url}/500", "noyaml": f"{self.faults.url}/noyaml", "away": "http://127.0.0.1:9"}
        entries = [{"name": name, "url": place} for name, place in {**urls, "unknown": self.places["password"]}.items()]
        (w / "failingrepos.yaml").write_text(json.dumps({"apiVersion": "", "repositories": entries}))

    def _lay_kubeconfigs(self) -> None:
        (self.folder / "configs").mkdir()
        for name, text in clusters.FILES.items():
            (self.folder / "configs" / name).write_text(asking.filled(text, self.places))

    def _lay_locked(self, name: str, chart: str, version: str, repository: str) -> None:
        """A chart whose lock is in step: as helm writes it, for a dependency that is not there."""
        wanted = [{"name": chart, "version": version, "repository": repository}]
        digest = hashlib.sha256(json.dumps([wanted, wanted], separators=(",", ":")).encode()).hexdigest()
        (self.folder / name).mkdir()
        (self.folder / name / "Chart.yaml").write_text(needs(chart, version, repository))
        (self.folder / name / "Chart.lock").write_text(LOCK.format(chart, repository, version, f"sha256:{digest}"))

    def _lay_repository(self, registry: Registry) -> None:
        for name in ("web", "gone"):
            self.home.helm("package", self.folder / name, "-d", self.repository)
        archive = self.repository / "web-1.0.0.tgz"
        self.home.helm("push", archive, f"{registry.url}/words", "--plain-http")
        shutil.copy(archive, self.folder)
        os.utime(self.folder / archive.name, (_THEN, _THEN))

    def _lay_archives(self) -> None:
        w = self.folder
        (w / "text.tgz").write_text("hello\n" * 100)
        (w / "zero.tgz").write_bytes(b"")
        (w / "cut.tgz").write_bytes((w / "web-1.0.0.tgz").read_bytes()[:150])
        (w / "gzip.tgz").write_bytes(gzip.compress(b"hello\n" * 1000))
        (w / "nothing.tgz").write_bytes(gzip.compress(b"\0" * 1024))
        chart = CHART.format("web").encode()
        packed(w / "nochart.tgz", {"empty/values.yaml": b"a: 1\n"})
        packed(w / "absolute.tgz", {"web/Chart.yaml": chart, "web//etc/passwd": b""})
        packed(w / "parent.tgz", {"web/Chart.yaml": chart, "web/../a": b""})
        packed(w / "top.tgz", {"Chart.yaml": chart})
        packed(w / "drive.tgz", {"web/Chart.yaml": chart, "web/c:/a": b""})
        packed(w / "large.tgz", {"web/Chart.yaml": chart, "web/large": b"\0" * (5242880 + 1)})
        for folder, files in {"broken": {"broken-1.0.0.tgz": b"text"}, "unversioned": {}}.items():
            (w / folder).mkdir()
            for name, data in files.items():
                (w / folder / name).write_bytes(data)
        packed(w / "unversioned/web.tgz", {"web/Chart.yaml": b"apiVersion: v2\nname: web\n"})

    def _lay_signed(self) -> None:
        w = self.folder
        alice, stranger = openpgp.Key("alice"), openpgp.Key("mallory")
        (w / "public.gpg").write_bytes(alice.public)
        (w / "secret.gpg").write_bytes(alice.secret)
        (w / "stranger.gpg").write_bytes(stranger.public)
        (w / "two.gpg").write_bytes(alice.secret + openpgp.Key("bob").secret)
        (w / "signing").mkdir()
        (w / "signing/Chart.yaml").write_text(CHART.format("signed"))
        sign = ("--sign", "--key", "Alice", "--keyring", w / "secret.gpg")
        self.home.helm("package", w / "signing", *sign, "-d", self.repository)
        for name in ("signed", "forged", "renamed", "unsigned"):
            (w / name).mkdir()
        self.home.helm("package", w / "web", *sign, "-d", w / "signed")
        provenance = (w / "signed/web-1.0.0.tgz.prov").read_bytes()
        packed(w / "forged/web-1.0.0.tgz", {"web/Chart.yaml": CHART.format("web").encode()})
        (w / "forged/web-1.0.0.tgz.prov").write_bytes(provenance)
        shutil.copy(w / "signed/web-1.0.0.tgz", w / "renamed/other-1.0.0.tgz")
        (w / "renamed/other-1.0.0.tgz.prov").write_bytes(provenance)
        shutil.copy(w / "signed/web-1.0.0.tgz", w / "unsigned")
        (w / "unsigned/web-1.0.0.tgz.prov").write_text("nothing\n")

    def _lay_registry(self, registry: Registry) -> None:
        words = f"{registry.url}/words"
        tagged(f"{words}/web", "1.0.0", "latest")
        helm = "application/vnd.cncf.helm"
        put_image(f"{words}/image", "application/vnd.oci.image.config.v1+json", ["application/vnd.oci.image.layer.v1.tar+gzip"])
        put_image(f"{words}/hollow", f"{helm}.config.v1+json", [])
        put_image(f"{words}/chartless", f"{helm}.config.v1+json", ["application/vnd.oci.image.layer.v1.tar+gzip"])

    def _answer(self, asked: Asked) -> Reply:
        """What the server that refuses says: the first part of the path is what is wrong."""
        what, _slash, name = asked.path.lstrip("/").partition("/")
        if what == "v2":
            return Reply(b"no\n", 500)
        if what.isdigit():
            return Reply(b"no\n", int(what))
        if name != "index.yaml":
            return Reply(PAGE, 401 if what == "archive401" else 200)
        digest = "    digest: '" + "0" * 64 + "'\n"
        repo = self.places["repo"]
        texts = {
            "noyaml": "a: b: c\n",
            "page": PAGE.decode(),
            "empty": "",
            "noversion": "entries: {}\n",
            "nourls": INDEX.format(""),
            "badurl": INDEX.format("'http://[x'"),
            "archive401": INDEX.format("web-1.0.0.tgz"),
            "archivepage": INDEX.format("web-1.0.0.tgz"),
            "digest": INDEX.format(f"{repo}/web-1.0.0.tgz") + digest,
            "archiveftp": INDEX.format("ftp://127.0.0.1:9/web-1.0.0.tgz"),
            "dev": INDEX.format(f"{repo}/web-1.0.0.tgz").replace("web:", "dev:").replace("1.0.0\n", "1.0.0-a\n"),
        }
        return Reply(texts[what].encode()) if what in texts else Reply(b"", 404)


def packed(path: Path, files: dict[str, bytes]) -> None:
    """Write an archive with these files, the same bytes each time."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    path.write_bytes(gzip.compress(plain.getvalue(), mtime=0))


def tagged(repository: str, version: str, tag: str) -> None:
    """Give a version in a registry a tag, as helm does not."""
    kind = "application/vnd.oci.image.manifest.v1+json"
    address = f"{_api(repository)}/manifests"
    with urllib.request.urlopen(urllib.request.Request(f"{address}/{version}", headers={"Accept": kind})) as answer:
        manifest = answer.read()
    _put(f"{address}/{tag}", manifest, kind)


def put_image(repository: str, config: str, layers: list[str]) -> None:
    """Push what is no chart, as 1.0.0: its configuration and layers of these types."""
    def blob(kind: str, data: bytes) -> dict[str, Any]:
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        with urllib.request.urlopen(urllib.request.Request(f"{_api(repository)}/blobs/uploads/", method="POST")) as begun:
            place = begun.headers["Location"]
        _put(f"{place}&digest={digest}", data, "application/octet-stream")
        return {"mediaType": kind, "digest": digest, "size": len(data)}

    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = {"schemaVersion": 2, "mediaType": kind, "config": blob(config, b"{}"), "layers": [blob(layer, b"layer") for layer in layers]}
    _put(f"{_api(repository)}/manifests/1.0.0", json.dumps(manifest).encode(), kind)


def _api(repository: str) -> str:
    host, _slash, path = repository.removeprefix("oci://").partition("/")
    return f"http://{host}/v2/{path}"


def _put(url: str, data: bytes, kind: str) -> None:
    urllib.request.urlopen(urllib.request.Request(url, data=data, headers={"Content-Type": kind}, method="PUT")).close()
