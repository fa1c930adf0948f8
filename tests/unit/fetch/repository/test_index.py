# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""index.yaml: built, read, merged; what helm reads too is tried in tests/differential."""

from __future__ import annotations

import pytest

from ansible_collections.native.helm.plugins.module_utils._helm.base.errors import FetchError
from ansible_collections.native.helm.plugins.module_utils._helm.fetch.repository.index import Index, absolute_url, build
from fetch.conftest import archive

DECODING = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "


def load(text, warnings=None):
    return Index.load(text.encode(), "here", warn=(warnings if warnings is not None else []).append)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty index.yaml file"),
        ("entries: {}\n", "no API version specified"),
        ("- a\n", f"{DECODING}array into Go value of type repo.IndexFile"),
        ("apiVersion: v1\nentries: [1]\n", "its entries are not a mapping"),
    ],
)
def test_what_is_no_index_is_refused(text, expected):
    with pytest.raises(FetchError) as caught:
        load(text)
    assert caught.value.problem == expected


def test_invalid_entries_are_left_out_with_a_warning():
    warnings = []
    text = "apiVersion: v1\nentries:\n  a:\n  - null\n  - {name: a, version: x.y}\n  - {name: a, version: 1.2.3}\n"
    assert [entry["version"] for entry in load(text, warnings).versions("a")] == ["1.2.3"]
    assert len(warnings) == 2


def test_json_is_read_too():
    assert (
        load('{"apiVersion": "v1", "entries": {"a": [{"name": "a", "version": "1.0.0"}]}}').pick("a")["version"]
        == "1.0.0"
    )


def test_an_unchanged_folder_gives_the_same_entries(tmp_path):
    (tmp_path / "a-1.0.0.tgz").write_bytes(archive("a", "1.0.0"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b-2.0.0.tgz").write_bytes(archive("b", "2.0.0"))
    first = build(str(tmp_path), url="http://charts.example/x/", known=None, now_ns=10**18)
    second = build(str(tmp_path), url="http://charts.example/x/", known=first, now_ns=2 * 10**18)
    assert first.entries == second.entries
    assert first.entries["b"][0]["urls"] == ["http://charts.example/x/sub/b-2.0.0.tgz"]


def test_merging_keeps_our_own_version_of_an_entry():
    ours = Index({"a": [{"name": "a", "version": "1.0.0", "urls": ["ours"]}]})
    theirs = Index({"a": [{"name": "a", "version": "1.0.0"}, {"name": "a", "version": "0.9.0"}], "b": []})
    merged = ours.merged(theirs)
    assert [entry.get("urls") for entry in merged.versions("a")] == [["ours"], None]


@pytest.mark.parametrize(
    ("address", "repository", "expected"),
    [
        ("a-1.tgz", "http://h/charts", "http://h/charts/a-1.tgz"),
        ("a-1.tgz", "http://h/charts/", "http://h/charts/a-1.tgz"),
        ("charts/a-1.tgz", "http://h", "http://h/charts/a-1.tgz"),
        ("https://other/a-1.tgz", "http://h", "https://other/a-1.tgz"),
        ("a-1.tgz", "http://h/charts?token=x", "http://h/charts/a-1.tgz?token=x"),
    ],
)
def test_relative_addresses_are_under_the_repository(address, repository, expected):
    assert absolute_url({"name": "a", "urls": [address]}, repository) == expected
