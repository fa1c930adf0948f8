# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record, against what helm 3.17 to 4.3 stored (tests/release/records; make_expected.py there made them)."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import json
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base import memory
from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.release import (
    charts,
    codec,
    fitting,
    labels,
    packing,
)
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import (
    Holder,
    HookRun,
    Info,
    Release,
    StoredHook,
)

TESTS = Path(__file__).resolve().parent.parent.parent
RECORDS = sorted((TESTS / "release" / "records").glob("*.txt"))
SHOP = TESTS / "release" / "charts" / "shop"


def text_of(stored: bytes) -> str:
    """The JSON in a stored record."""
    return gzip.decompress(base64.b64decode(stored)).decode("utf-8")


def record(version: str, revision: int) -> Release:
    """A revision that helm stored."""
    return codec.decode((TESTS / "release" / "records" / f"helm-{version}-v{revision}.txt").read_bytes().strip())


def test_there_are_records_of_every_helm() -> None:
    assert {path.name.split("-")[1] for path in RECORDS} == {"3.17.3", "4.1.4", "4.2.3", "4.3.1"}


@pytest.mark.parametrize("path", [path for path in RECORDS if "helm-4" in path.name], ids=lambda path: path.stem)
def test_record_of_helm_4_read_and_written_is_the_same_text(path: Path) -> None:
    stored = path.read_bytes().strip()
    assert codec.to_json(codec.decode(stored)) == text_of(stored)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_record_written_again_means_the_same(path: Path) -> None:
    stored = path.read_bytes().strip()
    expected = json.loads(text_of(stored))
    expected["chart"].setdefault("schemamodtime", "0001-01-01T00:00:00Z")  # as helm 4 stores a record of helm 3 again
    written = json.loads(text_of(codec.encode(codec.decode(stored))))
    assert written == without_empty_times(expected)


def without_empty_times(value: object) -> object:
    """A record without the empty times that Helm 3 wrote and Helm 4 leaves out."""
    times = ("deleted", "started_at", "completed_at")
    if isinstance(value, dict):
        return {key: without_empty_times(item) for key, item in value.items() if not (key in times and item == "")}
    return [without_empty_times(item) for item in value] if isinstance(value, list) else value


def test_facts_of_a_record() -> None:
    release = record("4.3.1", 2)
    assert (release.name, release.namespace, release.version) == ("web", "records-4-3-1", 2)
    assert (release.info.status, release.info.description) == ("superseded", "Upgrade complete")
    assert release.config == {"message": "<b>&\u2028ü", "n": 5.0, "m": None, "s": "007"}
    assert isinstance(release.config["n"], float)
    assert [hook.name for hook in release.hooks] == ["web-mark", "web-ping", "web-migrate"]
    assert release.hooks[2].last_run.phase == "Succeeded" and release.hooks[1].last_run == HookRun()
    assert release.apply_method == "ssa"


@pytest.mark.parametrize("version", ["3.17.3", "4.1.4", "4.2.3", "4.3.1"])
def test_rollback_says_what_it_went_back_to(version: str) -> None:
    assert (record(version, 3).went_back_to, record(version, 2).went_back_to) == (1, 0)


def test_chart_as_loaded_is_the_chart_that_helm_stored() -> None:
    from ansible_collections.native.helm.plugins.module_utils._helm.chart.values import subcharts

    chart = loader.load(str(SHOP))
    subcharts.process(chart, {}, lambda message: None)
    assert charts.content(charts.chart_record(chart)) == charts.content(record("4.3.1", 1).chart)


def test_chart_goes_into_the_record_and_comes_back() -> None:
    chart = loader.load(str(SHOP))
    stored = charts.chart_record(chart)
    assert charts.chart_record(charts.chart_of(stored)) == stored


def test_record_without_compression_is_read() -> None:
    plain = base64.b64encode(codec.to_json(record("4.3.1", 1)).encode())
    assert codec.decode(plain) == record("4.3.1", 1)


def plain(text: str) -> bytes:
    return base64.b64encode(text.encode())


PACKED = gzip.compress(b'{"name": "x"}')
DAMAGED = {
    "empty": (b"", "unexpected end of JSON input"),
    "base64": (b"not base64!", "Only base64 data is allowed"),
    "padding": (b"e30", "Incorrect padding"),
    "text": (plain("no json"), "invalid character 'o' in literal null (expecting 'u')"),
    "list": (plain("[]"), "what should have a field info is no object"),
    "null": (plain("null"), "what should have a field info is no object"),
    "too large a number": (plain('{"version": 1e400}'), "json: cannot unmarshal number 1e400"),
    "gzip": (base64.b64encode(b"\x1f\x8b\x08broken"), "Error -3 while decompressing data"),
    "only the begin of gzip": (base64.b64encode(b"\x1f\x8b\x08"), "it is cut short"),
    "short": (base64.b64encode(PACKED[:-10]), "it is cut short"),
    "without its checksum": (base64.b64encode(PACKED[:-8]), "it is cut short"),
    "trailing": (base64.b64encode(PACKED + b"m"), "something follows its end"),
    "info": (plain('{"info": 5}'), "its field info is no object"),
    "hook": (plain('{"hooks": [5]}'), "what should have a field last_run is no object"),
    "hooks": (plain('{"hooks": {"a": 1}}'), "its field hooks is no list"),
    "version": (plain('{"version": "x"}'), "its field version is no number"),
    "half a version": (plain('{"version": 1.5}'), "its field version is no whole number"),
    "name": (plain('{"name": ["x"]}'), "its field name is no text"),
    "status": (plain('{"info": {"status": true}}'), "its field status is no text"),
    "chart": (plain('{"chart": "x"}'), "its field chart is no object"),
    "config": (plain('{"config": []}'), "its field config is no object"),
    "weight": (plain('{"hooks": [{"weight": "5"}]}'), "its field weight is no number"),
    "events": (plain('{"hooks": [{"events": "x"}]}'), "its field events is no list"),
    "run": (plain('{"hooks": [{"last_run": []}]}'), "its field last_run is no object"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged_record_is_a_clean_error(case: str) -> None:
    stored, words = DAMAGED[case]
    with pytest.raises(ReleaseError) as caught:
        codec.decode(stored)
    assert caught.value.problem.startswith(f"the release record cannot be read: {words}")
    assert caught.value.doing == "reading the release record"
    assert caught.value.__cause__ is not None


FIELDS = {
    **dict.fromkeys(("name", "namespace", "manifest", "apply_method"), ""),
    **{name: {} for name in ("config", "chart", "info")},
    "hooks": [],
    "version": 0,
}
OF_INFO = dict.fromkeys(("first_deployed", "last_deployed", "deleted", "description", "status", "notes"), "")
OF_HOOK = dict.fromkeys(("name", "kind", "path", "manifest"), "")
OF_LISTS: dict[str, Any] = {name: [] for name in ("events", "delete_policies", "output_log_policies")}


@pytest.mark.parametrize(
    "record",
    [
        {},
        dict.fromkeys(FIELDS),
        FIELDS,
        {"info": {**dict.fromkeys(OF_INFO), "resources": None, "rollback_revision": None}},
        {"info": {**OF_INFO, "resources": {}, "rollback_revision": 0}, "unknown": 1},
    ],
    ids=["nothing", "nulls", "empty", "nulls in info", "empty info"],
)
def test_fields_that_are_not_there_are_empty(record: Any) -> None:
    assert codec.decode(plain(json.dumps(record))) == Release("", "", 0, Info(status=""))


@pytest.mark.parametrize(
    "hook",
    [
        {},
        {**dict.fromkeys(OF_HOOK), **dict.fromkeys(OF_LISTS), "last_run": None, "weight": None},
        {**OF_HOOK, **OF_LISTS, "last_run": {"started_at": None, "completed_at": None, "phase": None}, "weight": 0},
    ],
    ids=["nothing", "nulls", "empty"],
)
def test_a_hooks_fields_that_are_not_there_are_empty(hook: Any) -> None:
    assert codec.decode(plain(json.dumps({"hooks": [hook]}))).hooks == [StoredHook("")]


FULL = Release(
    "web",
    "ns",
    3,
    Info("t1", "t2", "t3", "Upgrade <b> failed", "failed", 2, "n & m", {"v1/Pod": [{"b": 1.0, "a": None}]}),
    {"metadata": {"name": "c", "annotations": {"b": "1", "a": "2"}}, "values": {"b": 1.0, "a": [2.5]}, "lock": None},
    {"b": 1.0, "a": {"d": "\u2028", "c": False}},
    "a: 1\n",
    [
        StoredHook(
            "h", "Job", "c/templates/h.yaml", "kind: Job", ["pre-install", "test"], HookRun("t4", "t5", "Failed"),
            -5, ["hook-failed"], ["hook-succeeded"],
        ),
        StoredHook("g", last_run=HookRun(completed_at="t6")),
    ],
    "csa",
)  # fmt: skip
# As Go's encoder writes these structs (Go: pkg/release/v1, release.go, info.go, hook.go).
TEXT = (
    '{"name":"web","info":{"first_deployed":"t1","last_deployed":"t2","deleted":"t3",'
    '"description":"Upgrade \\u003cb\\u003e failed","status":"failed","rollback_revision":2,"notes":"n \\u0026 m",'
    '"resources":{"v1/Pod":[{"a":null,"b":1}]}},'
    '"chart":{"metadata":{"name":"c","annotations":{"a":"2","b":"1"}},"lock":null,"values":{"a":[2.5],"b":1}},'
    '"config":{"a":{"c":false,"d":"\\u2028"},"b":1},"manifest":"a: 1\\n",'
    '"hooks":[{"name":"h","kind":"Job","path":"c/templates/h.yaml","manifest":"kind: Job",'
    '"events":["pre-install","test"],"last_run":{"started_at":"t4","completed_at":"t5","phase":"Failed"},"weight":-5,'
    '"delete_policies":["hook-failed"],"output_log_policies":["hook-succeeded"]},'
    '{"name":"g","last_run":{"completed_at":"t6","phase":""}}],'
    '"version":3,"namespace":"ns","apply_method":"csa"}'
)


def test_record_with_everything() -> None:
    assert codec.to_json(FULL) == TEXT
    assert gzip.decompress(base64.b64decode(codec.encode(FULL))).decode() == TEXT
    read = codec.decode(codec.encode(FULL))
    assert read.chart.pop("schemamodtime") == "0001-01-01T00:00:00Z"
    assert read == FULL
    assert isinstance(read.info.rollback_revision, int) and isinstance(read.hooks[0].weight, int)


def test_labels_holder_and_mark_are_beside_the_record() -> None:
    release = Release("web", "ns", labels={"team": "a"}, holder=Holder("x", 30.0), mark="7")
    assert codec.to_json(release) == '{"name":"web","info":{"status":"unknown"},"version":1,"namespace":"ns"}'


@pytest.mark.parametrize(
    ("release", "text"),
    [
        (Release("", "", 0, Info(status="")), '{"info":{}}'),
        (Release("", "", 0, Info(status=""), manifest="a"), '{"info":{},"manifest":"a"}'),
        (Release("", "", 5, Info(status="")), '{"info":{},"version":5}'),
    ],
)
def test_record_of_little_is_json_all_the_same(release: Release, text: str) -> None:
    assert codec.to_json(release) == text


def test_chart_has_only_helms_fields_in_its_order() -> None:
    names = ("modtime", "files", "schemamodtime", "schema", "values", "templates", "lock", "metadata", "raw")
    text = codec.to_json(Release("", "", 0, Info(status=""), dict.fromkeys(names)))
    assert text == (
        '{"info":{},"chart":{"metadata":null,"lock":null,"templates":null,"values":null,"schema":null,'
        '"schemamodtime":null,"files":null,"modtime":null}}'
    )


def test_structs_keep_their_order_and_maps_are_sorted() -> None:
    chart = {
        "metadata": {
            "z": [{"name": "b", "import-values": [{"parent": "p", "child": "c"}]}],
            "annotations": {"b": "<", "a": ""},
            "a": True,
        },
        "files": [{"name": "f", "data": ""}],
        "templates": [{"name": "t", "data": "YQ=="}],
        "lock": {"generated": "g", "digest": "", "dependencies": []},
        "values": {"b": {"d": 1.0, "c": 2.0}, "a": None},
    }
    assert codec.to_json(Release("", "", 0, Info(status=""), chart)) == (
        '{"info":{},"chart":{"metadata":{"z":[{"name":"b","import-values":[{"child":"c","parent":"p"}]}],'
        '"annotations":{"a":"","b":"\\u003c"},"a":true},"lock":{"generated":"g","digest":"","dependencies":[]},'
        '"templates":[{"name":"t","data":"YQ=="}],"values":{"a":null,"b":{"c":2,"d":1}},'
        '"files":[{"name":"f","data":""}]}}'
    )


def test_bytes_that_are_no_utf8_come_and_go() -> None:
    """As by the encoder and decoder of helm 4.3.1: what is no UTF-8 is U+FFFD from then on."""
    stored = base64.b64encode(b'{"name":"web","manifest":"a \xff b"}')
    release = codec.decode(stored)
    assert release.manifest == "a \ufffd b"
    odd = Release("web", "ns", manifest=b"a \xff b".decode("utf-8", "surrogateescape"))
    assert codec.decode(codec.encode(odd)).manifest == "a \ufffd b"
    assert '"manifest":"a \ufffd b"' in codec.to_json(odd)


def test_a_known_content_is_told_from_every_other() -> None:
    """Only the very same chart, config and manifest are not written anew."""
    chart, config = {"values": {"a": 1.0}}, {"b": 1.0}
    first = Release("web", "ns", chart=chart, config=config, manifest="m: 1")
    assert '"chart":{"values":{"a":1}},"config":{"b":1},"manifest":"m: 1"' in codec.to_json(first)
    for change in ({"chart": {"values": {"a": 2.0}}}, {"config": {"b": 2.0}}, {"manifest": "m: 2"}):
        codec.to_json(first)
        other = codec.decode(codec.encode(dataclasses.replace(first, **change)))
        assert {"chart": {"values": other.chart["values"]}, "config": other.config, "manifest": other.manifest} == {
            "chart": chart,
            "config": config,
            "manifest": "m: 1",
            **change,
        }


def test_the_same_content_is_packed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[bytes] = []

    class Noted(packing.Middle):
        def __init__(self, data: bytes) -> None:
            packed.append(data)
            super().__init__(data)

    monkeypatch.setattr(packing, "Middle", Noted)
    release = Release("web", "ns", config={"only": "here"}, manifest="x")
    for status in ("pending-install", "deployed", "superseded"):
        release.info.status = status
        codec.encode(release)
    assert packed == [b'"config":{"only":"here"},"manifest":"x"']
    memory.forget()
    codec.encode(release)
    assert len(packed) == 2


def test_record_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "MAX_JSON", 1_000_000)
    packed = gzip.compress(b" " * 50_000_000)
    assert len(packed) < 50_000
    with pytest.raises(ReleaseError, match=r": it is larger than 1,000,000 bytes when unpacked$"):
        codec.decode(base64.b64encode(packed))


def test_no_more_than_that_is_ever_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes of a hostile record may stand for gigabytes."""
    monkeypatch.setattr(codec, "MAX_JSON", 1_000_000)
    stored = base64.b64encode(gzip.compress(b" " * 50_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(ReleaseError, match="it is larger than"):
            codec.decode(stored)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_the_largest_record_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codec.MAX_JSON == 104_857_600
    text = b'{"manifest":"' + b"x" * 5000 + b'"}'
    monkeypatch.setattr(codec, "MAX_JSON", len(text))
    assert len(codec.decode(base64.b64encode(gzip.compress(text))).manifest) == 5000
    with pytest.raises(ReleaseError, match="it is larger than"):
        codec.decode(base64.b64encode(gzip.compress(text + b" ")))


def test_only_gzip_is_unpacked() -> None:
    with pytest.raises(ReleaseError, match="invalid character 'x'"):
        codec.decode(base64.b64encode(zlib.compress(b'{"name":"x"}')))


def test_record_that_does_not_fit_names_the_biggest_files() -> None:
    big = {"name": "big.bin", "data": base64.b64encode(b"x" * 900).decode()}
    chart = {"metadata": {"name": "a"}, "templates": [{"name": "small", "data": ""}], "files": [big]}
    release = Release("web", "default", chart=chart, config={"certificates": "c" * 50})
    fitting.check_size(release, fitting.MAX_STORED)
    with pytest.raises(ReleaseError, match="would be 1,048,577 bytes") as caught:
        fitting.check_size(release, fitting.MAX_STORED + 1)
    assert caught.value.hint.endswith("big.bin (900 bytes), the value certificates (52 bytes), small (0 bytes)")


def test_empty_fields_are_left_out_as_go_does() -> None:
    release = Release("a", "b", info=Info(status="deployed"), hooks=[StoredHook("h")])
    assert codec.to_json(release) == (
        '{"name":"a","info":{"status":"deployed"},"hooks":[{"name":"h","last_run":{"phase":""}}],"version":1,"namespace":"b"}'
    )


def test_labels_of_a_record() -> None:
    release = Release("a", "b", version=3, info=Info(status="failed"), labels={"team": "x", "status": "old"})
    made = labels.of_record(release, "createdAt", 1_700_000_000_999_999_999)
    expected = {
        "name": "a",
        "owner": "helm",
        "status": "failed",
        "version": "3",
        "team": "x",
        "createdAt": "1700000000",
    }
    assert made == expected
    assert release.custom_labels == {"team": "x"}
