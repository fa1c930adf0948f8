# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts that attack whoever reads, packages or renders them: archives, links, names, YAML, --set, schemas, templates.

A row is an attack, which returns whether it succeeded, and what takes the guard against it away.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
from pathlib import Path
from typing import Any, Callable, NamedTuple

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.env import Env
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ChartError, HelmError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import (
    archive,
    loader,
    lock,
    metadata,
    values_file,
)
from ansible_collections.native.helm.plugins.module_utils._helm.chart.authoring import keep, scaffold
from ansible_collections.native.helm.plugins.module_utils._helm.chart.model import File
from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import schema, strvals
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import builder
from ansible_collections.native.helm.plugins.module_utils._helm.codecs.yaml import codec as yaml_codec
from ansible_collections.native.helm.plugins.module_utils._helm.entry import telling
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.sources import unpacked, vendoring
from ansible_collections.native.helm.plugins.module_utils._helm.render import data_functions, engine
from ansible_collections.native.helm.plugins.module_utils._helm.schema import documents

CHART = b"apiVersion: v2\nname: web\nversion: 0.1.0\n"
ESCAPE = "\x1b[2J\u202egnp.exe"
NOTHING: Callable[..., Any] = lambda *_arguments, **_options: None  # noqa: E731


class Row(NamedTuple):
    """attack: tmp_path -> whether it succeeded. unguard: monkeypatch -> nothing."""

    attack: Callable[[Path], bool]
    unguard: Callable[[pytest.MonkeyPatch], None]


def patched(holder: Any, name: str, value: Any) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(holder, name, value)


def tgz(*entries: tuple[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as tar:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return raw.getvalue()


def folder(path: Path, **files: str) -> Path:
    (path / "web/templates").mkdir(parents=True)
    (path / "web/Chart.yaml").write_bytes(CHART)
    for name, text in files.items():
        (path / "web" / name).write_text(text)
    (path / "secret").mkdir()
    (path / "secret/key").write_text("the secret")
    return path / "web"


def chart(text: str) -> Any:
    return loader.load_files([File("Chart.yaml", CHART), File("templates/a.yaml", text.encode())])


def leads_out(name: str) -> Callable[[Path], bool]:
    def attack(_path: Path) -> bool:
        found = archive.read_archive(tgz(("web/Chart.yaml", CHART), (name, b"evil")))
        return any(item.data == b"evil" for item in found)

    return attack


def takes_first_folder_off(given: str) -> str:
    return given.partition("/")[2] or given


def untarred(path: Path) -> bool:
    (path / "dest").mkdir()
    files = unpacked.files_of(tgz(("web/Chart.yaml", CHART), ("web/../../evil", b"evil")))
    return "../evil" in str(sorted(files))


def named(name: str) -> Callable[[Path], bool]:
    def attack(path: Path) -> bool:
        text = CHART.replace(b"web", json.dumps(name).encode())
        target = (path / "dest" / archive.file_name(loader.load_files([File("Chart.yaml", text)]))).resolve()
        return target.parent != (path / "dest").resolve() or name == ".."

    return attack


def created(name: str) -> Callable[[Path], bool]:
    return lambda path: bool(scaffold.files(name))


def read_through_a_link(path: Path) -> bool:
    web = folder(path)
    (web / "templates/a.yaml").symlink_to(path / "secret/key")
    return any(b"the secret" in item.data for item in loader.load(str(web)).raw)


def read_through_a_folders_link(path: Path) -> bool:
    web = folder(path)
    (web / "files").symlink_to(path / "secret")
    return any(b"the secret" in item.data for item in loader.load(str(web)).raw)


def lock_through_a_link(path: Path) -> bool:
    web = folder(path)
    (web / "Chart.lock").symlink_to(path / "secret/key")
    lock.write(str(web), {"generated": metadata.ZERO_TIME, "digest": "x", "dependencies": []})
    return (path / "secret/key").read_text() != "the secret"


def naive_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    def write_text(name: str, data: bytes, **_options: Any) -> None:
        Path(name).write_bytes(data)

    monkeypatch.setattr(lock.files, "write_atomic", write_text)
    monkeypatch.setattr(lock.os.path, "islink", lambda _path: False)


def vendored_through_a_link(path: Path) -> bool:
    web = folder(path)
    (web / "charts").symlink_to(path / "secret")
    vendoring._compare(vendoring.Vendored(str(web), {"a.tgz": b"x"}), set())
    return True


def file_outside(path: Path) -> bool:
    web = folder(path)
    keep.keep(str(web), keep.Wanted(files={"../evil": "x"}), check=False)
    return (path / "evil").exists()


def file_through_a_link(path: Path) -> bool:
    web = folder(path)
    (web / "files").symlink_to(path / "secret")
    keep.keep(str(web), keep.Wanted(files={"files/key": "x"}), check=False)
    return (path / "secret/key").read_text() == "x"


def bomb(_path: Path) -> bool:
    data = gzip.compress(tgz_plain(("web/Chart.yaml", CHART), ("web/zeros", bytes(8 << 20))))
    return bool(archive.read_archive(data, budget=archive.Budget(1 << 20)))


def tgz_plain(*entries: tuple[str, bytes]) -> bytes:
    return gzip.decompress(tgz(*entries))


def bomb_in_a_bomb(_path: Path) -> bool:
    inner = tgz(("sub/Chart.yaml", CHART.replace(b"web", b"sub")), ("sub/zeros", bytes(8 << 20)))
    files = archive.read_archive(tgz(("web/Chart.yaml", CHART), ("web/charts/sub-0.1.0.tgz", inner)))
    return bool(loader._build(files, archive.Budget(1 << 20), NOTHING).subcharts)


def alias_with_a_slash(_path: Path) -> bool:
    needs = b"dependencies:\n- {name: a, version: 1.0.0, alias: '../x\\n'}\n"
    return bool(loader.load_files([File("Chart.yaml", CHART + needs)]).metadata["dependencies"])


def escapes_in_a_message(_path: Path) -> bool:
    texts = [telling.message(ChartError(ESCAPE, subject=ESCAPE)), telling.message(ChartError(ESCAPE))]
    return "\x1b" in texts[0] or "\u202e" in texts[1]


def escapes_in_metadata(_path: Path) -> bool:
    found = loader.load_files([File("Chart.yaml", CHART + f"description: {json.dumps(ESCAPE)}\n".encode())])
    return "\x1b" in found.metadata["description"]


def huge_index(_path: Path) -> bool:
    base: dict[str, Any] = {}
    strvals.apply_set(base, "a[70000]=1", kind="set")
    return len(base["a"]) > strvals.MAX_INDEX or len(base["a"]) == 70001


def deep_names(_path: Path) -> bool:
    base: dict[str, Any] = {}
    strvals.apply_set(base, ".".join(["a"] * 60) + "=1", kind="set")
    return bool(base)


def schema_reads_a_file(path: Path) -> bool:
    (path / "other.json").write_text('{"type": "string"}')
    refers = json.dumps({"properties": {"a": {"$ref": f"file://{path}/other.json"}}}).encode()
    return "want string" in schema.refusal_of({"a": 1.0}, refers)


def reads_files(monkeypatch: pytest.MonkeyPatch) -> None:
    given = documents.Library._resource

    def resource(self: documents.Library, url: str, depth: int) -> Any:
        if not url.endswith("/other.json"):
            return given(self, url, depth)
        return documents.Document(url, json.loads(Path(url.partition("file://")[2]).read_text()), 2020).root

    monkeypatch.setattr(documents.Library, "_resource", resource)


def alias_bomb(_path: Path) -> bool:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 5)]
    return bool(values_file.parse("\n".join(levels).encode()))


def deep_yaml(_path: Path) -> bool:
    return bool(yaml_codec.load_values("[" * 700 + "]" * 700))


def environment_in_a_template(_path: Path) -> bool:
    found = chart('a: {{ env "HOME" }}\n')
    release = engine.ReleaseFacts("r", "default")
    return engine.files(found, {}, release=release, env=Env(), options=engine.Options())["web/templates/a.yaml"] != ""


def offers_env(monkeypatch: pytest.MonkeyPatch) -> None:
    given = data_functions.table
    monkeypatch.setattr(data_functions, "table", lambda: {**given(), "env": lambda _name: "x"})


ASKED: list[str] = []


def host_in_a_template(_path: Path) -> bool:
    ASKED.clear()
    env = Env()
    env.resolve_host = lambda name: ASKED.append(name) or "10.0.0.1"  # type: ignore[func-returns-value]
    found = chart('a: "{{ getHostByName "canary.example" }}"\n')
    release = engine.ReleaseFacts("r", "default")
    engine.files(found, {}, release=release, env=env, options=engine.Options())
    return bool(ASKED)


def resolves_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.native.helm.plugins.module_utils._helm.sprig import table

    monkeypatch.setattr(engine, "_no_address", table.functions(_asking())["getHostByName"])


def _asking() -> Env:
    env = Env()
    env.resolve_host = lambda name: ASKED.append(name) or ""  # type: ignore[func-returns-value]
    return env


def cluster_in_an_offline_render(_path: Path) -> bool:
    ASKED.clear()
    found = chart('a: {{ lookup "v1" "Secret" "kube-system" "" }}\n')
    release = engine.ReleaseFacts("r", "default")
    asks = lambda *names: ASKED.append(str(names)) or {}  # noqa: E731
    engine.render(found, {}, release=release, env=Env(), options=engine.Options(lint=True), lookup=asks)
    return bool(ASKED)


def looks_up_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_lookup_function", lambda _options, lookup: lambda *names: dict(lookup(*names)))


PATHS = patched(archive, "_inside", takes_first_folder_off)
NAMES = patched(metadata, "_validate_identity", NOTHING)
LINKS = patched(loader._Folder, "_inside", lambda _self, _name, target: target)
SIZES = patched(archive.Budget, "take", NOTHING)
ROWS = {
    "CVE-2019-1000008 an entry above the folder": Row(leads_out("web/../../evil"), PATHS),
    "CVE-2019-1000008 an absolute entry": Row(leads_out("web//etc/evil"), PATHS),
    "CVE-2019-1000008 a drive": Row(leads_out("web/C:/evil"), PATHS),
    "CVE-2019-1000008 backslashes": Row(leads_out("web\\..\\..\\evil"), PATHS),
    "CVE-2019-1000008 an entry above the folder, untarred": Row(untarred, PATHS),
    "CVE-2024-25620 a chart named above its folder": Row(named("../x"), NAMES),
    "CVE-2024-25620 a chart named by a path": Row(named("/tmp/x"), NAMES),
    "CVE-2026-35206 a chart named ..": Row(named(".."), NAMES),
    "CVE-2024-25620 a new chart named above its folder": Row(
        created("../x"), patched(scaffold, "_NAME", re.compile(".*"))
    ),
    "CVE-2019-18658 a file's link out of the chart": Row(read_through_a_link, LINKS),
    "CVE-2019-18658 a folder's link out of the chart": Row(read_through_a_folders_link, LINKS),
    "CVE-2025-53547 Chart.lock is a link": Row(lock_through_a_link, naive_lock),
    "CVE-2025-53547 charts/ is a link": Row(
        vendored_through_a_link, patched(vendoring, "_entries", lambda _charts: [])
    ),
    "a file of the task's above the chart": Row(file_outside, patched(keep, "_relative", lambda given: given)),
    "a file of the task's through a link": Row(file_through_a_link, patched(keep._Folder, "_check", NOTHING)),
    "CVE-2025-32386 an archive that unfolds": Row(bomb, SIZES),
    "CVE-2025-32386 an archive in an archive that unfolds": Row(bomb_in_a_bomb, SIZES),
    "CVE-2021-21303 an alias that is a path": Row(
        alias_with_a_slash, patched(metadata, "_ALIAS", re.compile("(?s).*"))
    ),
    "CVE-2020-15184 controls in a message": Row(escapes_in_a_message, patched(telling, "printable", lambda text: text)),
    "CVE-2020-15184 controls in metadata": Row(escapes_in_metadata, patched(metadata, "clean", lambda text: text)),
    "CVE-2022-36055 an index without end": Row(huge_index, patched(strvals, "MAX_INDEX", 1 << 40)),
    "CVE-2022-36055 names without end": Row(deep_names, patched(strvals, "MAX_NESTED_NAMES", 1000)),
    "CVE-2022-23526 a schema that reads files": Row(schema_reads_a_file, reads_files),
    "an alias bomb": Row(alias_bomb, patched(builder, "_allowed_alias_ratio", lambda _operations: 2.0)),
    "YAML without end": Row(deep_yaml, patched(builder, "MAX_DEPTH", 10_000)),
    "the environment in a template": Row(environment_in_a_template, offers_env),
    "CVE-2023-25165 a host name in a template": Row(host_in_a_template, resolves_hosts),
    "CVE-2020-11013 the cluster in an offline render": Row(cluster_in_an_offline_render, looks_up_always),
}


@pytest.mark.parametrize("flaw", ROWS)
def test_is_refused(flaw: str, tmp_path: Path) -> None:
    try:
        succeeded = ROWS[flaw].attack(tmp_path)
    except HelmError as error:
        assert error.problem
        return
    assert not succeeded


@pytest.mark.parametrize("flaw", ROWS)
def test_succeeds_without_its_guard(flaw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ROWS[flaw].unguard(monkeypatch)
    assert ROWS[flaw].attack(tmp_path)
