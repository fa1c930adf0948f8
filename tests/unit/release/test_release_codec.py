# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record, against what helm 3.17 to 4.3 stored (tests/release/records; make_records.py made them)."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import ReleaseError
from ansible_collections.native.helm.plugins.module_utils._helm.chart import loader
from ansible_collections.native.helm.plugins.module_utils._helm.release import charts, codec, fitting, labels
from ansible_collections.native.helm.plugins.module_utils._helm.release.model import HookRun, Info, Release, StoredHook

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
    from ansible_collections.native.helm.plugins.module_utils._helm.chart import dependencies

    chart = loader.load(str(SHOP))
    dependencies.process(chart, {}, lambda message: None)
    assert charts.content(charts.chart_record(chart)) == charts.content(record("4.3.1", 1).chart)


def test_chart_goes_into_the_record_and_comes_back() -> None:
    chart = loader.load(str(SHOP))
    stored = charts.chart_record(chart)
    assert charts.chart_record(charts.chart_of(stored)) == stored


def test_record_without_compression_is_read() -> None:
    plain = base64.b64encode(codec.to_json(record("4.3.1", 1)).encode())
    assert codec.decode(plain) == record("4.3.1", 1)


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"not base64!",
        base64.b64encode(b"no json"),
        base64.b64encode(b"[]"),
        base64.b64encode(b"null"),
        base64.b64encode(b'{"info": 5}'),
        base64.b64encode(b'{"hooks": [5]}'),
        base64.b64encode(b'{"version": "x"}'),
        base64.b64encode(b"\x1f\x8b\x08broken"),
        base64.b64encode(gzip.compress(b'{"name": "x"}')[:-10]),
        base64.b64encode(gzip.compress(b'{"name": "x"}') + b"more"),
    ],
    ids=["empty", "base64", "text", "list", "null", "info", "hook", "version", "gzip", "short", "trailing"],
)
def test_damaged_record_is_a_clean_error(stored: bytes) -> None:
    with pytest.raises(ReleaseError, match="the release record cannot be read"):
        codec.decode(stored)


def test_record_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "MAX_JSON", 1_000_000)
    packed = gzip.compress(b" " * 50_000_000)
    assert len(packed) < 50_000
    with pytest.raises(ReleaseError, match="larger than 1,000,000 bytes"):
        codec.decode(base64.b64encode(packed))


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
